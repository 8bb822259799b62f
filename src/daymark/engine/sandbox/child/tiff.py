"""TIFF, after a look at its directories: their entries are counted before anyone reads them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from PIL.TiffImagePlugin import TiffImageFile

from daymark.engine.sandbox.child import pages
from daymark.engine.sandbox.child.page import Data, Page
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason

# TIFF and its extensions define some 700 tags, and a directory holds each once at most.
_MOST_ENTRIES = 4096


def look(data: Data, limits: Limits) -> Iterator[Page]:
    """Every page of the file."""
    check_directories(data, limits)
    yield from pages.look(data, TiffImageFile, limits)


def check_directories(data: Data, limits: Limits) -> None:
    """Raise `Refused` when a directory that a reader would come to has more entries than there are tags.

    With millions of them, or of directories that share them, reading alone would take minutes.
    """
    file = memoryview(data)
    order = "<" if bytes(file[:2]) == b"II" else ">"
    big = bytes(file[2:4]) in (b"+\0", b"\0+")
    count, entry, place = (struct.Struct(order + form) for form in (("Q", "20x", "Q") if big else ("H", "12x", "I")))
    try:
        (at,) = place.unpack_from(file, 8 if big else 4)
        for _ in range(limits.frames):
            if not at:
                return
            (entries,) = count.unpack_from(file, at)
            if entries > _MOST_ENTRIES:
                raise Refused(Reason.BROKEN)
            (at,) = place.unpack_from(file, at + count.size + entries * entry.size)
    except struct.error:
        return  # it points outside the file: a reader will stop there
