"""Finds reports by what somebody typed: a reference, the sender's own reference, or an account, number or address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from daymark.casework.reports.models import Report
from daymark.casework.subjects.models import Sighting
from daymark.casework.subjects.rules import Identifier, IdentifierKind, normalise, recognise

REFERENCE = re.compile(r"R-\d{4}-\d{6,}", re.IGNORECASE)
LONGEST_SEARCH = 500  # characters
FOUND_AT_MOST = 1000
# What a bare word may be: the name of an account on a platform that nobody named.
NAMES = (IdentifierKind.USERNAME, IdentifierKind.GAME_TAG, IdentifierKind.MESSENGER_HANDLE, IdentifierKind.DEVICE_ID)


@dataclass(frozen=True)
class Sought:
    """What a search text was read as, and the reports found; at most `FOUND_AT_MOST`."""

    text: str
    read_as: tuple[str, ...]
    reports: frozenset[UUID]


def seek(text: str) -> Sought:
    """Reads the text and finds the reports that it names. What one may not see is not found."""
    plain = " ".join(text.split())[:LONGEST_SEARCH]
    if not plain:
        return Sought("", (), frozenset())
    if REFERENCE.fullmatch(plain):
        found = Report.objects.filter(reference=plain.upper())
        return Sought(plain, ("reference",), frozenset(found.values_list("pk", flat=True)))
    identifiers = list(_identifiers(plain))
    words = dict.fromkeys(f"{IdentifierKind(each.kind).words} {each.value}" for each in identifiers)
    sent = Report.objects.filter(external_reference=plain[:80]).values_list("pk", flat=True)[:FOUND_AT_MOST]
    return Sought(plain, ("sender's reference", *words), frozenset(sent) | _seen(identifiers))


def _identifiers(text: str) -> Iterator[Identifier]:
    recognised = recognise(text)
    yield from recognised
    if not recognised and " " not in text:
        yield from (normalise(kind, text) for kind in NAMES)


def _seen(identifiers: list[Identifier]) -> frozenset[UUID]:
    found: set[UUID] = set()
    for each in identifiers:
        # The part of an e-mail address before the @ is kept as received, and people type it as they like.
        values = {each.value, each.value.lower()}
        rows = Sighting.objects.filter(kind=each.kind, value__in=values).values_list("report_id", flat=True)
        found.update(rows[:FOUND_AT_MOST])
    return frozenset(found)
