"""What each key file contains: how a new key is made, how one is added or removed, which ones there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import pyrage
import tink
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from tink import aead, prf, secret_key_access
from tink.proto import tink_pb2

from daymark.problems import Problem
from daymark.vault.keyfiles import KeyFileDamaged
from daymark.vault.signatures import short_id

aead.register()
prf.register()

FIELDS, VAULT, BLIND = "fields.keyset", "vault.keyset", "blind.keyset"
SIGNING, IDENTITY = "signing.ed25519", "identity.age"

_END_PRIVATE = b"-----END PRIVATE KEY-----\n"
_END_PUBLIC = b"-----END PUBLIC KEY-----\n"


class KeyStillNeeded(Problem):
    """This key is still needed. Seal again what was sealed with it, then drop it."""


class KeyKind(Protocol):
    """One kind of key file. Contents are the unlocked bytes of the file; ids are eight hex digits, newest first."""

    def fresh(self) -> bytes:
        """The content of a new file with one new key."""

    def ids(self, content: bytes) -> list[str]:
        """The ids of the keys in it."""

    def with_new_key(self, content: bytes) -> bytes:
        """The content with a new key in front."""

    def without_key(self, content: bytes, key_id: str) -> bytes:
        """The content without one of its older keys."""


@dataclass(frozen=True, slots=True)
class TinkKeyset:
    """A tink keyset in JSON, in the order in which its keys were made; the last one is the primary."""

    template: Any

    def fresh(self) -> bytes:
        return _serialize(tink.new_keyset_handle(self.template))

    def ids(self, content: bytes) -> list[str]:
        return [f"{key.key_id:08x}" for key in reversed(_keyset(content).key)]

    def with_new_key(self, content: bytes) -> bytes:
        keyset, fresh = _keyset(content), _keyset(self.fresh())
        if fresh.primary_key_id in {key.key_id for key in keyset.key}:  # once in two thousand million
            return self.with_new_key(content)
        return _joined([*keyset.key, *fresh.key])

    def without_key(self, content: bytes, key_id: str) -> bytes:
        return _joined([key for key in _keyset(content).key if f"{key.key_id:08x}" != key_id])


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private Ed25519 key, then the public halves of former ones, in PEM."""

    def fresh(self) -> bytes:
        key = Ed25519PrivateKey.generate()
        return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def ids(self, content: bytes) -> list[str]:
        return [short_id(key) for key in parse_signer(content).public_keys]

    def with_new_key(self, content: bytes) -> bytes:
        return self.fresh() + b"".join(_public_pem(key) for key in parse_signer(content).public_keys)

    def without_key(self, content: bytes, key_id: str) -> bytes:
        raise KeyStillNeeded("Only the public half of a former signing key is kept. It proves old records: leave it.")


@dataclass(frozen=True, slots=True)
class AgeIdentities:
    """Age identities, one a line, as `age-keygen` writes them."""

    def fresh(self) -> bytes:
        return _identity_line(pyrage.x25519.Identity.generate())

    def ids(self, content: bytes) -> list[str]:
        return [short_id(str(identity.to_public())) for identity in parse_identities(content)]

    def with_new_key(self, content: bytes) -> bytes:
        return self.fresh() + content

    def without_key(self, content: bytes, key_id: str) -> bytes:
        kept = [each for each in parse_identities(content) if short_id(str(each.to_public())) != key_id]
        return b"".join(_identity_line(each) for each in kept)


KINDS: dict[str, KeyKind] = {
    FIELDS: TinkKeyset(aead.aead_key_templates.AES256_GCM),
    VAULT: TinkKeyset(aead.aead_key_templates.AES256_GCM),
    BLIND: TinkKeyset(prf.prf_key_templates.HMAC_SHA256),
    SIGNING: SigningKey(),
    IDENTITY: AgeIdentities(),
}


@dataclass(frozen=True, slots=True)
class Aead:
    """One loaded AEAD keyset: the id of the key that seals, the ids of all keys that open."""

    primary: str
    ids: frozenset[str]
    primitive: aead.Aead


@dataclass(frozen=True, slots=True)
class Signer:
    """The private signing key, and the public halves of all the centre has ever signed with, newest first."""

    private: Ed25519PrivateKey
    public_keys: tuple[bytes, ...]


def parse_aead(content: bytes) -> Aead:
    """An AEAD keyset ready for use."""
    handle = _handle(content)
    info = handle.keyset_info()
    ids = frozenset(f"{key.key_id:08x}" for key in info.key_info)
    return Aead(f"{info.primary_key_id:08x}", ids, handle.primitive(aead.Aead))


def parse_prfs(content: bytes) -> list[prf.Prf]:
    """The pseudo-random functions of a keyset, newest first."""
    functions = _handle(content).primitive(prf.PrfSet).all()
    return [functions[key.key_id] for key in reversed(_keyset(content).key)]


def parse_signer(content: bytes) -> Signer:
    """The signing key ready for use."""
    private_pem, marker, former_pem = content.partition(_END_PRIVATE)
    try:
        private = load_pem_private_key(private_pem + marker, password=None)
        former = [load_pem_public_key(pem + _END_PUBLIC) for pem in former_pem.split(_END_PUBLIC)[:-1]]
    except (ValueError, UnsupportedAlgorithm):
        raise KeyFileDamaged from None
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyFileDamaged
    public = [private.public_key(), *(key for key in former if isinstance(key, Ed25519PublicKey))]
    return Signer(private, tuple(key.public_bytes_raw() for key in public))


def parse_identities(content: bytes) -> tuple[pyrage.x25519.Identity, ...]:
    """The age identities, newest first; `#` begins a remark."""
    lines = [line.strip() for line in content.decode("ascii", "replace").splitlines()]
    try:
        found = tuple(pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#"))
    except pyrage.IdentityError:
        raise KeyFileDamaged from None
    if not found:
        raise KeyFileDamaged
    return found


def _handle(content: bytes) -> Any:
    try:
        return tink.json_proto_keyset_format.parse(content.decode(), secret_key_access.TOKEN)
    except (tink.TinkError, ValueError):
        raise KeyFileDamaged from None


def _keyset(content: bytes) -> Any:
    return tink_pb2.Keyset.FromString(tink.proto_keyset_format.serialize(_handle(content), secret_key_access.TOKEN))


def _joined(keys: list[Any]) -> bytes:
    keyset = tink_pb2.Keyset(primary_key_id=keys[-1].key_id, key=keys)
    return _serialize(tink.proto_keyset_format.parse(keyset.SerializeToString(), secret_key_access.TOKEN))


def _serialize(handle: tink.KeysetHandle) -> bytes:
    text: str = tink.json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN)
    return text.encode()


def _public_pem(raw: bytes) -> bytes:
    key = Ed25519PublicKey.from_public_bytes(raw)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _identity_line(identity: pyrage.x25519.Identity) -> bytes:
    return f"# public key: {identity.to_public()}\n{identity}\n".encode()
