"""Reading a sealed original: decrypted as it is read, and the whole compared with its address before the last byte."""

from __future__ import annotations

import hashlib
import io
from typing import BinaryIO, cast

import tink

from daymark.engine.digests import CHUNK
from daymark.vault.keys import Keys
from daymark.vault.labels import Label, content_binding, damaged


def open_verified(source: BinaryIO, label: Label, keys: Keys) -> BinaryIO:
    """A readable stream of the content; `ObjectDamaged` is raised before any byte that is not authentic.

    Each megabyte is authenticated before it is given out; the last piece only when the whole has the right SHA-256.
    Closing the stream closes the source.
    """
    raw = _VerifiedReader(source, label, keys)
    return cast(BinaryIO, io.BufferedReader(raw, CHUNK))


class _VerifiedReader(io.RawIOBase):
    def __init__(self, source: BinaryIO, label: Label, keys: Keys) -> None:
        super().__init__()
        self._expected = label.sealed
        self._sha256 = hashlib.sha256()
        self._given = 0
        self._content = label.data_key(keys).decrypting(source, content_binding(label.object_id))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._next(len(buffer))
        self._sha256.update(data)
        self._given += len(data)
        if not data or self._given >= self._expected.size:
            self._compare()
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._content.close()
        super().close()

    def _next(self, size: int) -> bytes:
        try:
            return self._content.read(size)
        except (tink.TinkError, OSError) as error:
            raise damaged(self._expected.sha256, "its content was altered, cut or cannot be read") from error

    def _compare(self) -> None:
        whole = self._given == self._expected.size
        if not whole or self._sha256.hexdigest() != self._expected.sha256:
            raise damaged(self._expected.sha256, "its content is not what its address says")
