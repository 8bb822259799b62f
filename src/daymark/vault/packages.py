"""Packages between agencies: named parts and a signed list of contents in one file, encrypted to the recipient.

A package is a zip (stored, not compressed): `manifest.json`, `manifest.sig` (Ed25519 over the manifest's bytes), then
the parts in the manifest's order; its comment is a seal over every byte. With recipients it is encrypted with age.
"""

from __future__ import annotations

import io
import os
import struct
import tempfile
import zipfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

import pyrage

from daymark.engine.digests import Digesting, TooLarge, chunks, copy_digesting, digest_bytes, digest_stream
from daymark.problems import Problem
from daymark.vault.durable import create_private, sync_folder, temporary_beside
from daymark.vault.envelopes import (
    AGE_MAGIC,
    NotForUs,
    PackageTooLarge,
    SealingSink,
    check_seal,
    decrypt,
    encrypting,
    parse_recipients,
)
from daymark.vault.keys import Keys
from daymark.vault.manifests import (
    MANIFEST,
    MANIFEST_LIMIT,
    SIGNATURE,
    Manifest,
    PackageDamaged,
    PartEntry,
    check_names,
)
from daymark.vault.signatures import signature_holds
from daymark.vault.store import Vault

IN_MEMORY = 64 * 1024 * 1024  # bytes: a package up to this size is never on the disk decrypted, not even unnamed
LIMIT = 8 * 1024**3  # bytes: larger packages travel as several


class PartChanged(Problem):
    """A part changed while the package was being made. Nothing was written; make it again."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part to send: its name in the package, size in bytes, SHA-256 in hex, and how to read it."""

    name: str
    size: int
    sha256: str
    open: Callable[[], BinaryIO]

    @classmethod
    def from_bytes(cls, name: str, data: bytes) -> Part:
        """A part that is in memory: the referral itself, as JSON and PDF."""
        return cls(name, len(data), digest_bytes(data).sha256, lambda: io.BytesIO(data))

    @classmethod
    def from_vault(cls, name: str, vault: Vault, sha256: str) -> Part:
        """A sealed original, read from the vault only while the package is written."""
        return cls(name, vault.describe(sha256).size, sha256, lambda: vault.open(sha256))


@dataclass(frozen=True, slots=True)
class PackageInfo:
    """A package that was made. `sha256` and `size` (bytes) are of the file; not `encrypted` means: carry it by hand."""

    path: Path
    sha256: str
    size: int
    encrypted: bool
    manifest: Manifest


class Package:
    """A received package, verified whole. Use it in a `with`: leaving removes what was decrypted."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest, *, encrypted: bool) -> None:
        self._archive = archive
        self.manifest = manifest
        self.encrypted = encrypted

    @property
    def signed_by(self) -> bytes:
        """The public key that signed it: which partner this is stands in our own list, not in the package."""
        return self.manifest.sender_key

    def open(self, name: str) -> BinaryIO:
        """A stream of one part."""
        return cast(BinaryIO, self._archive.open(name))

    def read(self, name: str) -> bytes:
        """One part as bytes, for small ones."""
        return self._archive.read(name)


def build_package(
    path: Path,
    parts: Sequence[Part],
    *,
    keys: Keys,
    kind: str,
    reference: str,
    sender: str,
    recipient: str,
    recipient_keys: Collection[str],
    at: datetime,
) -> PackageInfo:
    """Write one package file for the owner alone; it appears at `path` whole or not at all.

    `recipient_keys` are `age1...` addresses; without any, the package is a plain zip and `encrypted` is False.
    """
    check_names([part.name for part in parts])
    recipients = parse_recipients(recipient_keys)
    entries = tuple(PartEntry(part.name, part.size, part.sha256) for part in parts)
    manifest = Manifest(
        kind=kind,
        reference=reference,
        sender=sender,
        sender_key=keys.public_key,
        recipient=recipient,
        recipient_keys=tuple(recipient_keys),
        created_at=at,
        parts=entries,
    )
    with _appearing(path) as file, _closed_to_others(file, recipients) as target:
        _write_zip(target, manifest, parts, keys)
    with path.open("rb") as written:
        digests = digest_stream(written)
    return PackageInfo(path, digests.sha256, digests.size, bool(recipients), manifest)


@contextmanager
def read_package(
    path: Path,
    *,
    identities: list[pyrage.x25519.Identity],
    trusted_keys: Collection[bytes],
    scratch: Path | None = None,
    limit: int = LIMIT,
) -> Iterator[Package]:
    """Open a package and verify all of it before anything is given out.

    Raises `NotForUs`, `UnknownSigner`, `PackageDamaged`, `UnsafeName` or `PackageTooLarge`. Above 64 MB the decrypted
    content lies in an unnamed file in `scratch`, gone when the `with` ends or the process dies.
    """
    with tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(scratch) if scratch else None) as spool:
        content = cast(BinaryIO, spool)
        encrypted = _unwrap(path, content, identities, limit)
        signer = check_seal(content, trusted_keys)
        with _unpacked(content, path) as archive:
            manifest = _checked(archive, signer)
            if encrypted:
                _check_addressee(manifest, identities)
            yield Package(archive, manifest, encrypted=encrypted)


@contextmanager
def _appearing(path: Path) -> Iterator[BinaryIO]:
    temporary = temporary_beside(path)
    try:
        with create_private(temporary) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


@contextmanager
def _closed_to_others(file: BinaryIO, recipients: list[pyrage.x25519.Recipient]) -> Iterator[BinaryIO]:
    if not recipients:
        yield file
        return
    with encrypting(file, recipients) as stream:
        yield stream


def _write_zip(target: BinaryIO, manifest: Manifest, parts: Sequence[Part], keys: Keys) -> None:
    sink = SealingSink(target, keys)
    listing = manifest.to_bytes()
    with zipfile.ZipFile(cast(BinaryIO, sink), "w", zipfile.ZIP_STORED) as archive:
        archive.comment = sink.blank
        archive.writestr(_named(MANIFEST), listing)
        archive.writestr(_named(SIGNATURE), keys.sign(listing).hex())
        for part in parts:
            _write_part(archive, part)
    sink.finish()


def _write_part(archive: zipfile.ZipFile, part: Part) -> None:
    with part.open() as source, archive.open(_named(part.name), "w", force_zip64=True) as entry:
        try:
            digests = copy_digesting(source, entry, limit=part.size)
        except TooLarge:
            raise PartChanged from None
    if (digests.size, digests.sha256) != (part.size, part.sha256):
        raise PartChanged


def _named(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)  # with no date of its own: the manifest says when
    info.external_attr = 0o600 << 16
    return info


def _unwrap(path: Path, content: BinaryIO, identities: list[pyrage.x25519.Identity], limit: int) -> bool:
    with path.open("rb") as source:
        encrypted = source.read(len(AGE_MAGIC)) == AGE_MAGIC
        source.seek(0)
        if encrypted:
            decrypt(source, content, identities, limit=limit)
        else:
            _copy(source, content, limit)
    return encrypted


def _copy(source: BinaryIO, content: BinaryIO, limit: int) -> None:
    try:
        copy_digesting(source, content, limit=limit)
    except TooLarge:
        raise PackageTooLarge from None


@contextmanager
def _unpacked(content: BinaryIO, path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(content)
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OverflowError, OSError) as error:
        raise PackageDamaged(
            f"{path.name} is sealed by a partner but is no zip. Ask the sender to make it again."
        ) from error
    with archive:
        yield archive


def _checked(archive: zipfile.ZipFile, signer: bytes) -> Manifest:
    try:
        listing = _small(archive, MANIFEST)
        signature = bytes.fromhex(_small(archive, SIGNATURE).decode("ascii"))
        manifest = Manifest.from_bytes(listing)
        if manifest.sender_key != signer:
            raise PackageDamaged("The package names another sender than the one who sealed it. Ask the sender.")
        if not signature_holds(public_key=signer, signature=signature, message=listing):
            raise PackageDamaged("The list of contents was altered after it was signed. Ask for it again.")
        _check_layout(archive.infolist(), manifest)
        for part in manifest.parts:
            _check_part(archive, part)
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise PackageDamaged from error
    return manifest


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    info = archive.getinfo(name)
    if info.file_size > MANIFEST_LIMIT or info.compress_type != zipfile.ZIP_STORED:
        raise PackageDamaged
    return archive.read(info)


def _check_layout(entries: list[zipfile.ZipInfo], manifest: Manifest) -> None:
    listed = [MANIFEST, SIGNATURE, *(part.name for part in manifest.parts)]
    present = [entry.filename for entry in entries]
    if missing := [name for name in listed if name not in set(present)]:
        raise PackageDamaged(f"The package lacks {', '.join(missing[:5])}. Ask for it again.")
    if extra := [name for name in present if name not in set(listed)]:
        raise PackageDamaged(f"The package has {len(extra)} parts that its list does not name. Ask for it again.")
    offsets = [entry.header_offset for entry in entries]
    if present != listed or offsets != sorted(set(offsets)):
        raise PackageDamaged("The parts of the package are not in the order of its list. Ask for it again.")
    if any(entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1 for entry in entries):
        raise PackageDamaged("A part of the package is compressed or locked, which no package is. Ask for it again.")


def _check_part(archive: zipfile.ZipFile, part: PartEntry) -> None:
    digesting = Digesting()
    if archive.getinfo(part.name).file_size == part.size:
        with archive.open(part.name) as stream:
            for data in chunks(stream):
                digesting.update(data)
    found = digesting.result()
    if (found.size, found.sha256) != (part.size, part.sha256):
        raise PackageDamaged(f"The part {part.name} is not the one that was signed. Ask for it again.")


def _check_addressee(manifest: Manifest, identities: list[pyrage.x25519.Identity]) -> None:
    ours = {str(identity.to_public()) for identity in identities}
    if not ours & set(manifest.recipient_keys):
        raise NotForUs(
            f"The package was made for {manifest.recipient} and passed on to us by somebody else. Ask the sender."
        )
