"""What a clock shows: how long something has waited and how long is left, in words and as a part of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from daymark.engine.video.sheet import clock

register = template.Library()

# Below a quarter of the whole time left, a clock turns amber: late enough not to cry wolf, early enough to act.
SOON = 0.25
LITTLE_TIME = timedelta(hours=1)  # for a clock whose beginning is not told


@dataclass(frozen=True)
class ClockFace:
    """A clock as a person reads it; `done` of `whole` seconds are over, `state` is calm, soon or over."""

    words: str
    state: str
    done: int
    whole: int
    sentence_left: str
    sentence_over: str


@register.simple_tag
def clock_face(started: datetime | None, due: datetime, at: datetime | None = None) -> ClockFace:
    """The face of a clock that began at `started` and runs out at `due`, as seen at `at` (now, unless told).

    Without a beginning only the time left is told, and the bar is full once it has run out.
    """
    seen = at or timezone.now()
    if started is None:
        return _face_without_beginning(due, seen)
    whole = max(int((due - started).total_seconds()), 1)
    done = min(max(int((seen - started).total_seconds()), 0), whole)
    left, over = _("Waiting {waited}, due in {left}"), _("Overdue by {left}, waiting {waited}")
    sentence = over if seen > due else left
    words = sentence.format(waited=spell(seen - started), left=spell(abs(due - seen)))
    return ClockFace(words, state_of(started, due, seen), done, whole, left, over)


def _face_without_beginning(due: datetime, seen: datetime) -> ClockFace:
    left, over = _("Due in {left}"), _("Overdue by {left}")
    late = seen > due
    words = (over if late else left).format(left=spell(abs(due - seen)))
    soon = not late and due - seen < LITTLE_TIME
    return ClockFace(words, "over" if late else "soon" if soon else "calm", int(late), 1, left, over)


def state_of(started: datetime, due: datetime, seen: datetime) -> str:
    """`over` once the time has run out, `soon` in its last quarter, else `calm`."""
    if seen > due:
        return "over"
    return "soon" if (due - seen) < SOON * (due - started) else "calm"


@register.filter
def spell(duration: timedelta) -> str:
    """A duration in its two largest units: "3 days 4 h", "2 h 10 min", "5 min"; the script clocks.js says the same."""
    minutes = max(int(duration.total_seconds() // 60), 0)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        named = _("1 day") if days == 1 else _("{days} days").format(days=days)
        return f"{named} {hours} h" if hours else named
    if hours:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{rest} min"


@register.filter
def film_time(milliseconds: int) -> str:
    """A moment of a film as players show it: "4:07", "1:02:09"."""
    return clock(milliseconds)
