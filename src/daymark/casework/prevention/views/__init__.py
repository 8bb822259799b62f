"""Advice for the public, and the staff page about report buttons."""
