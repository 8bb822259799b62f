"""Counts persons anew from all sightings that are here, by the lists as they stand now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import cast

import numpy as np
from django.db import connection, transaction
from django.db.models import Sum

from daymark.casework.access.keyring import keyring
from daymark.casework.access.recording import record
from daymark.casework.access.rows import as_json, insert_rows
from daymark.casework.monitoring.models import Chain, Counting, SeenFile, SightingBatch
from daymark.casework.monitoring.rules.chained import seen_persons
from daymark.casework.monitoring.rules.documents import facts_of
from daymark.casework.monitoring.rules.links import Gathered, held_by, links_of
from daymark.casework.monitoring.rules.occasions import estimates_of
from daymark.casework.monitoring.rules.packing import unpack
from daymark.casework.monitoring.rules.persons import Access, SeenPerson
from daymark.casework.monitoring.rules.ranking import rank
from daymark.casework.steps import Announcement
from daymark.engine.chaining import Chained, chain

SIGHTINGS_COUNTED: Announcement[int] = Announcement("peer-to-peer sightings are about to be counted")
TOLD = 200  # conflicts that are kept with their sentences
_AT_ONCE = 2_000
# A file that is named only by hashes which no list has stays without an answer.
_LISTED = """
UPDATE monitoring_seen_file AS seen SET lists = now.number
FROM (
    SELECT file.id, coalesce(given.number, 0) AS number
    FROM monitoring_seen_file AS file
    LEFT JOIN json_to_recordset(%s::json) AS given(id bigint, number integer) ON given.id = file.id
    WHERE file.md5 IS NOT NULL OR file.sha1 IS NOT NULL OR file.sha256 IS NOT NULL
) AS now
WHERE now.id = seen.id AND seen.lists IS DISTINCT FROM now.number
"""
_LOCK = 0x6D6F_6E69_746F_7221  # "monitor!"


@transaction.atomic
def count_chains(*, at: datetime) -> Counting:
    """Chains the sightings of known files, ranks the persons, and estimates how many were not seen.

    Who stood in triage, and what people said of access to a child, stays with the person.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    SIGHTINGS_COUNTED.announce(SeenFile.objects.count(), at=at)
    listed = SeenFile.objects.filter(lists__gt=0).values_list("name", "lists")
    lists = {bytes(name): number or 0 for name, number in listed}
    gathered, unknown = _gathered(lists)
    columns = gathered.gathering.columns()
    chained = chain(columns)
    named = [lists[cast(bytes, file)] for file in columns.files]
    chains = list(_chains(chained, gathered, named, at))
    _store(chains)
    counting = Counting.objects.create(
        counted_at=at,
        sightings=SightingBatch.objects.aggregate(rows=Sum("rows"))["rows"] or 0,
        counted=len(gathered.ports),
        unknown=unknown,
        doubled=chained.doubled,
        chains=len(chains),
        unplaced=[{"sightings": each.sightings, "reason": each.reason} for each in chained.unplaced],
        estimates=[each.to_document() for each in estimates_of(chained)],
        conflicts=[vars(each) for each in chained.conflicts[:TOLD]],
    )
    detail = {"persons": counting.chains, "sightings": counting.counted}
    record(act="sightings counted", by=None, at=at, kind="sightings", reference="", detail=detail)
    return counting


def any_sightings() -> bool:
    """Whether there is anything to count."""
    return SightingBatch.objects.exists()


def note_lists(counts: Mapping[int, int]) -> None:
    """Keeps how many givers of known-bad lists name each file (by number); the others with a digest: none.

    A file that is named only by a hash which no list has stays without an answer: unknown is not no.
    """
    rows = [{"id": file, "number": number} for file, number in counts.items()]
    with connection.cursor() as cursor:
        cursor.execute(_LISTED, [as_json(rows)])


def _gathered(lists: Mapping[bytes, int]) -> tuple[Gathered, int]:
    """The sightings that count, and how many are of files about which no list can say anything."""
    gathered, unknown = Gathered(), 0
    nobody_says = {bytes(name) for name in SeenFile.objects.filter(lists=None).values_list("name", flat=True)}
    for batch in SightingBatch.objects.order_by("file", "number").iterator(chunk_size=1):
        for seen in unpack(bytes(batch.packed)):
            if seen.file in lists:
                gathered.add(seen)
            elif seen.file in nobody_says:
                unknown += 1
    return gathered, unknown


def _chains(chained: Chained, gathered: Gathered, lists: list[int], at: datetime) -> Iterator[Chain]:
    """Every person as a row, in the order of the ranking."""
    acted_on = Chain.objects.exclude(report=None, access_at=None)
    there = {row.reference: row for row in acted_on}
    persons = list(seen_persons(chained, lists=np.array(lists, np.int64)))
    rows: dict[int, Chain] = {}
    known: list[SeenPerson] = []
    for number, (person, links) in enumerate(zip(persons, links_of(chained, gathered), strict=True)):
        reference = _reference(held_by(chained, number, links))
        row = there.get(reference) or Chain(reference=reference)
        person = replace(person, access=Access(row.access))
        row.first_at, row.last_at, row.facts, row.links = person.first_at, person.last_at, facts_of(person), links
        known.append(person)
        rows[id(person)] = row
    for place, ranked in enumerate(rank(known, at=at), 1):
        row = rows[id(ranked.person)]
        row.place = place
        yield row


def _store(chains: list[Chain]) -> None:
    """The rows of this counting in place of those before; whom people acted on stays even when nothing holds it now."""
    Chain.objects.filter(report=None, access_at=None).delete()
    held = set(Chain.objects.values_list("pk", flat=True))
    Chain.objects.update(place=None)
    fresh = [row for row in chains if row.pk not in held]
    for begin in range(0, len(fresh), _AT_ONCE):
        insert_rows(fresh[begin : begin + _AT_ONCE])
    for row in chains:
        if row.pk in held:
            row.save(update_fields=["place", "first_at", "last_at", "facts", "links"])


def _reference(held: str) -> str:
    """P and twelve digits that tell nothing by themselves, the same at every counting."""
    return f"P-{keyring().blind(held.encode('utf-8', 'replace'), 'peer-to-peer person').hex()[:12].upper()}"
