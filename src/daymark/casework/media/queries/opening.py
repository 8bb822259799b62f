"""Where a content is opened to be looked at: where it was seized, or from the vault when it lies there no more."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from daymark.casework.cases.models import Case
from daymark.casework.media.models import Content, SeizedFile
from daymark.casework.media.queries.originals import open_checked, original_of
from daymark.casework.media.queries.sealing import held_by
from daymark.casework.media.queries.stacks import file_to_show
from daymark.engine.archives import SEPARATOR
from daymark.engine.digests import chunks
from daymark.engine.sandbox.pool import Sandbox
from daymark.engine.showing import NotShown, opened_seized
from daymark.problems import Problem

MOST_FROM_VAULT = 512 * 1024 * 1024  # bytes: it is decrypted into memory, and never to a disk
FROM_VAULT = "It no longer lies where it was seized. This is the sealed original from the vault."
TOO_LARGE = "It has a sealed original, which is too large to be shown from the vault. Mount the disk where it was."
NO_FILE = "No file of this case holds it any more."


class CannotShow(Problem):
    """The file cannot be shown."""


@contextmanager
def opened_content(case: Case, content: Content, sandbox: Sandbox) -> Iterator[int]:
    """The bytes of a content, open for reading. Raises CannotShow, with the reason."""
    file = file_to_show(case, content)
    with ExitStack() as held:
        where = opened_seized(*lies_at(file), sandbox, size=content.size) if file else None
        found = held.enter_context(where) if where else NotShown(NO_FILE)
        yield held.enter_context(_unsealed(case, content, found.why)) if isinstance(found, NotShown) else found


def note_of(case: Case, content: Content) -> str:
    """What a person must be told before she looks: that it comes from the vault. Empty when it lies where it was."""
    file = file_to_show(case, content)
    if (file is not None and _lies_there(file, content)) or not held_by(case, [content.pk]):
        return ""
    return FROM_VAULT


def lies_at(file: SeizedFile) -> tuple[Path, bytes]:
    """The folder of its seizure, and the path below it."""
    return Path(os.fsdecode(bytes(file.seizure.folder))), bytes(file.path)


def _lies_there(file: SeizedFile, content: Content) -> bool:
    """Whether a file of this name and size is there; of a file in an archive, whether the archive is as it was."""
    folder, path = lies_at(file)
    name, _, member = path.partition(SEPARATOR)
    size = _size_of_archive(file, name) if member else content.size
    try:
        facts = os.lstat(folder / os.fsdecode(name))
    except OSError:
        return False
    return stat.S_ISREG(facts.st_mode) and size in (None, facts.st_size)


def _size_of_archive(file: SeizedFile, name: bytes) -> int | None:
    archive = SeizedFile.objects.filter(seizure=file.seizure_id, path_key=hashlib.sha256(name).digest())
    return archive.values_list("size", flat=True).first()


@contextmanager
def _unsealed(case: Case, content: Content, why: str) -> Iterator[int]:
    """The sealed original that this case holds, in memory alone; else why it could not be opened where it was."""
    original = original_of(content) if held_by(case, [content.pk]) else None
    if original is None:
        raise CannotShow(why)
    if content.size > MOST_FROM_VAULT:
        raise CannotShow(f"{why} {TOO_LARGE}")
    descriptor = os.memfd_create("daymark-original", os.MFD_CLOEXEC)
    with open(descriptor, "w+b") as memory:
        try:
            with open_checked(original) as stream:
                for chunk in chunks(stream):
                    memory.write(chunk)
        except Problem as problem:
            raise CannotShow(problem.message) from problem
        memory.flush()
        yield descriptor
