"""Sealed originals: content-addressed, encrypted, verified on every read."""
