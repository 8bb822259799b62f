"""Hashes, searches and measures over bytes and arrays. Knows no Django, no database and no settings."""
