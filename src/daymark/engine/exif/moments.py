"""Times: what the clock showed, and UTC only where the file tells the offset."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from daymark.engine.exif.asserted import Moment, Role, Said
from daymark.engine.exif.names import Statement, Statements
from daymark.engine.exif.numbers import numbers_of
from daymark.engine.exif.scrub import quoted

_TIME = re.compile(
    r"(\d{4})[:/-](\d{2})[:/-](\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?(?:\.(\d{1,9}))? ?(Z|UTC|[+-]\d{2}:?\d{2})?",
    re.ASCII | re.IGNORECASE,
)
_DATE = re.compile(r"(\d{4})[:/-](\d{2})[:/-](\d{2})", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2}):(\d{2}(?:\.\d{1,9})?) ?(?:Z|UTC)?", re.ASCII | re.IGNORECASE)
# EXIF writes an unknown time as blanks between the colons; cameras without a clock write zeros.
_UNKNOWN = re.compile(r"[\s0:./TZ+-]*", re.ASCII)
_YEARS = range(1826, 2200)  # from the oldest photograph on; far ahead, because clocks are wrong in both directions
_FARTHEST_OFFSET = 14 * 60  # minutes; Kiribati's is the largest in use
# What clocks show that were never set: the epochs of MP4, Unix, FAT and GPS, and cameras' usual first day.
_EPOCHS = {(1904, 1, 1), (1970, 1, 1), (1980, 1, 1), (1980, 1, 6), (2000, 1, 1)}
_CONTAINER_DOUBT = "By its standard this is UTC; many cameras write their local time here."


class _Kind(NamedTuple):
    role: Role
    time: Statement
    offset: Statement | None = None
    fraction: Statement | None = None
    doubt: str = ""


_S = Statement
_KINDS = (
    _Kind(Role.CAPTURED, _S.CAPTURED, _S.CAPTURED_OFFSET, _S.CAPTURED_FRACTION),
    _Kind(Role.CAPTURED, _S.FILM_CAPTURED),
    _Kind(Role.CAPTURED, _S.XMP_CAPTURED),
    _Kind(Role.DIGITISED, _S.DIGITISED, _S.DIGITISED_OFFSET, _S.DIGITISED_FRACTION),
    _Kind(Role.DIGITISED, _S.XMP_DIGITISED),
    _Kind(Role.CHANGED, _S.CHANGED, _S.CHANGED_OFFSET, _S.CHANGED_FRACTION),
    _Kind(Role.CHANGED, _S.XMP_CHANGED),
    _Kind(Role.WRITTEN, _S.FILM_WRITTEN, doubt=_CONTAINER_DOUBT),
)


def moments_of(statements: Statements, remarks: list[str], read_at: datetime | None) -> tuple[Moment, ...]:
    """The times that a file asserts, those of capture first; the same time of the same role only once."""
    moments: list[Moment] = []
    for kind in _KINDS:
        for said in statements.every(kind.time):
            moment = _moment(kind, said, statements, remarks)
            if moment is not None and not any(_same(moment, other) for other in moments):
                moments.append(moment)
    if (satellite := _satellite(statements, remarks)) is not None:
        moments.append(satellite)
    for moment in moments:
        remarks.extend(_oddities(moment, read_at))
    remarks.extend(_clock_against_satellites(moments))
    return tuple(moments)


def _moment(kind: _Kind, said: Said, statements: Statements, remarks: list[str]) -> Moment | None:
    if _UNKNOWN.fullmatch(said.text):
        remarks.append(f"{said.source} is there and empty: the camera did not know the time.")
        return None
    moment = Moment(kind.role, said.text, said.source, doubt=kind.doubt)
    local, told = _parsed(said.text, statements.text(kind.fraction) if kind.fraction else "")
    if local is None:
        remarks.append(f"{said.source} says {quoted(said.text)}, which is no possible time.")
        return moment
    return _with_offset(replace(moment, local=local), told, kind, statements, remarks)


def _with_offset(moment: Moment, told: str, kind: _Kind, statements: Statements, remarks: list[str]) -> Moment:
    offset = told or (statements.text(kind.offset) if kind.offset else "")
    if not offset.strip(" :"):
        return moment
    minutes = _minutes(offset)
    if minutes is None:
        remarks.append(f"The offset {quoted(offset)} of {moment.source} is none: the time stays local.")
        return moment
    return replace(moment, offset_minutes=minutes, utc=_in_utc(moment.local, minutes))


def _parsed(text: str, fraction: str) -> tuple[datetime | None, str]:
    """A local time and the offset written behind it."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None, ""
    year, month, day, hour, minute = (int(part) for part in match.groups()[:5])
    fraction = match[7] or (fraction if fraction.isascii() and fraction.isdigit() else "")
    try:
        local = datetime(year, month, day, hour, minute, int(match[6] or 0), _microseconds(fraction))  # noqa: DTZ001 local
    except ValueError:
        return None, ""
    return (local if year in _YEARS else None), match[8] or ""


def _microseconds(fraction: str) -> int:
    return int(fraction[:6].ljust(6, "0")) if fraction else 0


def _minutes(offset: str) -> int | None:
    if offset.upper() in ("Z", "UTC"):
        return 0
    match = _OFFSET.fullmatch(offset)
    if match is None or int(match[3]) > 59:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    return None if minutes > _FARTHEST_OFFSET else -minutes if match[1] == "-" else minutes


def _in_utc(local: datetime | None, minutes: int) -> datetime | None:
    if local is None:
        return None
    return local.replace(tzinfo=timezone(timedelta(minutes=minutes))).astimezone(UTC)


def _satellite(statements: Statements, remarks: list[str]) -> Moment | None:
    """The date and the time of day that the receiver had from the satellites; both are needed."""
    day, clock = statements.first(_S.GPS_DATE), statements.first(_S.GPS_TIME)
    if day is None and clock is None:
        return None
    if day is None or clock is None:
        there, gone = (day, "time of day") if day else (clock, "date")
        remarks.append(f"{there.source if there else ''} stands alone: the satellites' {gone} is not there.")
        return None
    moment = Moment(Role.SATELLITE, f"{day.text} {clock.text}", clock.source)
    local = _satellite_time(day.text, clock.text)
    if local is None:
        remarks.append(f"The satellites' time says {quoted(moment.raw)}, which is no possible time.")
        return moment
    return replace(moment, local=local, offset_minutes=0, utc=local.replace(tzinfo=UTC))


def _satellite_time(day: str, clock: str) -> datetime | None:
    date, seconds = _DATE.fullmatch(day), _seconds_of_day(clock)
    if date is None or seconds is None:
        return None
    try:
        midnight = datetime(int(date[1]), int(date[2]), int(date[3]))  # noqa: DTZ001 UTC is added by the caller
    except ValueError:
        return None
    return midnight + timedelta(seconds=round(seconds, 6)) if midnight.year in _YEARS else None


def _seconds_of_day(clock: str) -> float | None:
    """`10/1 15/1 305/10` or `10:15:30.5`."""
    match = _CLOCK.fullmatch(clock)
    numbers = numbers_of(" ".join(match.groups()) if match else clock)
    if numbers is None or len(numbers) != 3:
        return None
    hours, minutes, seconds = (number.value for number in numbers)
    return hours * 3600 + minutes * 60 + seconds if hours < 24 and minutes < 60 and seconds < 60 else None


def _same(one: Moment, other: Moment) -> bool:
    """Whether two times of one role say the same to the second; the one that came first may say more."""
    if one.role is not other.role or one.local is None or other.local is None:
        return False
    return one.local.replace(microsecond=0) == other.local.replace(microsecond=0) and one.offset_minutes in (
        None,
        other.offset_minutes,
    )


def _oddities(moment: Moment, read_at: datetime | None) -> list[str]:
    odd = []
    if moment.local is not None and (moment.local.year, moment.local.month, moment.local.day) in _EPOCHS:
        odd.append(f"{moment.source} says {moment.local.date()}, as clocks do that were never set.")
    # A local time may be up to 14 hours ahead of UTC, and still not lie in the future.
    latest = read_at.astimezone(UTC) + timedelta(minutes=_FARTHEST_OFFSET) if read_at else None
    if latest and moment.local and (moment.utc or moment.local.replace(tzinfo=UTC)) > latest:
        odd.append(f"{moment.source} says {moment.local.date()}, which lies in the future.")
    return odd


def _clock_against_satellites(moments: list[Moment]) -> list[str]:
    """What the camera's clock and the satellites say differs by an offset, a wrong clock, or an old position."""
    satellite = next((m.utc for m in moments if m.role is Role.SATELLITE and m.utc), None)
    captured = next((m for m in moments if m.role is Role.CAPTURED and m.local), None)
    if satellite is None or captured is None or captured.local is None:
        return []
    if captured.utc is not None:
        apart = abs((captured.utc - satellite).total_seconds())
        # A receiver's last answer may be some minutes old; more than that is a wrong clock or another place.
        return [f"The camera's clock and the satellites differ by {_in_words(apart)}."] if apart > 300 else []
    ahead = (captured.local.replace(tzinfo=UTC) - satellite).total_seconds()
    side = "ahead of" if ahead >= 0 else "behind"
    return [f"The camera's clock is {_in_words(abs(ahead))} {side} the satellites' UTC."]


def _in_words(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours < 72 else f"{hours // 24} days"
