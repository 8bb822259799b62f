"""When a meeting is to take place, from a day and a time as typed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from daymark.exchange.moments import Moment

_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|h)?", re.IGNORECASE)
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y")


def read_day(text: str) -> date | None:
    """A day as a browser sends it or as a person writes it; None when it is none."""
    for form in _DAYS:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def read_time(text: str) -> time | None:
    """A time of day such as 15:30, 3pm, 15h; None when it is none ("after school")."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    if half.startswith("a") and hour == 12:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def meeting_moment(day_text: str, time_text: str, *, at: datetime, zone: ZoneInfo) -> Moment | None:
    """The moment of the meeting in the centre's zone. Without a time, the earliest that is safe to assume: the
    beginning of that day, or its end when the day is today."""
    words = " ".join(part.strip() for part in (day_text, time_text) if part.strip())
    day = read_day(day_text) if day_text else None
    if day is None:
        return Moment(words) if words else None
    today = at.astimezone(zone).date()
    clock = read_time(time_text) or (time(23, 59) if day == today else time(0, 0))
    return Moment(words, datetime.combine(day, clock, zone).astimezone(UTC), offset_known=False)
