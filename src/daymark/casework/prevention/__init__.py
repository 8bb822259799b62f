"""The report button and advice."""
