"""Files that are nearly all hole: a disk that was never filled, or a trap that costs hours to read as zeros.

The same bounds as for an archive that would unpack to too much (`sandbox.limits`), so that time follows what is stored.
"""

from __future__ import annotations

import errno
import os

LARGEST = 1 << 30  # bytes: up to this size every file is read
TIMES = 200  # a larger one is given up when it would be so many times what is stored of it


def why_hollow(descriptor: int) -> str:
    """Why a file is not read, as a sentence; empty when it is. Where the disk cannot tell holes, none are found."""
    size = os.fstat(descriptor).st_size
    if size <= LARGEST:
        return ""
    stored = _stored(descriptor, enough=size // TIMES)
    if stored * TIMES >= size:
        return ""
    return (
        f"It claims {_in_words(size)}, of which the disk stores {_in_words(stored)}; the rest are holes that read as "
        "zeros. It was not read. Copy out what is stored, and take that."
    )


def _stored(descriptor: int, *, enough: int) -> int:
    """Bytes that lie on the disk, counted until there are enough."""
    stored = place = 0
    try:
        while stored <= enough:
            begin = os.lseek(descriptor, place, os.SEEK_DATA)
            place = os.lseek(descriptor, begin, os.SEEK_HOLE)
            stored += place - begin
    except OSError as error:
        if error.errno != errno.ENXIO:  # no more data; anything else: this disk cannot say
            return enough + 1
    finally:
        os.lseek(descriptor, 0, os.SEEK_SET)
    return stored


def _in_words(size: int) -> str:
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.4g} {unit}"
    return f"{size} bytes"
