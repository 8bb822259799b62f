"""Pages of people, of one's own account, of enrolling, and of the audit record."""
