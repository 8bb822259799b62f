"""Daymark: the case platform for the people who find and protect children abused online."""

__version__ = "0.1.0"
