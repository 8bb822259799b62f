"""What came of it: children safeguarded, arrests, and other results."""
