"""Pages about one's own care, and the supervisors' pages."""
