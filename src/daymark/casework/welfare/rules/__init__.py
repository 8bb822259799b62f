"""Decides how long a person has looked, whether she may go on, and what a policy may say."""
