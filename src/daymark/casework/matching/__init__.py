"""What is known: hash lists as banks, what of ours stands on them, what looks like it, and who decided what."""
