"""An index as a file that is read where it lies, by any number of processes.

A header of 4,096 bytes, little-endian: magic, version, size of the header, entries, next number, size of the file,
widths of the chunks (one byte each); for each section its place, its length in bytes and its checksum; in the last 32
bytes the SHA-256 of all that. Then the sections in the order of `Tables`, each from a multiple of 4,096 bytes on.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
import tempfile
from os import PathLike
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np

from daymark.engine.hamming import kernels
from daymark.engine.hamming.plan import ChunkPlan
from daymark.engine.hamming.segment import Segment
from daymark.engine.hamming.tables import Tables, read_only
from daymark.problems import Problem

# Like PNG's: with the line end that a transfer in text mode would change.
MAGIC = b"DMHAM\r\n\x1a"
VERSION = 1
PAGE = 4096  # bytes
FIXED = struct.Struct("<8sIIQQQ32s")
SECTION = struct.Struct("<QQQ")
DIGEST = 32  # bytes
KINDS = tuple(np.dtype(name) for name in ("<u8", "<u4", "<u8", "<u8", "<u8", "<u8", "<u2", "<u4", "<u4"))  # of Tables


class UnusableIndexFile(Problem):
    """The file cannot be used as an index of hashes. Build the index anew from its lists."""


class _Section(NamedTuple):
    place: int
    length: int
    checksum: int


class _Header(NamedTuple):
    entries: int
    next_number: int
    size: int
    widths: bytes
    sections: tuple[_Section, ...]

    def packed(self) -> bytes:
        fixed = FIXED.pack(MAGIC, VERSION, PAGE, self.entries, self.next_number, self.size, self.widths)
        body = (fixed + b"".join(SECTION.pack(*section) for section in self.sections)).ljust(PAGE - DIGEST, b"\0")
        return body + hashlib.sha256(body).digest()


def write(path: str | PathLike[str], segment: Segment, next_number: int) -> None:
    """Write a segment to `path`: all of it, or nothing. Raises UnusableIndexFile when that fails."""
    target = Path(path)
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            try:
                _fill(file, segment, next_number)
                os.replace(file.name, target)
            except BaseException:
                os.unlink(file.name)
                raise
        _settle_folder(target.parent)
    except OSError as reason:
        raise UnusableIndexFile(
            f"The index could not be written to {target}: {reason.strerror}. Make room or choose another place, "
            "and save it again; what was there before is unchanged."
        ) from reason


def read(path: str | PathLike[str]) -> tuple[Segment, int]:
    """The segment that was written to `path`, mapped, and its next number. Raises UnusableIndexFile."""
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            header = _header(path, file.read(PAGE), size)
            mapped = mmap.mmap(file.fileno(), size, mmap.MAP_SHARED, mmap.PROT_READ)
    except OSError as reason:
        raise UnusableIndexFile(
            f"The index {path} cannot be read: {reason.strerror}. "
            "Check the path, or build the index anew from its lists."
        ) from reason
    for section in header.sections:
        if _checksum(mapped, section) != section.checksum:
            raise _damaged(path, "its content does not agree with its checksums")
    tables = (
        np.ndarray(section.length // kind.itemsize, kind, mapped, section.place)
        for section, kind in zip(header.sections, KINDS, strict=True)
    )
    return Segment(ChunkPlan(tuple(header.widths.rstrip(b"\0"))), read_only(Tables(*tables))), header.next_number


def _fill(file: IO[bytes], segment: Segment, next_number: int) -> None:
    """Write the sections, read them back to sum them up, and write the header last."""
    places, end = [], PAGE
    for array in segment.tables:
        file.seek(end)
        file.write(array.data)
        places.append((end, array.nbytes))
        end = -(-(end + array.nbytes) // PAGE) * PAGE
    file.truncate(end)
    file.flush()
    with mmap.mmap(file.fileno(), end, mmap.MAP_SHARED, mmap.PROT_READ) as mapped:
        sections = tuple(
            _Section(place, length, _checksum(mapped, _Section(place, length, 0))) for place, length in places
        )
    header = _Header(len(segment), next_number, end, bytes(segment.plan.widths), sections)
    file.seek(0)
    file.write(header.packed())
    file.flush()
    os.fsync(file.fileno())


def _settle_folder(folder: Path) -> None:
    """Make a new name in a folder last through a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _checksum(mapped: mmap.mmap, section: _Section) -> int:
    """Over whole words; what a section lacks to its last one are zeros."""
    words = np.ndarray(-(-section.length // 8), np.dtype("<u8"), mapped, section.place)
    return int(kernels.checksum(words))


def _header(path: str | PathLike[str], start: bytes, size: int) -> _Header:
    """The header of a file of `size` bytes, if this reads it and the file is as long as it says."""
    if start[: len(MAGIC)] != MAGIC:
        raise UnusableIndexFile(
            f"{path} is not an index of hashes that Daymark saved. Choose another file, or build the index anew."
        )
    if len(start) < PAGE or hashlib.sha256(start[:-DIGEST]).digest() != start[-DIGEST:]:
        raise _damaged(path, "its header does not agree with its checksum")
    _, version, _, entries, next_number, length, widths = FIXED.unpack_from(start)
    if version != VERSION:
        raise UnusableIndexFile(
            f"{path} has version {version} of the index's layout, and this program reads version {VERSION}. "
            "Build the index anew from its lists."
        )
    sections = tuple(
        _Section(*SECTION.unpack_from(start, FIXED.size + number * SECTION.size)) for number in range(len(KINDS))
    )
    if length != size:
        raise _damaged(path, f"it has {size} bytes and should have {length}")
    return _Header(entries, next_number, length, widths, sections)


def _damaged(path: str | PathLike[str], how: str) -> UnusableIndexFile:
    return UnusableIndexFile(f"The index {path} is damaged: {how}. Build it anew from its lists.")
