"""The one Django app: every stage of the work from a report to a safeguarded child. Start at `flow.py`."""
