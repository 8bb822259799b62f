"""Pages of a long list, reached by the key of the row where the last one ended: page 1,000 is as fast as page 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from daymark.casework.reports.models import Report

PAGE_LENGTH = 25


@dataclass(frozen=True)
class KeyPage:
    """One page: its rows, and the keys that lead on; an empty key means that there is nothing further that way."""

    rows: Sequence[Report]
    following: str = ""
    previous: str = ""


def page_by_key(
    reports: QuerySet[Report], *, newest_first: bool, after: str = "", before: str = "", length: int = PAGE_LENGTH
) -> KeyPage:
    """The page that follows the key `after`, or the one that ends before the key `before`. A broken key is no key."""
    back = _read(before)
    key = back or _read(after)
    forwards = newest_first if back is None else not newest_first
    rows = list(_from(reports, key, newest_first=forwards)[: length + 1])
    more, rows = len(rows) > length, rows[:length]
    if back is not None:
        rows.reverse()
    has_following = more if back is None else True
    has_previous = key is not None if back is None else more
    return KeyPage(
        rows,
        following=_key(rows[-1]) if rows and has_following else "",
        previous=_key(rows[0]) if rows and has_previous else "",
    )


def _from(reports: QuerySet[Report], key: tuple[datetime, UUID] | None, *, newest_first: bool) -> QuerySet[Report]:
    if key is not None:
        at, pk = key
        side, within = ("lt", "lte") if newest_first else ("gt", "gte")
        later = Q(**{f"received_at__{side}": at}) | Q(received_at=at, **{f"pk__{side}": pk})
        reports = reports.filter(later, **{f"received_at__{within}": at})
    return reports.order_by("-received_at", "-pk") if newest_first else reports.order_by("received_at", "pk")


def _key(report: Report) -> str:
    return f"{report.received_at.isoformat()}_{report.pk}"


def _read(key: str) -> tuple[datetime, UUID] | None:
    at, _, pk = key.partition("_")
    try:
        read = datetime.fromisoformat(at), UUID(pk)
    except ValueError:
        return None
    return read if read[0].tzinfo else None
