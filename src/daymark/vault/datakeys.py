"""The data key of one object in the vault: encrypts and decrypts its content as a stream, a megabyte at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

import tink
from tink import secret_key_access, streaming_aead

streaming_aead.register()

# One-megabyte segments, each authenticated with its number and whether it is the last (tink's AES-GCM-HKDF streaming).
_TEMPLATE = streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB


class DataKey:
    """A fresh random key for one object alone. Associated data says which object it is."""

    def __init__(self, handle: tink.KeysetHandle) -> None:
        self._handle = handle

    @classmethod
    def generate(cls) -> DataKey:
        """A new data key."""
        return cls(tink.new_keyset_handle(_TEMPLATE))

    @classmethod
    def from_bytes(cls, raw: bytes) -> DataKey:
        """What `to_bytes` gave; it has been authenticated by the wrapping, so it is whole."""
        return cls(tink.proto_keyset_format.parse(raw, secret_key_access.TOKEN))

    def to_bytes(self) -> bytes:
        """The key itself, to be wrapped and never stored as it is."""
        raw: bytes = tink.proto_keyset_format.serialize(self._handle, secret_key_access.TOKEN)
        return raw

    @contextmanager
    def encrypting(self, target: BinaryIO, associated: bytes) -> Iterator[BinaryIO]:
        """A stream to write the content to; its end is sealed on leaving, and the target stays open.

        `OSError` of the target (the disk is full) comes through as it is.
        """
        primitive = self._handle.primitive(streaming_aead.StreamingAead)
        sink = _StaysOpen(target)
        try:
            with primitive.new_encrypting_stream(cast(BinaryIO, sink), associated) as stream:
                yield stream
        except tink.TinkError as error:
            raise sink.failure or error from error

    def decrypting(self, source: BinaryIO, associated: bytes) -> BinaryIO:
        """A stream to read the content from; what it gives is authentic. `tink.TinkError` when it is not."""
        primitive = self._handle.primitive(streaming_aead.StreamingAead)
        return cast(BinaryIO, primitive.new_decrypting_stream(source, associated))


class _StaysOpen(io.RawIOBase):
    """Passes writes on, and on close leaves the file beneath open, so that it can be synchronised with the disk."""

    def __init__(self, target: BinaryIO) -> None:
        super().__init__()
        self._target = target
        self.failure: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        try:
            return self._target.write(data)
        except OSError as error:
            self.failure = error  # tink would keep only its text
            raise
