"""Reads exhibits, seizures, files and stacks. `get_..._for` are the only ways to fetch one for a person."""

from daymark.casework.media.queries.seizures import (
    KindCount,
    contents_by,
    contents_of,
    custody_of,
    get_exhibit_for,
    get_seizure_for,
    kinds_of,
    members_read,
    part_of_case,
    partly_seen,
    sums_of,
    time_left_of,
    troubled_files,
    waiting_files,
)
from daymark.casework.media.queries.stacks import unstacked_in

__all__ = [
    "KindCount",
    "contents_by",
    "contents_of",
    "custody_of",
    "get_exhibit_for",
    "get_seizure_for",
    "kinds_of",
    "members_read",
    "part_of_case",
    "partly_seen",
    "sums_of",
    "time_left_of",
    "troubled_files",
    "unstacked_in",
    "waiting_files",
]
