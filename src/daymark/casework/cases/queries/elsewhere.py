"""Where else the identifiers of a case were seen. A hit is never hidden, only its content is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from daymark.casework.access.context import acting_as_system
from daymark.casework.cases.models import Case, CaseReport
from daymark.casework.partners.placing import place_note, places_of
from daymark.casework.reports.models import Report
from daymark.casework.subjects.models import Sighting
from daymark.casework.subjects.rules import IdentifierKind

# Identifiers of whom are compared. A reporter's own address and the details inside files are not what a case is about.
COMPARED = ("CHILD", "PERSON_COMPLAINED_OF", "RECIPIENT", "PLACE")
WHOSE = {"CHILD": "the child's", "PERSON_COMPLAINED_OF": "person complained of", "RECIPIENT": "recipient's"}
SHOWN = 5  # hits shown for one identifier; the rest is counted


@dataclass(frozen=True)
class Elsewhere:
    """One hit outside the case. `contact` is named in place of references that the one who asks may not see."""

    report: str = ""
    case: str = ""
    contact: str = ""


@dataclass(frozen=True)
class NamedIdentifier:
    """One identifier of a case: what it is, whose, in which of the case's reports, when, and where else."""

    kind: str
    kind_words: str
    value: str
    platform: str
    whose: str
    reports: tuple[str, ...]
    first_seen_at: datetime | None
    last_seen_at: datetime | None
    doubts: tuple[str, ...]
    elsewhere: tuple[Elsewhere, ...]
    more: int
    place: str = ""

    @property
    def is_address_in_time(self) -> bool:
        """An internet address belongs to a person only for a time: a hit on it says less than one on an account."""
        return self.kind == IdentifierKind.IP_ADDRESS


def identifiers_in(case: Case) -> list[NamedIdentifier]:
    """The identifiers of a case, those of persons complained of first, each with its hits elsewhere."""
    own = Sighting.objects.filter(report__in_case__case=case, role__in=COMPARED)
    groups: dict[tuple[str, str, str], list[Sighting]] = defaultdict(list)
    for sighting in own.select_related("report").order_by("seen_at", "pk"):
        groups[sighting.kind, sighting.value, sighting.role].append(sighting)
    hits = _hits(case, {(kind, value) for kind, value, _ in groups})
    named = [_named(rows, hits.get((rows[0].kind, rows[0].value), ((), 0))) for rows in groups.values()]
    named = _placed(named)
    return sorted(named, key=lambda each: (each.whose != WHOSE["PERSON_COMPLAINED_OF"], each.kind, each.value))


def _placed(named: Sequence[NamedIdentifier]) -> list[NamedIdentifier]:
    """The same, with country and provider of each internet address when it was last seen, looked up at once."""
    addresses = [each for each in named if each.is_address_in_time]
    places = places_of([(each.value, each.last_seen_at) for each in addresses])
    words = {id(each): place_note(place) for each, place in zip(addresses, places, strict=True)}
    return [replace(each, place=words.get(id(each), "")) for each in named]


def _named(rows: Sequence[Sighting], hits: tuple[tuple[Elsewhere, ...], int]) -> NamedIdentifier:
    first, times = rows[0], [row.seen_at for row in rows if row.seen_at]
    return NamedIdentifier(
        kind=first.kind,
        kind_words=IdentifierKind(first.kind).words if first.kind in set(IdentifierKind) else first.kind,
        value=first.value,
        platform=next((row.platform for row in rows if row.platform), ""),
        whose=WHOSE.get(first.role, "what is reported"),
        reports=tuple(dict.fromkeys(row.report.reference for row in rows)),
        first_seen_at=min(times, default=None),
        last_seen_at=max(times, default=None),
        doubts=tuple(dict.fromkeys(row.doubt for row in rows if row.doubt)),
        elsewhere=hits[0],
        more=hits[1],
    )


def _hits(case: Case, keys: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[tuple[Elsewhere, ...], int]]:
    rows = _sightings_elsewhere(case, keys)
    pointers = _pointers({row.report_id for row in rows})
    found: dict[tuple[str, str], list[Sighting]] = defaultdict(list)
    for row in rows:
        found[row.kind, row.value].append(row)
    return {
        key: (tuple(dict.fromkeys(pointers[r.report_id] for r in hits)), _more(hits)) for key, hits in found.items()
    }


def _more(hits: Sequence[Sighting]) -> int:
    among: int = hits[0].among  # type: ignore[attr-defined]
    return max(among - len(hits), 0)


def _sightings_elsewhere(case: Case, keys: set[tuple[str, str]]) -> list[Sighting]:
    """At most SHOWN for each identifier, the latest first; read as the system, so that no permission hides a hit."""
    same: Any = {"partition_by": [F("kind"), F("value")]}
    with acting_as_system():
        rows = (
            Sighting.objects.filter(kind__in={kind for kind, _ in keys}, value__in={value for _, value in keys})
            .filter(role__in=COMPARED)
            .exclude(report__in_case__case=case)
            .annotate(place=Window(RowNumber(), order_by=F("pk").desc(), **same), among=Window(Count("*"), **same))
            .filter(place__lte=SHOWN)
        )
        return [row for row in rows if (row.kind, row.value) in keys]


def _pointers(report_ids: Iterable[UUID]) -> dict[UUID, Elsewhere]:
    """What may be said of each report: its reference and case, or whom to ask."""
    ids = list(report_ids)
    seen = dict(Report.objects.filter(pk__in=ids).values_list("pk", "reference"))
    with acting_as_system():
        rows = CaseReport.objects.filter(report__in=ids).select_related("case__lead", "report")
        worked = {row.report_id: row.case for row in rows}
    return {each: _pointer(seen.get(each, ""), worked.get(each)) for each in ids}


def _pointer(reference: str, case: Case | None) -> Elsewhere:
    if reference:
        return Elsewhere(report=reference, case=case.reference if case else "")
    return Elsewhere(contact=case.lead.name if case and case.lead else "a supervisor")
