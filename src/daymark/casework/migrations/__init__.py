"""One stream of migrations for the whole app."""
