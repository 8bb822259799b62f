"""The public report page: one question a page, for a child, a parent, a professional, anyone."""
