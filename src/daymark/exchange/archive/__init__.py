"""Folders and zip files from outside as safe, named, read-only members. Start at `open_archive`."""

from daymark.exchange.archive.limits import Limits
from daymark.exchange.archive.members import Member, RefusedMember, UnreadableArchive
from daymark.exchange.archive.opening import Archive, open_archive

__all__ = ["Archive", "Limits", "Member", "RefusedMember", "UnreadableArchive", "open_archive"]
