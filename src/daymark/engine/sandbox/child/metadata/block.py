"""A stretch of a file that holds statements about it, and what language they are in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from daymark.engine.sandbox.child.metadata.source import Source


class Language(Enum):
    """How the statements of a block are written. The value is the word for it in our remarks."""

    EXIF = "EXIF"
    XMP = "XMP"
    PHOTOSHOP = "Photoshop resources"
    IPTC = "IPTC"
    TEXT = "text"
    MANIFEST = "C2PA"


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its bytes, their language, and for a text the name that it goes by."""

    language: Language
    source: Source
    name: str = ""
