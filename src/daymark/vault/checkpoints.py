"""Signed checkpoints of the audit chain, in a file outside the database: a line of JSON each, chained to the last.

Copy the file to a second place (another machine, a partner centre): who can cut both loses nothing here.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from daymark.problems import Problem
from daymark.vault.canonical import NotCanonical, canonical_json, parse_canonical, parse_hex
from daymark.vault.chain import Checkpoint
from daymark.vault.durable import PRIVATE_FILE, locked, private_folder, sync_folder
from daymark.vault.keys import Keys
from daymark.vault.signatures import fingerprint, signature_holds

FORMAT = "daymark checkpoint 1"
_FIRST = "0" * 64  # what the first line follows
_LONGEST = 4096  # bytes: no line comes near it


class CheckpointsMissing(Problem):
    """There is no checkpoint file. If there was one, it was removed: find out by whom, and compare with the copies."""


@dataclass(frozen=True, slots=True)
class CheckpointReading:
    """What a checkpoint file says: the good lines before the first bad one, which line that is, and what is wrong."""

    checkpoints: tuple[Checkpoint, ...]
    bad_line: int | None
    sentence: str

    @property
    def intact(self) -> bool:
        """Whether every line is as it was written."""
        return self.bad_line is None


def append_checkpoint(path: Path, checkpoint: Checkpoint, *, keys: Keys) -> None:
    """Add a signed line; on return it is on the disk. A line that a power cut left unfinished goes to `<name>.cut`."""
    private_folder(path.parent)
    new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, PRIVATE_FILE)
    with locked(path.parent), os.fdopen(handle, "r+b", buffering=0) as file:
        previous = _last_line(file, path)
        file.write(_line(checkpoint, previous, keys) + b"\n")
        os.fsync(file.fileno())
        if new:
            sync_folder(path.parent)


def read_checkpoints(path: Path, public_keys: Collection[bytes]) -> CheckpointReading:
    """All checkpoints up to the first bad line. `public_keys`: every key that the centre has ever signed with."""
    if not path.exists():
        raise CheckpointsMissing(f"There is no checkpoint file at {path}. {CheckpointsMissing.__doc__}")
    with locked(path.parent):
        content = path.read_bytes()
    return _read(content, public_keys)


def _read(content: bytes, public_keys: Collection[bytes]) -> CheckpointReading:
    good: list[Checkpoint] = []
    *lines, rest = content.split(b"\n")
    previous = _FIRST
    for number, line in enumerate(lines, start=1):
        try:
            checkpoint = _parse(line, previous, public_keys)
            if good and checkpoint.sequence < good[-1].sequence:
                raise NotCanonical("it covers less than the line before")
        except (NotCanonical, KeyError, TypeError, ValueError) as error:
            return _bad(good, number, error)
        good.append(checkpoint)
        previous = _digest(line)
    if rest:
        return _bad(good, len(lines) + 1, NotCanonical("it is not finished: the power failed, or it was cut"))
    return CheckpointReading(tuple(good), None, f"All {len(good)} checkpoints are as they were written.")


def _bad(good: list[Checkpoint], number: int, error: Exception) -> CheckpointReading:
    why = str(error).rstrip(".") if isinstance(error, NotCanonical) else "it is not a checkpoint"
    return CheckpointReading(tuple(good), number, f"Line {number} of the checkpoint file is bad: {why}.")


def _line(checkpoint: Checkpoint, previous: str, keys: Keys) -> bytes:
    body = {
        "format": FORMAT,
        "sequence": checkpoint.sequence,
        "chain_hash": checkpoint.chain_hash.hex(),
        "at": checkpoint.at.astimezone(UTC).isoformat(),
        "previous": previous,
        "key": keys.public_key.hex(),
    }
    return canonical_json({**body, "signature": keys.sign(canonical_json(body)).hex()})


def _parse(line: bytes, previous: str, public_keys: Collection[bytes]) -> Checkpoint:
    body = parse_canonical(line)
    signature, key = parse_hex(body.pop("signature")), parse_hex(body["key"])
    if body["format"] != FORMAT:
        raise NotCanonical("it is of another format")
    if body["previous"] != previous:
        raise NotCanonical("it does not follow the line before, so a line was removed, put in or changed")
    if key not in public_keys:
        raise NotCanonical(f"it is signed with the key {fingerprint(key)}, which is not this centre's")
    if not signature_holds(public_key=key, signature=signature, message=canonical_json(body)):
        raise NotCanonical("its signature does not hold, so it was altered")
    return Checkpoint(body["sequence"], parse_hex(body["chain_hash"]), datetime.fromisoformat(body["at"]))


def _last_line(file: BinaryIO, path: Path) -> str:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 2 * _LONGEST))
    *lines, rest = file.read().split(b"\n")
    if rest:
        _set_aside(path.with_name(f"{path.name}.cut"), rest)
        file.truncate(size - len(rest))
    file.seek(0, os.SEEK_END)
    return _digest(lines[-1]) if lines else _FIRST


def _set_aside(path: Path, rest: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE), "ab") as file:
        file.write(rest + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
