"""Archives made in memory, sound ones and others."""

from __future__ import annotations

import io
import tarfile
import warnings
import zipfile
from collections.abc import Iterable

Files = Iterable[tuple[str, bytes]]


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip; the same name may come twice."""
    kept = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(kept, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, data in files:
            archive.writestr(name, data)
    return kept.getvalue()


def tarred(files: Files, mode: str = "w") -> bytes:
    """A tar; "w:gz", "w:bz2", "w:xz" compress it."""
    kept = io.BytesIO()
    with tarfile.open(fileobj=kept, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return kept.getvalue()


def nested(deep: int) -> bytes:
    """So many zips inside each other."""
    data = zipped([("core", b"core")])
    for number in range(deep - 1):
        data = zipped([("in.zip", data), (f"beside-{number}", b"%d" % number)])
    return data


def locked(archive: bytes) -> bytes:
    """The same zip with every member marked as encrypted, in both of its headers."""
    marked = bytearray(archive)
    for signature, flags in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        at = marked.find(signature)
        while at >= 0:
            marked[at + flags] |= 1
            at = marked.find(signature, at + 4)
    return bytes(marked)
