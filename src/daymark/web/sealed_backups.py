"""A back-up as one file that only named recipients can open (age): for a disk or a place that is not the centre's."""

from __future__ import annotations

import os
import shutil
import tarfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, BinaryIO

import pyrage

from daymark.problems import Problem
from daymark.vault.durable import create_private, private_folder, sync_folder
from daymark.web.backups import inside

SEALED = "backup.tar.age"


class BadRecipient(Problem):
    """A recipient must be an age address (age1...), as `age-keygen` and `daymark keys fingerprints` print it."""


class BadIdentity(Problem):
    """This file holds no age identity that opens the back-up. Name the right one with --identity."""


class IdentityMissing(Problem):
    """This back-up is encrypted. Name the file with the age identity that opens it: --identity FILE."""


def recipients_of(addresses: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """The age recipients, checked before a long back-up begins."""
    try:
        return [pyrage.x25519.Recipient.from_str(address.strip()) for address in addresses]
    except pyrage.RecipientError as error:
        raise BadRecipient() from error


def seal_folder(plain: Path, folder: Path, recipients: Sequence[pyrage.x25519.Recipient]) -> Path:
    """Packs the finished back-up in `plain` into one encrypted file in `folder`, streaming."""
    target = folder / SEALED
    unfinished = folder / f"{SEALED}.part"
    with create_private(unfinished) as writable:
        _through_a_pipe(
            lambda pipe: _pack(plain, pipe), lambda pipe: pyrage.encrypt_io(pipe, writable, list(recipients))
        )
        writable.flush()
        os.fsync(writable.fileno())
    unfinished.replace(target)
    sync_folder(folder)
    return target


def open_folder(folder: Path, plain: Path, identity: Path | None) -> None:
    """Decrypts and unpacks the sealed back-up in `folder` into the private folder `plain`."""
    if identity is None:
        raise IdentityMissing()
    identities = _identities(identity)
    private_folder(plain)
    with (folder / SEALED).open("rb") as readable:
        try:
            _through_a_pipe(
                lambda pipe: pyrage.decrypt_io(readable, pipe, identities), lambda pipe: _unpack(pipe, plain)
            )
        except (pyrage.DecryptError, tarfile.TarError, EOFError) as error:
            raise BadIdentity(
                f"{folder / SEALED} cannot be opened: {identity} is not for it, or it is damaged."
            ) from error


def _identities(path: Path) -> list[pyrage.x25519.Identity]:
    lines = [line.strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        raise BadIdentity() from error
    if not found:
        raise BadIdentity()
    return found


def _pack(plain: Path, pipe: BinaryIO) -> None:
    with tarfile.open(fileobj=pipe, mode="w|") as archive:
        for path in sorted(plain.rglob("*")):
            archive.add(path, arcname=path.relative_to(plain).as_posix(), recursive=False)


def _unpack(pipe: BinaryIO, plain: Path) -> None:
    with tarfile.open(fileobj=pipe, mode="r|") as archive:
        for member in archive:
            path = plain / inside(member.name)
            if member.isdir():
                private_folder(path)
            elif content := archive.extractfile(member):
                _write(content, path)
    while pipe.read(1 << 16):  # what follows the archive's end belongs to what is authenticated
        continue


def _write(content: IO[bytes], path: Path) -> None:
    private_folder(path.parent)
    with create_private(path) as writable:
        shutil.copyfileobj(content, writable, 1 << 20)


def _through_a_pipe(write: Callable[[BinaryIO], object], read: Callable[[BinaryIO], object]) -> None:
    """Runs both ends at once; the writer's failure is raised before the reader's, which only follows from it."""
    reading, writing = os.pipe()
    failures: list[BaseException] = []

    def feed() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe:
                write(pipe)
        except BaseException as error:  # raised again below, in the thread that asked
            failures.append(error)

    feeder = threading.Thread(target=feed, name="daymark-backup")
    feeder.start()
    try:
        with os.fdopen(reading, "rb") as pipe:
            read(pipe)
    except BaseException as error:
        feeder.join()
        raise (failures[0] if failures and not isinstance(failures[0], BrokenPipeError) else error) from error
    feeder.join()
    if failures:
        raise failures[0]
