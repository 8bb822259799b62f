"""Finds reports by what somebody typed: a reference, the sender's own reference, or an account, number or address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, QuerySet, UUIDField, Value

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
    """What a search text was read as, and the reports found: of each reading the `FOUND_AT_MOST` that came last."""

    text: str
    read_as: tuple[str, ...]
    reports: frozenset[UUID]
    is_cut: bool = False  # as many as `FOUND_AT_MOST` were found by one reading, so there may be more


def seek(text: str) -> Sought:
    """Reads the text and finds the reports that it names. What one may not see is not found."""
    plain = " ".join(text.split())[:LONGEST_SEARCH]
    if not plain:
        return Sought("", (), frozenset())
    if REFERENCE.fullmatch(plain):
        named = Report.objects.filter(reference=plain.upper())
        return Sought(plain, ("reference",), frozenset(named.values_list("pk", flat=True)))
    identifiers = list(_identifiers(plain))
    words = dict.fromkeys(f"{IdentifierKind(each.kind).words} {each.value}" for each in identifiers)
    sent = Report.objects.filter(external_reference=plain[:80]).order_by("-received_at")
    found = [_last(sent.values_list("pk", flat=True)), *map(_seen, identifiers)]
    is_cut = any(len(each) == FOUND_AT_MOST for each in found)
    return Sought(plain, ("sender's reference", *words), frozenset().union(*found), is_cut)


def _identifiers(text: str) -> Iterator[Identifier]:
    recognised = recognise(text)
    yield from recognised
    if not recognised and " " not in text:
        yield from (normalise(kind, text) for kind in NAMES)


def any_of(field: str, keys: Iterable[UUID]) -> Func:
    """`filter(any_of("pk", keys))`: a thousand keys as one parameter. As a thousand they cost more than the search."""
    listed = Value(list(keys), output_field=ArrayField(UUIDField()))
    return Func(F(field), listed, template="%(expressions)s)", arg_joiner=" = ANY (", output_field=BooleanField())


def _seen(identifier: Identifier) -> list[UUID]:
    # The part of an e-mail address before the @ is kept as received, and people type it as they like.
    values = {identifier.value, identifier.value.lower()}
    return _last(
        Sighting.objects.filter(kind=identifier.kind, value__in=values)
        .order_by("-pk")
        .values_list("report_id", flat=True)
    )


def _last(found: QuerySet[Any, UUID]) -> list[UUID]:
    return list(found[:FOUND_AT_MOST])
