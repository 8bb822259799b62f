"""Times and days as an outside document gave them, with what can be said about them for certain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

# xs:dateTime, and the two looser forms seen in law-enforcement exports ("2026-01-04 22:15:30 UTC").
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))? ?(Z|UTC|GMT|[+-]\d\d:?\d\d)?", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_LONGEST = 64  # characters; the longest xs:dateTime in use has 35
_UTC_NAMES = frozenset({"Z", "UTC", "GMT"})


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as received.

    `instant` is in UTC, and only there when the sender said the offset: a time without one is never taken for UTC.
    """

    as_received: str
    instant: datetime | None = None
    offset_known: bool = False

    @property
    def wall_clock(self) -> datetime | None:
        """The local time that was written, without a zone; None when it is no time of the calendar."""
        found = _MOMENT.fullmatch(self.as_received.strip()) if len(self.as_received) <= _LONGEST else None
        return _calendar_time(found, "") if found else None


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day as received; `day` is None when it is no day of the calendar."""

    as_received: str
    day: date | None = None


def read_moment(text: str) -> Moment:
    """The moment that a text states. Nothing is guessed: what cannot be placed keeps `instant` None."""
    stripped = text.strip()
    found = _MOMENT.fullmatch(stripped) if len(stripped) <= _LONGEST else None
    if found is None:
        return Moment(text)
    zone = found[4]
    if zone is None:
        return Moment(text)
    local = _calendar_time(found, "+00:00" if zone in _UTC_NAMES else zone)
    return Moment(text, _in_utc(local), offset_known=True)


def moment_of(instant: datetime) -> Moment:
    """The moment of an aware datetime, written as the schemas want it."""
    if instant.tzinfo is None:
        raise ValueError("A moment needs its offset.")
    return Moment(instant.isoformat().replace("+00:00", "Z"), instant.astimezone(UTC), offset_known=True)


def read_day(text: str) -> CalendarDay:
    """The day that a text states, or the text alone."""
    stripped = text.strip()
    found = _DAY.fullmatch(stripped) if len(stripped) <= _LONGEST else None
    try:
        return CalendarDay(text, date.fromisoformat(found[1]) if found else None)
    except ValueError:
        return CalendarDay(text)


def doubt_about(moment: Moment) -> str | None:
    """What a reader must know before relying on this moment; None when nothing is wrong with it."""
    if moment.instant is not None:
        return None
    if moment.offset_known or moment.wall_clock is None:
        return f"the time “{moment.as_received[:_LONGEST]}” cannot be read"
    return f"the time “{moment.as_received[:_LONGEST]}” does not say its offset from UTC"


def _calendar_time(found: re.Match[str], zone: str) -> datetime | None:
    fraction = f".{(found[3] + '000000')[:6]}" if found[3] else ""
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}{fraction}{zone}")
    except ValueError:
        return None


def _in_utc(local: datetime | None) -> datetime | None:
    try:
        return local.astimezone(UTC) if local else None
    except OverflowError:  # the first and last day of the calendar
        return None
