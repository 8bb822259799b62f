"""The files of a zip file from outside, and the tricks that zip files play: bombs, links, passwords."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from daymark.exchange.archive.limits import Limits
from daymark.exchange.archive.members import Entry, UnreadableArchive, quoted

_ENCRYPTED = 0x1 | 0x40 | 0x2000  # encrypted, strongly encrypted, directory encrypted
# Python's reader expands the other methods (bzip2, LZMA) without a bound on memory; no known sender uses them.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})

_END, _END_64, _IN_DIRECTORY = b"PK\x05\x06", b"PK\x06\x06", b"PK\x01\x02"
_END_BYTES = 22
_TAIL_BYTES = 66 * 1024  # the end record, its comment of at most 64 kB, and the 64-bit records before it
_LOCAL_HEADER_BYTES = 30
_MAX_DIRECTORY_BYTES = 256 * 1024**2


@contextmanager
def opened_zip(stream: IO[bytes], limits: Limits) -> Iterator[list[Entry]]:
    """The entries of a zip file, readable while the context lasts. UnreadableArchive for no zip file or a bomb."""
    try:
        _check_directory(stream, limits)
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, struct.error, NotImplementedError, ValueError, EOFError, OSError) as error:
        raise UnreadableArchive(f"This is not a zip file that can be read ({error}). Ask for it again.") from None
    with archive:
        _refuse_overlaps(archive)
        yield [_entry(archive, info, limits) for info in archive.infolist() if not _is_folder(info) or info.file_size]


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> Entry:
    return Entry(info.orig_filename, info.file_size, _opener(archive, info), _fault_of(info, limits))


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(info)


def _is_folder(info: zipfile.ZipInfo) -> bool:
    # By the name as written: Python's own answer fails on an empty name, and ends a name at its first NUL.
    return info.orig_filename.endswith(("/", "\\"))


def _fault_of(info: zipfile.ZipInfo, limits: Limits) -> str | None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if stat.S_ISLNK(kind):
        return "it is a link; links are never followed. Pack the file itself."
    if _is_folder(info):
        return "it is listed as a folder but has contents."
    if kind and not stat.S_ISREG(kind):
        return "it is a device, pipe or socket, not a file."
    if info.flag_bits & _ENCRYPTED:
        return "it is encrypted. Ask the sender for the archive without a password."
    if info.compress_type not in _METHODS:
        return "it is packed by a method that is not read here. Pack it again as a plain zip file."
    if info.file_size > limits.ratio_from_bytes and info.file_size > info.compress_size * limits.ratio:
        return f"it would expand to {info.file_size // max(info.compress_size, 1):,} times its size."
    return None


def _refuse_overlaps(archive: zipfile.ZipFile) -> None:
    """Entries that share their bytes are how a zip file of some kilobytes becomes petabytes."""
    end = 0
    for info in sorted(archive.infolist(), key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise UnreadableArchive(f"{quoted(info.filename)} shares its bytes with another file: this is a bomb.")
        end = info.header_offset + _LOCAL_HEADER_BYTES + info.compress_size


def _check_directory(stream: IO[bytes], limits: Limits) -> None:
    """Count the entries before they become objects: a file of some megabytes can list millions."""
    length = stream.seek(0, os.SEEK_END)
    tail_start = stream.seek(max(0, length - _TAIL_BYTES))
    tail = stream.read()
    plain = tail[-_END_BYTES:].startswith(_END) and tail.endswith(b"\0\0")  # no comment behind the end record
    end = len(tail) - _END_BYTES if plain else tail.rfind(_END)
    if end < 0:
        raise zipfile.BadZipFile("it has no directory at its end")
    size = int(struct.unpack_from("<I", tail, end + 12)[0])
    end_64 = tail.rfind(_END_64, 0, end)
    if end_64 >= 0:
        size, end = max(size if size != 0xFFFFFFFF else 0, *struct.unpack_from("<Q", tail, end_64 + 40)), end_64
    if size > _MAX_DIRECTORY_BYTES:
        raise zipfile.BadZipFile("its directory is too large")
    stream.seek(max(0, tail_start + end - size))
    if stream.read(size).count(_IN_DIRECTORY) > limits.members:
        raise UnreadableArchive(f"The archive has more than {limits.members:,} files. Split it.")
