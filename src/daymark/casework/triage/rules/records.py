"""How long a provider keeps what leads from an internet address to a door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from daymark.casework.partners.reference import ProviderKind, retention_for
from daymark.casework.reports.rules.mentions import identifiers_of
from daymark.casework.reports.rules.understood import Understood
from daymark.casework.triage.rules.reasons import Reason

# Below a week an enquiry must leave today (an application takes days); below a month it must be planned.
SOON = timedelta(days=7)
PLANNED = timedelta(days=30)


@dataclass(frozen=True)
class RecordKept:
    """An internet address seen at a moment. `days` is how long its provider keeps the record; None means unknown."""

    captured_at: datetime
    days: int | None

    @property
    def ends_at(self) -> datetime | None:
        """When the provider may delete the record; None when nobody knows."""
        return None if self.days is None else self.captured_at + timedelta(days=self.days)


def records_of(said: Understood, *, country_of: Callable[[str], str | None]) -> tuple[RecordKept, ...]:
    """Every internet address with a certain time. `country_of` answers in which country an address is registered."""
    return tuple(
        RecordKept(
            identifier.moment.instant, retention_for(ProviderKind.INTERNET_ACCESS, country_of(identifier.received)).days
        )
        for _, identifier in identifiers_of(said)
        if identifier.kind == "IP_ADDRESS" and identifier.moment and identifier.moment.instant
    )


def next_end(records: Iterable[RecordKept], at: datetime) -> timedelta | None:
    """How long until the first record that still stands may be deleted; None when no end is known."""
    ends = [record.ends_at for record in records if record.ends_at is not None and record.ends_at > at]
    return min(ends) - at if ends else None


def record_reasons(records: tuple[RecordKept, ...], at: datetime) -> Iterator[Reason]:
    """One reason at most, for the record that runs out first."""
    if not records:
        return
    left = next_end(records, at)
    if left is not None:
        yield from _running_out(left)
    elif any(record.ends_at is None for record in records):
        yield Reason(
            "RECORDS", "How long the provider keeps its records is not known: treat them as running out", 3, 45
        )
    else:
        yield Reason("RECORDS", "The provider's records may be gone already: ask all the same", 4, 25)


def _running_out(left: timedelta) -> Iterator[Reason]:
    words = f"The provider's records may be deleted in {_days(left)}"
    if left <= SOON:
        yield Reason("RECORDS", words, 2, 205)
    elif left <= PLANNED:
        yield Reason("RECORDS", words, 3, 65)


def _days(left: timedelta) -> str:
    if left < timedelta(days=2):
        return f"{max(int(left.total_seconds() // 3600), 1)} h"
    return f"{left.days} days"
