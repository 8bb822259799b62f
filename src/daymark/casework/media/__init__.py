"""Seizures: exhibits with who held them, the files on them, each read once, and what could not be read."""
