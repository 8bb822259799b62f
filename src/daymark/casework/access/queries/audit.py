"""Reads the audit record: by key and never by page number, so that the millionth row costs what the first does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from daymark.casework.access.models import AuditRecord, User

PAGE = 50
COUNTED = 10_000  # counting further would read every row; "more than" says enough
SYSTEM = "system"


@dataclass(frozen=True)
class AuditQuestion:
    """What somebody asks of the audit record. `after` is the key of the last row already seen."""

    reference: str = ""
    person: str = ""
    act: str = ""
    from_on: date | None = None
    until_on: date | None = None
    oldest_first: bool = False
    after: str = ""


@dataclass(frozen=True)
class AuditPage:
    """Some rows, the key to go on with (empty at the end), and how many there are (None: more than were counted)."""

    rows: tuple[AuditRecord, ...]
    after: str
    count: int | None


def audit_page(question: AuditQuestion) -> AuditPage:
    """One page of the record."""
    rows = list(_after(_found(question), question)[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    counted = _found(replace(question, after=""))[: COUNTED + 1].count()
    return AuditPage(tuple(rows), _key(rows[-1]) if more else "", counted if counted <= COUNTED else None)


def audit_rows(question: AuditQuestion, *, limit: int) -> Iterator[AuditRecord]:
    """The rows that a question asks for, from the database in portions."""
    return _found(question)[:limit].iterator(chunk_size=2000)


def audit_size(question: AuditQuestion, *, limit: int) -> int:
    """How many rows there are, counted as far as `limit` + 1."""
    return _found(question)[: limit + 1].count()


def acts_on_record() -> list[str]:
    """Every act that was ever recorded, found by leaping from one to the next in the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE acts AS ("
            " (SELECT act FROM access_audit_record ORDER BY act LIMIT 1) UNION ALL"
            " SELECT (SELECT r.act FROM access_audit_record r WHERE r.act > acts.act ORDER BY r.act LIMIT 1)"
            " FROM acts WHERE acts.act IS NOT NULL)"
            " SELECT act FROM acts WHERE act IS NOT NULL"
        )
        return [act for (act,) in cursor.fetchall()]


@dataclass(frozen=True)
class WayIn:
    """One line of a person's ways in and out."""

    at: datetime
    what: str
    address: str


def sign_ins_of(person: User, *, limit: int = 10) -> list[WayIn]:
    """A person's latest ways in and out, refused ones included."""
    acts = ["signed in", "signed out", "second factor refused", "sign-in refused", "sign-in locked"]
    theirs = AuditRecord.objects.filter(object_kind="person", object_reference=person.username, act__in=acts)
    return [_way_in(row) for row in theirs.order_by("-at", "-id")[:limit]]


def _way_in(row: AuditRecord) -> WayIn:
    detail = json.loads(row.detail)
    added = detail.get("with") or {"idle": "after a time without a click"}.get(detail.get("why", ""), "")
    return WayIn(row.at, f"{row.act}: {added}" if added else row.act, detail.get("address", ""))


def _found(question: AuditQuestion) -> QuerySet[AuditRecord]:
    found = AuditRecord.objects.all()
    if question.reference:
        found = found.filter(object_reference=question.reference.strip())
    if question.person:
        found = found.filter(actor__in=_actors(question.person.strip()))
    if question.act:
        found = found.filter(act=question.act)
    if question.from_on:
        found = found.filter(at__gte=_midnight(question.from_on))
    if question.until_on:
        found = found.filter(at__lt=_midnight(question.until_on + timedelta(days=1)))
    return found.order_by("at", "id") if question.oldest_first else found.order_by("-at", "-id")


def _after(found: QuerySet[AuditRecord], question: AuditQuestion) -> QuerySet[AuditRecord]:
    if (key := _parsed(question.after)) is None:
        return found
    at, row = key
    if question.oldest_first:
        return found.filter(Q(at__gt=at) | Q(at=at, id__gt=row), at__gte=at)
    return found.filter(Q(at__lt=at) | Q(at=at, id__lt=row), at__lte=at)


def _actors(words: str) -> list[str]:
    """The people meant: by sign-in name if one fits, else by part of a name; "system" is the program itself."""
    if words.lower() == SYSTEM:
        return [""]
    exact = User.objects.filter(username=words.lower()).values_list("pk", flat=True)
    alike = User.objects.filter(name__icontains=words).values_list("pk", flat=True)[:20]
    return [str(pk) for pk in (exact or alike)]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _key(row: AuditRecord) -> str:
    return f"{row.at.isoformat()}~{row.pk}"


def _parsed(key: str) -> tuple[datetime, UUID] | None:
    at, _, row = key.replace(" ", "+").partition("~")
    try:
        moment, pk = datetime.fromisoformat(at), UUID(row)
    except ValueError:
        return None
    return (moment, pk) if moment.tzinfo else None
