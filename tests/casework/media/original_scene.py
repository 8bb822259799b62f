"""A case with a seized folder in which real files lie, and stacks of the pictures among them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from casework.referrals.referral_cases import Scene
from daymark.casework.cases.models import Case
from daymark.casework.media import actions
from daymark.casework.media.actions.files import Listed
from daymark.casework.media.models import SeizedFile, Seizure, Stack
from daymark.engine.digests import digest_stream
from daymark.engine.hashing import Hashed
from daymark.engine.kinds import HEAD, kind_of
from examples import NOON


def seize(case: Case, folder: Path, files: Mapping[str, bytes]) -> dict[str, SeizedFile]:
    """Writes these files, and takes them into the case as `daymark seize` does; their rows by name."""
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return seize_folder(case, folder)


def seize_folder(case: Case, folder: Path) -> dict[str, SeizedFile]:
    """Takes what lies in a folder into the case."""
    exhibit = actions.exhibit_named(case=case, name=f"ABC/{folder.name}", by=None, at=NOON)
    seizure = actions.begin_or_resume(exhibit=exhibit, folder=os.fsencode(folder), by=None, at=NOON)
    there = sorted(folder.iterdir())
    actions.list_files(
        seizure=seizure, listed=[Listed(os.fsencode(path.name), path.stat().st_size, 1) for path in there]
    )
    actions.end_listing(seizure=seizure, at=NOON)
    rows = {row.name: row for row in SeizedFile.objects.filter(seizure=seizure)}
    readings = {rows[path.name].pk: _hashed(path) for path in there}
    seizure = actions.take_readings(seizure=seizure, readings=readings, at=NOON)
    return rows_of(seizure)


def rows_of(seizure: Seizure) -> dict[str, SeizedFile]:
    """The files of a seizure by name, stacked."""
    rows = SeizedFile.objects.filter(seizure=seizure).select_related("seizure__exhibit__case", "content")
    actions.Stacking(seizure.exhibit.case).place(contents=[row.content_id for row in rows if row.content_id], at=NOON)
    return {row.name: row for row in rows}


def stack_of(scene: Scene, file: SeizedFile) -> Stack:
    """The stack that a file's content is in."""
    return Stack.objects.get(case=scene.case, stack_members__content=file.content_id)


def _hashed(path: Path) -> Hashed:
    with path.open("rb") as file:
        kind = kind_of(file.read(HEAD))
        file.seek(0)
        return Hashed(path, kind, digest_stream(file))
