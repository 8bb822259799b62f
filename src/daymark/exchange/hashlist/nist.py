"""Tells NIST's list of harmless files ("CAID non-RDS") from lists of material: it is VICS like theirs, and named CAID.

The list bears no signature inside, so every mark must agree, in every entry: VICS 1.2 `#Media`, category 8, MediaSize
as text, MediaFiles with name and path, and not one word about a child, an offender or a series.
docs/decisions/0013-known-good-lists.md says what follows when some agree and some do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CONTEXT = "http://github.com/ICMEC/ProjectVic/DataModels/1.2.xml#Media"
CATEGORY = 8

# All the keys that the published list has, and no other.
_KEYS = frozenset(
    {
        "odata.id",
        "MediaFiles@odata.navigationLinkUrl",
        "MediaFiles",
        "MediaID",
        "MD5",
        "SHA1",
        "Category",
        "MediaSize",
    }
)


def bears_every_mark(media: Mapping[str, Any]) -> bool:
    """Whether one entry of a VICS 1.2 hash set is as NIST writes them."""
    return (
        media.get("Category") == CATEGORY
        and type(media.get("Category")) is int
        and type(media.get("MediaSize")) is str
        and _KEYS.issuperset(media)
        and _names_its_files(media.get("MediaFiles"))
    )


def bears_some_mark(media: Mapping[str, Any]) -> bool:
    """Whether an entry has NIST's category, so that a list of such might be NIST's."""
    return str(media.get("Category")) == str(CATEGORY)


def _names_its_files(files: object) -> bool:
    return (
        isinstance(files, list)
        and bool(files)
        and all(isinstance(file, dict) and file.get("FileName") and "FilePath" in file for file in files)
    )
