"""The keys of a centre at work: seal and open fields, wrap data keys, blind look-ups, sign, receive packages."""

from __future__ import annotations

import functools
from pathlib import Path

import pyrage
import tink

from daymark.problems import Problem
from daymark.vault.keyfiles import Cached, KeyFile
from daymark.vault.keykinds import (
    BLIND,
    FIELDS,
    IDENTITY,
    SIGNING,
    VAULT,
    Aead,
    parse_aead,
    parse_identities,
    parse_prfs,
    parse_signer,
)
from daymark.vault.masterkey import MasterKey
from daymark.vault.signatures import fingerprint

OVERHEAD = 33  # bytes that sealing adds: 1 + 4 key id, 12 nonce, 16 tag
_PREFIX = 5  # bytes: 0x01 and the key id, big-endian (tink's wire format)


class CannotOpen(Problem):
    """A sealed value cannot be opened. Nothing was shown; tell the administrator."""

    http_status = 500


class KeyUnknown(CannotOpen):
    """This was sealed with a key that is not here. Restore the key file from back-up."""


class SealBroken(CannotOpen):
    """This is damaged, or not in the place where it was sealed. Restore it from back-up."""


class Keys:
    """All keys of one centre. Safe to share between threads; follows rotations made by other processes.

    Sealing or opening 500 bytes takes 5 to 7 microseconds, most of it the look whether the key file was replaced
    (loop of 50,000 in one process, 2 shared cores, November 2026).
    """

    def __init__(self, home: Path, *, master: MasterKey | None = None) -> None:
        folder = home / "keys"
        self._fields = Cached(KeyFile(folder / FIELDS, master), parse_aead)
        self._vault = Cached(KeyFile(folder / VAULT, master), parse_aead)
        self._blind = Cached(KeyFile(folder / BLIND, master), parse_prfs)
        self._signer = Cached(KeyFile(folder / SIGNING, master), parse_signer)
        self._identities = Cached(KeyFile(folder / IDENTITY, master), parse_identities)

    def seal(self, plaintext: bytes, associated: bytes) -> bytes:
        """Encrypt a field. `associated` says where it stands (table, column, row): it opens nowhere else."""
        return _seal(self._fields.get(), plaintext, associated)

    def open_sealed(self, sealed: bytes, associated: bytes) -> bytes:
        """Decrypt a field; `CannotOpen` says whether the key is unknown or the value is damaged or out of place."""
        return _open(self._fields.get(), sealed, associated, FIELDS)

    def wrap(self, data_key: bytes, associated: bytes) -> bytes:
        """Encrypt the data key of one object in the vault."""
        return _seal(self._vault.get(), data_key, associated)

    def unwrap(self, wrapped: bytes, associated: bytes) -> bytes:
        """Decrypt the data key of one object in the vault, or raise `CannotOpen`."""
        return _open(self._vault.get(), wrapped, associated, VAULT)

    def sealing_key(self, name: str = FIELDS) -> str:
        """The id of the key that seals now: what was sealed under another one waits to be sealed again."""
        return {FIELDS: self._fields, VAULT: self._vault}[name].get().primary

    def blind(self, value: bytes, purpose: str) -> bytes:
        """32 bytes that stand for a sealed value in an index: equal values give equal bytes, nobody can go back.

        Each purpose ("receipt code", "e-mail") has its own, so that two columns cannot be joined on it.
        """
        return self.blinds(value, purpose)[0]

    def blinds(self, value: bytes, purpose: str) -> list[bytes]:
        """The same under each key, the newest first: a look-up asks for any of them while a rotation is under way."""
        name = purpose.encode()
        text = len(name).to_bytes(4, "big") + name + value
        return [function.compute(text, 32) for function in self._blind.get()]

    def sign(self, message: bytes) -> bytes:
        """The centre's Ed25519 signature, 64 bytes. The message must begin by saying what kind of thing it is."""
        return self._signer.get().private.sign(message)

    @property
    def public_key(self) -> bytes:
        """The public half of the signing key, 32 bytes: what partners need to trust what this centre sends."""
        return self._signer.get().public_keys[0]

    @property
    def public_keys(self) -> tuple[bytes, ...]:
        """The current public key and all earlier ones: older checkpoints and stubs are signed with those."""
        return self._signer.get().public_keys

    @property
    def identities(self) -> list[pyrage.x25519.Identity]:
        """The age identities that open packages sent to this centre, newest first."""
        return list(self._identities.get())

    @property
    def recipient(self) -> str:
        """The `age1...` address to which partners encrypt packages for this centre."""
        return str(self._identities.get()[0].to_public())

    def fingerprints(self) -> dict[str, str]:
        """What a person reads to a partner on the telephone, for the signing key and the package address."""
        return {"signing": fingerprint(self.public_key), "packages": fingerprint(self.recipient)}


@functools.lru_cache(maxsize=8)
def load_keys(home: Path, *, master: MasterKey | None = None) -> Keys:
    """The keys below this DAYMARK_HOME, shared by all threads; files are read when first needed."""
    return Keys(home, master=master)


def key_prefix(key_id: str) -> bytes:
    """The first five bytes of everything sealed with this key: count rows that still need it by this prefix."""
    return b"\x01" + bytes.fromhex(key_id)


def key_id_of(sealed: bytes) -> str:
    """The id of the key that a value was sealed with, read from its first bytes."""
    return sealed[1:_PREFIX].hex()


def _seal(keyset: Aead, plaintext: bytes, associated: bytes) -> bytes:
    sealed: bytes = keyset.primitive.encrypt(plaintext, associated)
    return sealed


def _open(keyset: Aead, sealed: bytes, associated: bytes, name: str) -> bytes:
    if len(sealed) < OVERHEAD or sealed[0] != 1:
        raise SealBroken("This value was not sealed here, or its beginning is damaged. Restore the row from back-up.")
    if (key_id := key_id_of(sealed)) not in keyset.ids:
        raise KeyUnknown(
            f"This value was sealed with key {key_id}, which is not in {name}. Restore that key file from back-up; "
            "if the key was never there, the value is damaged."
        )
    try:
        plaintext: bytes = keyset.primitive.decrypt(sealed, associated)
    except tink.TinkError:
        raise SealBroken(
            f"This value was sealed with key {key_id}, but it is damaged or belongs to another row. Nothing was shown. "
            "Compare the row with the back-up and the audit record."
        ) from None
    return plaintext
