"""All vaults of the centre held against the database: whole by `daymark vault verify`, a sample each night."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.keyring import keyring, vault, vault_of_originals
from daymark.casework.access.queries.vaults import READ_WHOLE, SAMPLED
from daymark.casework.access.recording import record
from daymark.casework.media.queries.originals import OriginalRows, proofs_that_fail
from daymark.problems import Problem
from daymark.vault.destruction import Destroyed
from daymark.vault.inspection import Finding, Kind, Rows, inspect, objects_only, remove_orphan, sample
from daymark.vault.store import Vault
from daymark.web.vault_rows import StoredRows

SAMPLE = 200  # objects of each vault that are read whole in a night
SAMPLE_BYTES = 10 * 1024**3  # and no more than this, unless the first is larger
NAMED = 20  # findings that the audit record names; all are counted


@dataclass(frozen=True)
class House:
    """A vault and the rows that name its objects."""

    name: str
    vault: Vault
    rows: Rows


@dataclass
class Outcome:
    """What a check read and found, as far as it has come."""

    objects: int = 0
    read: int = 0  # bytes
    found: list[tuple[str, Finding]] = field(default_factory=list)
    removed: list[tuple[str, Destroyed]] = field(default_factory=list)

    def step(self, portion: int) -> None:
        """Counts bytes."""
        self.read += portion


Step = Callable[[int], object]


def houses() -> list[House]:
    """The vaults whose objects belong to rows."""
    return [House("vault", vault(), StoredRows()), House("originals", vault_of_originals(), OriginalRows())]


def size_of_vaults() -> tuple[int, int]:
    """How many objects there are, and their bytes on the disk: what a whole check reads."""
    objects = size = 0
    for each in (*(house.vault for house in houses()), *_drafts().values()):
        for sha256 in each.addresses():
            objects += 1
            size += each.stored_size(sha256)
    return objects, size


def check_whole(
    *, at: datetime, step: Step, outcome: Outcome, remove_orphans: bool = False
) -> Iterator[tuple[str, Finding]]:
    """Reads every object of every vault, gives each finding as it comes, and puts the outcome on record at the end."""
    for house in houses():
        for finding in _checked(house, at, _both(outcome, step), outcome):
            outcome.found.append((house.name, finding))
            yield house.name, finding
    for name, draft in _drafts().items():
        for finding in objects_only(draft, step=_both(outcome, step)):
            outcome.found.append((name, finding))
            yield name, finding
    if remove_orphans:
        _remove_orphans(outcome, at)
    _put_on_record(READ_WHOLE, outcome, at)


def check_sample(*, at: datetime) -> Outcome:
    """Reads some objects of each vault whole, others each day, holds all rows against all objects, and records it."""
    outcome = Outcome()
    for house in houses():
        picked = sample(house.vault, seed=f"{at:%Y-%m-%d}", most=SAMPLE, most_bytes=SAMPLE_BYTES)
        outcome.objects += len(picked)
        found = inspect(house.vault, house.rows, at=at, step=outcome.step, only=picked)
        outcome.found += [(house.name, finding) for finding in found]
    outcome.found += [("originals", finding) for finding in proofs_that_fail()]
    _put_on_record(SAMPLED, outcome, at)
    return outcome


def _checked(house: House, at: datetime, step: Step, outcome: Outcome) -> Iterator[Finding]:
    yield from inspect(house.vault, house.rows, at=at, step=step)
    outcome.objects += sum(1 for _ in house.vault.addresses())
    if house.name == "originals":
        yield from proofs_that_fail()


def _both(outcome: Outcome, step: Step) -> Step:
    def count(portion: int) -> None:
        outcome.step(portion)
        step(portion)

    return count


def _drafts() -> dict[str, Vault]:
    """The small vault of each half-filled report."""
    folders = sorted((settings.DAYMARK.home / "drafts").glob("*"))
    return {f"drafts/{folder.name}": Vault(folder, keyring()) for folder in folders}


def _remove_orphans(outcome: Outcome, at: datetime) -> None:
    """Where anything else is wrong in a vault its orphans stay: what looks like one may have lost its row."""
    for house in houses():
        own = [finding for name, finding in outcome.found if name == house.name]
        if any(finding.kind is not Kind.ORPHAN for finding in own):
            continue
        for finding in own:
            _remove(house, finding, outcome, at)


def _remove(house: House, finding: Finding, outcome: Outcome, at: datetime) -> None:
    try:
        destroyed = remove_orphan(house.vault, house.rows, finding.sha256, at=at)
    except Problem:  # stored or named this moment: it stays a finding until the next check
        return
    outcome.found.remove((house.name, finding))
    outcome.removed.append((house.name, destroyed))
    with acting_as_system():
        detail = {"vault": house.name, "sha256": finding.sha256, "size": destroyed.sealed.size}
        record(act="orphan removed from vault", by=None, at=at, kind="vault", reference=house.name, detail=detail)


def _put_on_record(act: str, outcome: Outcome, at: datetime) -> None:
    named = [f"{name} {each.sha256} {each.kind}" for name, each in outcome.found[:NAMED]]
    detail = {"objects": outcome.objects, "bytes": outcome.read, "findings": len(outcome.found), "named": named}
    with acting_as_system():
        record(act=act, by=None, at=at, kind="vault", detail=detail)
