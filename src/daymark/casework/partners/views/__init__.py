"""Pages of agencies: the list, one agency, its keys, contacts, and its machines' sign-in."""
