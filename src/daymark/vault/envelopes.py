"""The outside of a package: encrypted to its recipients with age, and closed with a seal over every byte."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

import pyrage

from daymark.engine.digests import CHUNK
from daymark.problems import Problem
from daymark.vault.keys import Keys
from daymark.vault.manifests import PackageDamaged
from daymark.vault.signatures import fingerprint, signature_holds

AGE_MAGIC = b"age-encryption.org/v1\n"
_SEAL_NAME = b"daymark-seal:"
_KEY, _SIGNATURE = 64, 128  # hex digits of an Ed25519 public key and signature
SEAL = len(_SEAL_NAME) + _KEY + 1 + _SIGNATURE  # bytes: daymark-seal:<key>:<signature>, the comment of the zip
_SEALED_AS = b"daymark package seal 1\n"


class NotAnAddress(Problem):
    """No package can be encrypted to this key: it must begin with age1. Copy it again from the partner."""


class NotForUs(Problem):
    """The package is encrypted to somebody else's key, or was altered or cut. Ask the sender to send it again."""


class UnknownSigner(Problem):
    """The package is signed with a key that belongs to no partner. Compare fingerprints by telephone."""


class PackageTooLarge(Problem):
    """The package is larger than allowed here. Ask the administrator to raise the limit."""

    http_status = 413


class SealingSink(io.RawIOBase):
    """Passes a zip on and signs it: its comment, the last bytes of the file, becomes a signature of all before it.

    Any zip program opens the file; ours does so only after the seal was found whole.
    """

    def __init__(self, target: BinaryIO, keys: Keys) -> None:
        super().__init__()
        self._target, self._keys = target, keys
        self._sha256 = hashlib.sha256()
        self._tail = b""

    @property
    def blank(self) -> bytes:
        """What the comment of the zip must be set to: all of the seal but the signature."""
        return _SEAL_NAME + self._keys.public_key.hex().encode() + b":" + b"0" * _SIGNATURE

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        pending = self._tail + bytes(data)
        ready, self._tail = pending[:-_SIGNATURE], pending[-_SIGNATURE:]
        self._sha256.update(ready)
        self._target.write(ready)
        return len(data)

    def finish(self) -> None:
        """Put the signature in place; call it when the zip is complete."""
        self._target.write(self._keys.sign(_SEALED_AS + self._sha256.digest()).hex().encode())


def check_seal(file: BinaryIO, trusted_keys: Iterable[bytes]) -> bytes:
    """The key that sealed this file, if it is one of these and every byte is as it was; reads it all."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - SEAL))
    name, key, signature = _split_seal(file.read(SEAL))
    if name != _SEAL_NAME or key is None:
        raise PackageDamaged("This is not a package, or its end is missing. Ask the sender to send it again.")
    if key not in set(trusted_keys):
        raise UnknownSigner(
            f"The package is signed with the key {fingerprint(key)}, which belongs to no partner. Compare it with the "
            "sender by telephone before you enter it."
        )
    message = _SEALED_AS + _digest_of(file, size - _SIGNATURE)
    if signature is None or not signature_holds(public_key=key, signature=signature, message=message):
        raise PackageDamaged
    return key


def parse_recipients(addresses: Iterable[str]) -> list[pyrage.x25519.Recipient]:
    """The age recipients behind `age1...` addresses, or `NotAnAddress`."""
    try:
        return [pyrage.x25519.Recipient.from_str(address) for address in addresses]
    except pyrage.RecipientError:
        raise NotAnAddress from None


@contextmanager
def encrypting(target: BinaryIO, recipients: list[pyrage.x25519.Recipient]) -> Iterator[BinaryIO]:
    """A stream that encrypts to the recipients what is written to it; nothing passes through the disk in the clear."""
    failures: list[BaseException] = []
    reading, writing = os.pipe()
    worker = threading.Thread(target=_encrypt, args=(reading, target, recipients, failures))
    worker.start()
    try:
        with os.fdopen(writing, "wb", CHUNK) as stream:
            yield stream
    except BrokenPipeError:
        worker.join()
        raise failures[0] from None
    finally:
        worker.join()
    if failures:
        raise failures[0]


def decrypt(source: BinaryIO, target: BinaryIO, identities: list[pyrage.x25519.Identity], *, limit: int) -> None:
    """Decrypt a package with whichever identity opens it; `NotForUs` when none does or it was altered or cut."""
    capped = Capped(target, limit)
    try:
        pyrage.decrypt_io(source, capped, identities)
    except (pyrage.DecryptError, OSError) as error:
        raise capped.failure or NotForUs() from error


class Capped(io.RawIOBase):
    """Passes writes on up to a limit in bytes; what goes beyond fails with `failure`."""

    def __init__(self, target: BinaryIO, limit: int) -> None:
        super().__init__()
        self._target, self._left = target, limit
        self.failure: Exception | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._left -= len(data)
        try:
            if self._left < 0:
                raise PackageTooLarge
            self._target.write(data)
        except Exception as error:
            self.failure = error  # the decoder would keep only its text
            raise
        return len(data)


def _encrypt(
    reading: int, target: BinaryIO, recipients: list[pyrage.x25519.Recipient], failures: list[BaseException]
) -> None:
    capped = Capped(target, 1 << 62)
    with os.fdopen(reading, "rb", CHUNK) as stream:
        try:
            pyrage.encrypt_io(stream, capped, recipients)
        except BaseException as error:
            failures.append(capped.failure or error)


def _split_seal(tail: bytes) -> tuple[bytes, bytes | None, bytes | None]:
    name, key = tail[: len(_SEAL_NAME)], tail[len(_SEAL_NAME) : -_SIGNATURE - 1]
    return name, _hex(key), _hex(tail[-_SIGNATURE:])


def _hex(digits: bytes) -> bytes | None:
    with suppress(ValueError):
        raw = bytes.fromhex(digits.decode("ascii"))
        if raw.hex().encode() == digits:
            return raw
    return None


def _digest_of(file: BinaryIO, length: int) -> bytes:
    sha256 = hashlib.sha256()
    file.seek(0)
    while length and (data := file.read(min(CHUNK, length))):
        sha256.update(data)
        length -= len(data)
    return sha256.digest()
