"""The pages of lists, of what waits for a person, and of one file."""
