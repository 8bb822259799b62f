"""VICS (Project VIC) 1.2, 1.3 and 2.0: cases and hash sets, written and read as streams of millions of media.

Start at `write_cases`, `write_hash_set` and `read_vics`. docs/exchange/vics.md says what is written, what is read, and
what each version loses. VICS-compatible, uncertified. Hash sets to match against are read by `exchange.hashlist`.
"""

from __future__ import annotations

from daymark.exchange.hashlist.entries import BadRow
from daymark.exchange.hashlist.problems import UnreadableHashList
from daymark.exchange.vics.losses import Loss
from daymark.exchange.vics.merging import Found
from daymark.exchange.vics.model import (
    AlternativeHash,
    Case,
    CaseMetadata,
    Exif,
    Identifier,
    IdentifierMetadata,
    Media,
    MediaFile,
    MediaMetadata,
    Repository,
    Segment,
)
from daymark.exchange.vics.reading import NotVics, VicsDocument, read_vics
from daymark.exchange.vics.versions import DEFAULT_REGION, UnknownRegion, Version
from daymark.exchange.vics.writing import NoCaseID, Written, write_cases, write_hash_set

__all__ = [
    "DEFAULT_REGION",
    "AlternativeHash",
    "BadRow",
    "Case",
    "CaseMetadata",
    "Exif",
    "Found",
    "Identifier",
    "IdentifierMetadata",
    "Loss",
    "Media",
    "MediaFile",
    "MediaMetadata",
    "NoCaseID",
    "NotVics",
    "Repository",
    "Segment",
    "UnknownRegion",
    "UnreadableHashList",
    "Version",
    "VicsDocument",
    "Written",
    "read_vics",
    "write_cases",
    "write_hash_set",
]
