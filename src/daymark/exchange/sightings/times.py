"""When something was seen. A time that can mean several moments is refused with all of them; none is chosen.

What settles a moment: an offset in the text, in a column beside it or in the column's name; a number, which counts from
1970 in UTC by definition; or the word of a person about the tool (`Layout.time_zone`, `Layout.day_first`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from daymark.exchange.sightings.sighting import Reading

LONGEST = 64  # characters; a time in words has about 40
# The first peer-to-peer networks for files are of 1999. What is older is a clock that was never set, or a zero.
EARLIEST = datetime(1999, 1, 1, tzinfo=UTC)
# The furthest that clocks on earth are apart from UTC: the Line Islands, and ships west of Baker Island.
_EASTERNMOST, _WESTERNMOST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
_ISO = re.compile(r"\d{4}-?\d\d-?\d\d[T ]\d\d:?\d\d", re.ASCII)
_LOOSE = re.compile(
    r"(?:(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})([-/.])(\d{1,2})\5(\d{4}))[T ,]\s*"
    r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,6})\d*)?)?\s?([AaPp][Mm])?\s*([A-Za-z]{1,5}|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d\d?):?(\d\d)?", re.ASCII)
_UTC_NAMES = frozenset({"Z", "UTC", "GMT", "UT"})
_UNIX = re.compile(r"(\d{9,10}|\d{12,13}|\d{15,16})(?:\.\d{1,9})?", re.ASCII)


class Unreadable(Exception):
    """No moment, or several. The message says why, `readings` holds what it can mean."""

    def __init__(self, reason: str, readings: tuple[Reading, ...] = ()) -> None:
        super().__init__(reason)
        self.readings = readings


class Clock:
    """Reads the times of one file."""

    def __init__(
        self,
        zone: ZoneInfo | None = None,
        *,
        day_first: bool | None = None,
        possible: Sequence[ZoneInfo] = (),
        not_after: datetime | None = None,
    ) -> None:
        self._zone, self._day_first, self._possible = zone, day_first, possible
        # A day's grace: clocks of sensors are wrong by minutes, and a file is made in another zone than it is read in.
        self._latest = not_after + timedelta(days=1) if not_after else datetime.max.replace(tzinfo=UTC)

    def read(self, text: str, offset: str = "") -> datetime:
        """The moment, in UTC. Raises Unreadable."""
        if _ISO.match(text):
            try:
                moment = datetime.fromisoformat(text)
                if moment.tzinfo is None and offset in _UTC_NAMES:
                    return self._plausible(moment.replace(tzinfo=UTC), text)
                if moment.tzinfo is not None and not offset:
                    return self._plausible(moment.astimezone(UTC), text)
            except (ValueError, OverflowError):
                pass  # read closely below, which says what is wrong
        return self._plausible(self._closely(text, offset), text)

    def unix(self, text: str) -> datetime:
        """Seconds, milliseconds or microseconds since 1970, told apart by their number of digits. Raises Unreadable."""
        if not _UNIX.fullmatch(text):
            raise Unreadable(f"“{text[:LONGEST]}” is no number of seconds since 1970")
        whole = text.partition(".")[0]
        scale = 1 if len(whole) <= 10 else 1000 if len(whole) <= 13 else 1_000_000
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=round(float(text) * 1_000_000 / scale))
        return self._plausible(moment, text)

    def _closely(self, text: str, offset: str) -> datetime:
        if _UNIX.fullmatch(text):
            return self.unix(text)
        clocks, written = _wall_clocks(text, self._day_first)
        beside, within = known_offset(offset), known_offset(written)
        if offset and beside is None:
            raise Unreadable(f"the offset “{offset[:LONGEST]}” cannot be read", self._readings(clocks, within))
        known = within or beside
        readings = self._readings(clocks, known)
        if beside is not None and within is not None:
            readings = _once((*readings, *self._readings(clocks, beside)))
        if not readings:
            raise Unreadable(f"the time “{text[:LONGEST]}” is outside the calendar")
        if len(readings) == 1:
            return readings[0].instant
        raise Unreadable(self._why(text, clocks, written, beside, within), readings)

    def _why(
        self,
        text: str,
        clocks: list[tuple[str, datetime]],
        written: str,
        beside: tzinfo | None,
        within: tzinfo | None,
    ) -> str:
        said = f"the time “{text[:LONGEST]}”"
        if beside is not None and within is not None and len(clocks) == 1:
            return f"{said} says another offset than stands beside it"
        if beside is None and within is None and self._zone is None:
            named = f", and “{written}” is the name of several" if written else ""
            return f"{said} does not say its offset from UTC{named}"
        if len(clocks) > 1:
            return f"{said} does not say whether the day or the month stands first"
        return f"{said} comes twice or never in {within or beside or self._zone}, where clocks were changed"

    def _readings(self, clocks: list[tuple[str, datetime]], known: tzinfo | None) -> tuple[Reading, ...]:
        """Every moment that the time can mean, the earliest first, each once."""
        return _once(
            Reading(instant, ", ".join(filter(None, (order, zone))))
            for order, clock in clocks
            for zone, instant in self._instants(clock, known)
        )

    def _instants(self, clock: datetime, known: tzinfo | None) -> Iterator[tuple[str, datetime]]:
        if known is not None:
            yield from _in(clock, known, "")
        elif self._zone is not None:
            yield from _in(clock, self._zone, "")
        else:
            yield from _in(clock, UTC, "if in UTC")
            for zone in self._possible:
                yield from _in(clock, zone, f"if in {zone}")
            yield from _in(clock, _EASTERNMOST, "at the earliest (UTC+14:00)")
            yield from _in(clock, _WESTERNMOST, "at the latest (UTC-12:00)")

    def _plausible(self, moment: datetime, text: str) -> datetime:
        if moment < EARLIEST:
            raise Unreadable(f"the time “{text[:LONGEST]}” is before there were such networks (1999)")
        if moment > self._latest:
            raise Unreadable(f"the time “{text[:LONGEST]}” had not come yet when this was read")
        return moment


def _once(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    found: dict[datetime, Reading] = {}
    for reading in readings:
        found.setdefault(reading.instant, reading)
    return tuple(found[instant] for instant in sorted(found))


def _in(clock: datetime, zone: tzinfo, supposing: str) -> Iterator[tuple[str, datetime]]:
    """The moments at which clocks of a zone show this: two where they are put back, and about where they are put on."""
    try:
        both = [clock.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    except OverflowError:  # the first and last day of the calendar
        return
    if both[0] == both[1]:
        yield supposing, both[0]
        return
    for words, instant in zip(("before clocks were changed", "after clocks were changed"), both, strict=True):
        yield ", ".join(filter(None, (supposing, words))), instant


def _wall_clocks(text: str, day_first: bool | None) -> tuple[list[tuple[str, datetime]], str]:
    """What a clock on the wall showed, in each order of day and month, and the offset as it is written."""
    found = _LOOSE.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        return _other_forms(text)
    clocks = []
    for words, year, month, day in _days(found, day_first):
        clock = _clock(year, month, day, found)
        if clock is not None:
            clocks.append((words, clock))
    if not clocks:
        raise Unreadable(f"the time “{text[:LONGEST]}” is not in the calendar")
    return ([("", clocks[0][1])] if len(clocks) == 1 else clocks), found[13] or ""


def _other_forms(text: str) -> tuple[list[tuple[str, datetime]], str]:
    """ISO 8601 in its compact form, and the times of e-mail and HTTP (RFC 5322)."""
    if len(text) > LONGEST:
        raise Unreadable("the time is longer than any time")
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if ":" not in text and "T" not in text:
            break
        written = moment.strftime("%z")
        return [("", moment.replace(tzinfo=None))], written[:5]
    told = "says a day and no time of day" if re.fullmatch(r"[\d./-]{6,10}", text) else "cannot be read"
    raise Unreadable(f"the time “{text[:LONGEST]}” {told}" if text else "there is no time")


def _days(found: re.Match[str], day_first: bool | None) -> Iterator[tuple[str, int, int, int]]:
    if found[1]:
        yield "", int(found[1]), int(found[2]), int(found[3])
        return
    one, other, year = int(found[4]), int(found[6]), int(found[7])
    if day_first is not False:
        yield "if the day stands first", year, other, one
    if day_first is not True and one != other:
        yield "if the month stands first", year, one, other
    elif day_first is False:
        yield "", year, one, other


def _clock(year: int, month: int, day: int, found: re.Match[str]) -> datetime | None:
    hour, half = int(found[8]), (found[12] or "").upper()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "PM" else 0)
    seconds, part = int(found[10] or 0), int((found[11] or "0").ljust(6, "0"))
    try:
        return datetime(year, month, day, hour, int(found[9]), seconds, part)  # noqa: DTZ001 - of a clock on a wall
    except ValueError:
        return None


@lru_cache(maxsize=256)
def known_offset(text: str) -> tzinfo | None:
    """The offset that a text states; None when it states none, or a name that several offsets bear (EST, IST)."""
    text = text.strip()
    if text.upper() in _UTC_NAMES:
        return UTC
    if "/" in text:
        try:
            return ZoneInfo(text)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
    found = _OFFSET.fullmatch(text.upper())
    if not found or int(found[2]) > 14 or int(found[3] or 0) > 59:
        return None
    apart = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-apart if found[1] == "-" else apart)
