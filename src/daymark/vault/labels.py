"""What lies beside each object in the vault: what it is, and its data key, wrapped to open this object alone."""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from daymark.engine.digests import Digests
from daymark.problems import Problem
from daymark.vault.canonical import NotCanonical, canonical_json, parse_canonical, parse_hex
from daymark.vault.datakeys import DataKey
from daymark.vault.keys import Keys, SealBroken, key_id_of

FORMAT = "daymark object 1"
_ADDRESS = re.compile(r"[0-9a-f]{64}", re.ASCII)


class NotInVault(Problem):
    """There is no such object in the vault. It was never stored, or its report was refused."""

    http_status = 404


class ObjectDamaged(Problem):
    """An object in the vault is damaged or was changed. Nothing of it was used; restore it from back-up."""

    http_status = 500


@dataclass(frozen=True, slots=True)
class SealedObject:
    """A sealed original: its digests in lower-case hex (`sha256` is its address in the vault), its size in bytes.

    In the proof of destruction of an object whose label was damaged, `md5` and `sha1` are "unknown" and `size` is -1.
    """

    sha256: str
    md5: str
    sha1: str
    size: int


@dataclass(frozen=True, slots=True)
class Label:
    """The label of one stored object. `object_id` is new each time content is stored, also after a destruction."""

    object_id: str
    sealed: SealedObject
    sealed_size: int
    wrapped: bytes

    @classmethod
    def of(cls, keys: Keys, key: DataKey, object_id: str, digests: Digests, sealed_size: int) -> Label:
        """The label of content that has just been encrypted with this data key."""
        sealed = SealedObject(digests.sha256, digests.md5, digests.sha1, digests.size)
        blank = cls(object_id, sealed, sealed_size, b"")
        return replace(blank, wrapped=keys.wrap(key.to_bytes(), blank.associated()))

    @classmethod
    def read(cls, path: Path) -> Label:
        """The label in a file; `FileNotFoundError` when there is none, `ObjectDamaged` when it cannot be understood."""
        try:
            fields = parse_canonical(path.read_bytes())
            if fields.pop("format") != FORMAT or fields["sha256"] != path.stem:
                raise damaged(path.stem, "its label is that of another object")
            wrapped = parse_hex(fields.pop("wrapped"))
            object_id, sealed_size = fields.pop("object_id"), fields.pop("sealed_size")
            return cls(object_id, SealedObject(**fields), sealed_size, wrapped)
        except (NotCanonical, KeyError, TypeError, ValueError) as error:
            raise damaged(path.stem, "its label cannot be understood") from error

    def to_bytes(self) -> bytes:
        """The label as it is stored."""
        return canonical_json({**self._facts(), "wrapped": self.wrapped.hex()})

    def associated(self) -> bytes:
        """Everything that the wrapped key is bound to: swap or change any of it and the key does not open."""
        return canonical_json(self._facts())

    def data_key(self, keys: Keys) -> DataKey:
        """The unwrapped data key, or `ObjectDamaged` when the label was altered or belongs to another object."""
        try:
            return DataKey.from_bytes(keys.unwrap(self.wrapped, self.associated()))
        except SealBroken as error:
            raise damaged(self.sealed.sha256, "its label was altered, or belongs to another object") from error

    def rewrapped(self, keys: Keys) -> Label:
        """The same label with the data key wrapped by the newest key of the vault."""
        raw = self.data_key(keys).to_bytes()
        return replace(self, wrapped=keys.wrap(raw, self.associated()))

    @property
    def wrapping_key(self) -> str:
        """The id of the vault key that wraps this object's data key."""
        return key_id_of(self.wrapped)

    def _facts(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "object_id": self.object_id,
            "sealed_size": self.sealed_size,
            **asdict(self.sealed),
        }


def checked_address(sha256: str) -> str:
    """The address itself if it can be one, so that no outside text ever becomes part of a path."""
    if not _ADDRESS.fullmatch(sha256):
        raise NotInVault("This is not an address in the vault: it must be a SHA-256 digest in lower-case hex.")
    return sha256


def lost_label(sha256: str) -> Label:
    """What is left to say of an object whose label cannot be understood: enough to destroy it."""
    return Label("unknown", SealedObject(sha256, "unknown", "unknown", -1), -1, b"")


def new_object_id() -> str:
    """A random name for one storing of content."""
    return secrets.token_hex(16)


def content_binding(object_id: str) -> bytes:
    """The associated data of the encrypted content: it decrypts only as the object it was stored as."""
    return f"{FORMAT}\n{object_id}".encode()


def damaged(sha256: str, why: str) -> ObjectDamaged:
    """The problem for an object that cannot be trusted any more."""
    return ObjectDamaged(f"The object {sha256} in the vault is damaged: {why}. Nothing of it was used. Restore it.")
