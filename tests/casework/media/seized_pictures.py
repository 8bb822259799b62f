"""A seizure of real pictures for tests, read through the sandbox and put into stacks."""

from __future__ import annotations

import os
from pathlib import Path

from daymark.casework.access.context import acting_as_system
from daymark.casework.cases.models import Case
from daymark.casework.media import actions
from daymark.casework.media.actions.files import Listed
from daymark.casework.media.models import SeizedFile, Seizure, Stack
from daymark.casework.media.queries import contents_of
from daymark.casework.media.queries.seizures import contents_by
from daymark.engine.hashing import Wanted, hash_files
from daymark.engine.sandbox.pool import Sandbox
from daymark.engine.walking import find
from examples import NOON


def seize_folder(case: Case, folder: Path, exhibit: str = "ABC/1") -> Seizure:
    """Everything below the folder, listed, read and stacked as `daymark seize` does it."""
    with acting_as_system(), Sandbox() as sandbox:
        held = actions.exhibit_named(case=case, name=exhibit, by=None, at=NOON)
        seizure = actions.begin_or_resume(exhibit=held, folder=os.fsencode(folder), by=None, at=NOON)
        found = list(find([folder]))
        names = {each.path: os.fsencode(each.path.relative_to(folder)) for each in found}
        listed = [Listed(names[each.path], each.size, each.changed_ns, each.why_not or "") for each in found]
        actions.list_files(seizure=seizure, listed=listed)
        actions.end_listing(seizure=seizure, at=NOON)
        rows = {bytes(row.path): row.pk for row in SeizedFile.objects.filter(seizure=seizure, reason="")}
        read = hash_files([each for each in found if not each.why_not], sandbox, Wanted())
        readings = {rows[names[hashed.path]]: hashed for hashed in read}
        seizure = actions.take_readings(seizure=seizure, readings=readings, at=NOON)
        stacking = actions.Stacking(case)
        stacking.load()
        stacking.place(contents=contents_by(contents_of(seizure)), at=NOON)
        return actions.finish(seizure=seizure, by=None, at=NOON)


def stack_of(case: Case, name: str) -> Stack:
    """The stack that holds what the file of this name holds."""
    with acting_as_system():
        content = SeizedFile.objects.filter(seizure__exhibit__case=case, name=name).latest("id").content_id
        members = Stack.objects.filter(case=case, stack_members__content=content)
        return members.select_related("case", "face").get()
