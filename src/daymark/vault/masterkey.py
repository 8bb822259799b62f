"""The master key: optional, kept away from the data, without which the key files cannot be read."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from pathlib import Path

import tink
from tink import aead, secret_key_access
from tink.proto import aes_gcm_pb2, tink_pb2

from daymark.problems import Problem

aead.register()

SIZE = 32  # bytes: AES-256


class MasterKeyUnfit(Problem):
    """The master key must be 32 random bytes as 64 hexadecimal digits or base64. Try `openssl rand -hex 32`."""


class MasterKeyWrong(Problem):
    """The key files were locked with another master key. Give the one that was used, or restore both from back-up."""


class MasterKey:
    """Locks and unlocks key files with AES-256-GCM. Never printed, never stored beside what it locks."""

    def __init__(self, raw: bytes) -> None:
        if len(raw) != SIZE:
            raise MasterKeyUnfit
        self._raw = raw
        self._aead = _aead_of(raw)

    @classmethod
    def generate(cls) -> MasterKey:
        """A new random master key."""
        return cls(secrets.token_bytes(SIZE))

    @classmethod
    def from_text(cls, text: str) -> MasterKey:
        """Read 32 bytes, as 64 hexadecimal digits or in base64; white space around them does not matter."""
        digits = text.strip()
        try:
            return cls(bytes.fromhex(digits) if len(digits) == 2 * SIZE else base64.b64decode(digits, validate=True))
        except (binascii.Error, ValueError):
            raise MasterKeyUnfit from None

    def to_text(self) -> str:
        """The hexadecimal digits that `from_text` reads: for the person who keeps it, nobody else."""
        return self._raw.hex()

    def lock(self, content: bytes, name: str) -> bytes:
        """Encrypt the content of the key file of this name."""
        locked: bytes = self._aead.encrypt(content, name.encode())
        return locked

    def unlock(self, locked: bytes, name: str) -> bytes:
        """Decrypt a key file; another master key, another file's content or damage raise `MasterKeyWrong`."""
        try:
            content: bytes = self._aead.decrypt(locked, name.encode())
        except tink.TinkError:
            raise MasterKeyWrong from None
        return content

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MasterKey) and secrets.compare_digest(self._raw, other._raw)

    def __hash__(self) -> int:
        return hash(self._raw)

    def __repr__(self) -> str:
        return "MasterKey(...)"


def read_master_key(environ: Mapping[str, str]) -> MasterKey | None:
    """The master key named by DAYMARK_MASTER_KEY_FILE or given in DAYMARK_MASTER_KEY; None when neither is set."""
    if path := environ.get("DAYMARK_MASTER_KEY_FILE"):
        try:
            return MasterKey.from_text(Path(path).read_text())
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not text"
            raise MasterKeyUnfit(
                f"The master key file {path} cannot be read: {why}. Check DAYMARK_MASTER_KEY_FILE."
            ) from error
    text = environ.get("DAYMARK_MASTER_KEY")
    return MasterKey.from_text(text) if text else None


def _aead_of(raw: bytes) -> aead.Aead:
    key = tink_pb2.Keyset.Key(
        key_data=tink_pb2.KeyData(
            type_url="type.googleapis.com/google.crypto.tink.AesGcmKey",
            value=aes_gcm_pb2.AesGcmKey(version=0, key_value=raw).SerializeToString(),
            key_material_type=tink_pb2.KeyData.SYMMETRIC,
        ),
        status=tink_pb2.ENABLED,
        key_id=1,
        output_prefix_type=tink_pb2.RAW,
    )
    keyset = tink_pb2.Keyset(primary_key_id=1, key=[key])
    handle = tink.proto_keyset_format.parse(keyset.SerializeToString(), secret_key_access.TOKEN)
    return handle.primitive(aead.Aead)
