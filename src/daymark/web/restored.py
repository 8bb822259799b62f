"""Checks an installation that was just restored: the audit record, sealed values, sealed originals."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime

from daymark.casework.access.actions import record, verify_audit
from daymark.casework.access.context import acting_as_system
from daymark.casework.access.keyring import vault
from daymark.casework.media.models import Original
from daymark.casework.media.queries.originals import faults_in_originals
from daymark.problems import Problem
from daymark.vault.inspection import ARRIVING
from daymark.web.sealed_columns import sample_faults, sealed_tables

VALUES = 200  # opened in each table
ORIGINALS = 200  # read whole


class NotAsItWas(Problem):
    """The restored data do not hold together. Do not use them: restore another back-up."""


def check_restored(*, made_at: datetime, at: datetime) -> Iterator[str]:
    """Yields a sentence for each check that passed; raises `NotAsItWas` at the first that did not.

    The check of the audit record goes on record itself, and so does the restore.
    """
    with acting_as_system():
        verdict = verify_audit(at=at)
        if not verdict.intact:
            raise NotAsItWas(f"The audit record is not whole: {verdict.sentence}")
        yield f"Audit record: {verdict.sentence}"
        yield _sealed_values()
        yield originals(ORIGINALS)
        yield seized_originals(ORIGINALS, at=at + 2 * ARRIVING)  # nothing is on its way into what is being restored
        record(act="restored from back-up", by=None, at=at, kind="centre", detail={"made_at": made_at})


def _sealed_values() -> str:
    for table in sealed_tables():
        if faults := sample_faults(table, VALUES):
            raise NotAsItWas(f"A sealed value cannot be opened: {faults[0].sentence}")
    return "Sealed values open."


def originals(most: int) -> str:
    """Reads up to `most` originals whole, picked at random; says how many of how many were as they should be."""
    addresses = list(vault().addresses())
    picked = random.SystemRandom().sample(addresses, min(most, len(addresses)))
    for address in picked:
        try:
            vault().verify(address)
        except Problem as problem:
            raise NotAsItWas(f"The sealed original {address}: {problem.message}") from problem
    return f"{len(picked)} of {len(addresses)} sealed originals read whole, all as they were stored."


def seized_originals(most: int, *, at: datetime) -> str:
    """Holds rows of seized originals and objects in their vault against each other; reads up to `most` whole."""
    there = list(Original.objects.filter(destroyed_at=None).values_list("pk", flat=True))
    picked = random.SystemRandom().sample(there, min(most, len(there)))
    for fault in faults_in_originals(at=at, read_whole=set(picked)):
        raise NotAsItWas(f"The seized original {fault.sha256}: {fault.why} {fault.mend}")
    return f"{len(there)} seized originals stand as they were sealed, {len(picked)} of them read whole."
