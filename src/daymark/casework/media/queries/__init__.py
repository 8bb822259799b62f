"""Reads exhibits, seizures, files and stacks. `get_..._for` are the only ways to fetch one for a person."""

from daymark.casework.media.queries.seizures import (
    KindCount,
    contents_of,
    custody_of,
    get_exhibit_for,
    get_seizure_for,
    kinds_of,
    part_of_case,
    partly_seen,
    sums_of,
    time_left_of,
    troubled_files,
    waiting_files,
)

__all__ = [
    "KindCount",
    "contents_of",
    "custody_of",
    "get_exhibit_for",
    "get_seizure_for",
    "kinds_of",
    "part_of_case",
    "partly_seen",
    "sums_of",
    "time_left_of",
    "troubled_files",
    "waiting_files",
]
