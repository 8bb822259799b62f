"""Receive what was reported, unchanged; say what was understood of it; keep in touch with the reporter."""
