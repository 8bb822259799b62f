"""People, roles, the gates through which every row is fetched, and the audit record."""
