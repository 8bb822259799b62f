"""The files of a half-filled report: sealed in a folder of their own until the report is sent, gone when it is not.

They lie below `DAYMARK_HOME/drafts/<draft>/` in the vault's own form, so that forgetting a draft removes them without a
question to anybody: the centre's vault shares one object between all reports that carry it, a draft shares nothing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from daymark.casework.access.keyring import keyring
from daymark.casework.reports.actions.receiving import StoredFile
from daymark.casework.reports.rules.understood import FileSaid
from daymark.vault.durable import private_folder
from daymark.vault.store import Vault


@dataclass(frozen=True)
class DraftFile:
    """A file as its writer named it, and the address of its sealed content."""

    name: str
    size: int
    sha256: str
    media_type: str = ""


def folder_of(draft: UUID) -> Path:
    """Where this draft's files lie. The name is made by us, never taken from the writer."""
    return settings.DAYMARK.home / "drafts" / str(draft)


def prepare_folder(draft: UUID) -> Path:
    """The folder, made if need be, for the upload handler to seal into."""
    private_folder(settings.DAYMARK.home / "drafts")
    folder = folder_of(draft)
    private_folder(folder)
    return folder


def to_vault(*, draft: UUID, files: Sequence[DraftFile]) -> tuple[StoredFile, ...]:
    """Copies the files into the centre's vault, from seal to seal. Raises when one cannot be read or stored."""
    own, vault = Vault(folder_of(draft), keyring()), Vault(settings.DAYMARK.home, keyring())
    stored = []
    for file in files:
        with own.open(file.sha256) as content:
            sealed = vault.put(content, limit=settings.DAYMARK.upload_bytes)
        said = FileSaid(file.name, sha256=sealed.sha256, md5=sealed.md5, size=sealed.size)
        stored.append(StoredFile(said, sealed.sha256, sealed.sha1, sealed.md5, sealed.size, file.media_type))
    return tuple(stored)


def remove_file(*, draft: UUID, sha256: str) -> None:
    """Takes one file out of a draft; its key goes with it."""
    place = folder_of(draft) / "vault" / sha256[:2] / sha256[2:4]
    for name in (f"{sha256}.label", sha256):
        (place / name).unlink(missing_ok=True)


def remove_files(*, draft: UUID) -> None:
    """Removes everything a draft holds."""
    shutil.rmtree(folder_of(draft), ignore_errors=True)


def touch_files(*, draft: UUID) -> None:
    """Marks the folder as in use: the sweep goes by its age."""
    folder = folder_of(draft)
    if folder.is_dir():
        os.utime(folder)


def sweep_folders(*, at: datetime, older_than: timedelta) -> int:
    """Removes the folders that nobody has used for so long; says how many."""
    drafts, before = settings.DAYMARK.home / "drafts", (at - older_than).timestamp()
    old = [folder for folder in drafts.iterdir() if folder.stat().st_mtime < before] if drafts.is_dir() else []
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)
