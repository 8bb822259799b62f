"""Care of a centre's keys: make them once, add a newer one, drop an old one that nothing needs any more."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from daymark.problems import Problem
from daymark.vault.durable import PRIVATE_FOLDER, create_private, locked, private_folder, sync_folder
from daymark.vault.keyfiles import KeyFile, KeysMissing
from daymark.vault.keykinds import KINDS, KeyStillNeeded
from daymark.vault.masterkey import MasterKey


class NoSuchKey(Problem):
    """There is no key of this name. Look at the list of keys."""


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One key in a key file; the newest one seals or signs, the others only open or prove."""

    file: str
    key_id: str
    newest: bool


def make_keys(home: Path, *, master: MasterKey | None = None) -> bool:
    """Make all keys of a new centre, or change nothing when they are there. True when they were made.

    When some are there and some are not, keys were lost: `KeysMissing`, because new ones could not read old data.
    """
    folder = home / "keys"
    if _present(folder):
        return False
    private_folder(home)
    draft = home / f".keys.{secrets.token_hex(8)}.part"
    try:
        _write_draft(draft, master)
        draft.rename(folder)
    except OSError:
        if not _present(folder):  # otherwise another process was faster: its keys stand
            raise
        return False
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    sync_folder(home)
    return True


def list_keys(home: Path, *, master: MasterKey | None = None) -> list[KeyEntry]:
    """Every key of the centre by file, the newest first."""
    entries = []
    for name, kind in KINDS.items():
        ids = kind.ids(KeyFile(home / "keys" / name, master).read())
        entries += [KeyEntry(name, key_id, newest=at == 0) for at, key_id in enumerate(ids)]
    return entries


def rotate_key(home: Path, file: str, *, master: MasterKey | None = None) -> str:
    """Add a new key that seals or signs from now on; the old ones go on opening. Returns the new key's id.

    Of an old signing key only the public half is kept: it still proves what it signed and can sign nothing more.
    """
    return _change(home, file, master, lambda content: KINDS[file].with_new_key(content))


def drop_key(home: Path, file: str, key_id: str, *, still_sealed: int, master: MasterKey | None = None) -> None:
    """Remove an old key for good: what is still sealed with it is lost.

    `still_sealed` is the caller's count of values, data keys or open packages that need it; anything but 0 is refused.
    """
    if still_sealed:
        raise KeyStillNeeded(
            f"Key {key_id} in {file} still opens {still_sealed} items. Seal them again with the newest key first."
        )
    _change(home, file, master, lambda content: _without(file, content, key_id))


def change_master_key(home: Path, *, old: MasterKey | None, new: MasterKey | None) -> None:
    """Lock every key file with another master key (or with none). Interrupted, it can be run again."""
    folder = home / "keys"
    with locked(folder):
        for name in KINDS:
            content = _read_under_either(folder / name, old, new)
            KeyFile(folder / name, new).write(content)


def _present(folder: Path) -> bool:
    lost = [name for name in KINDS if not (folder / name).exists()]
    if 0 < len(lost) < len(KINDS):
        raise KeysMissing(
            f"Keys are missing from {folder}: {', '.join(lost)}. Restore them from back-up; new ones read nothing old."
        )
    return not lost


def _write_draft(draft: Path, master: MasterKey | None) -> None:
    draft.mkdir(mode=PRIVATE_FOLDER)
    for name, kind in KINDS.items():
        file = KeyFile(draft / name, master)
        with create_private(file.path) as out:
            out.write(file.encoded(kind.fresh()))
            out.flush()
            os.fsync(out.fileno())
    sync_folder(draft)


def _change(home: Path, file: str, master: MasterKey | None, change: Callable[[bytes], bytes]) -> str:
    if file not in KINDS:
        raise NoSuchKey(f"There is no key file {file}. There are: {', '.join(KINDS)}.")
    key_file = KeyFile(home / "keys" / file, master)
    key_file.stamp()  # says that there are no keys, before anything is locked
    with locked(key_file.path.parent):
        content = change(key_file.read())
        key_file.write(content)
    return KINDS[file].ids(content)[0]


def _without(file: str, content: bytes, key_id: str) -> bytes:
    ids = KINDS[file].ids(content)
    if key_id not in ids:
        raise NoSuchKey(f"There is no key {key_id} in {file}. There are: {', '.join(ids)}.")
    if key_id == ids[0]:
        raise KeyStillNeeded(f"Key {key_id} is the newest in {file} and in use. Rotate first, then drop the old one.")
    return KINDS[file].without_key(content, key_id)


def _read_under_either(path: Path, old: MasterKey | None, new: MasterKey | None) -> bytes:
    try:
        return KeyFile(path, old).read()
    except Problem:
        if new is None:
            raise
        return KeyFile(path, new).read()
