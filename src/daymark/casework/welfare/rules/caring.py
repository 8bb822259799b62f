"""Counselling, what a person leaves out, pairs and lifts: what may be, and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from daymark.casework.welfare.rules.bands import LEFT_OUT
from daymark.problems import Problem

NOTE_LENGTH = 4000
LEFT_OUT_FOR = timedelta(days=7)
# A question to a colleague who does not answer, and a pair that nobody ended, must not stand for ever.
ASKED_FOR = timedelta(minutes=15)
PAIR_LASTS = timedelta(hours=4)
MOST_LIFTED = 240  # minutes with one act


class NotACategory(Problem):
    """There is no such category to leave out. Choose from the list."""


class LiftOutOfRange(Problem):
    """A lift is between 1 and 240 minutes. Give the minutes that today's work needs."""


class NotYourOwnLimit(Problem):
    """Nobody lifts their own limit. Ask another supervisor."""


class NotAPair(Problem):
    """A pair is two people of this centre whose duty has cases. Choose a colleague."""


class PairedAlready(Problem):
    """One of you looks with somebody already. End that pair first."""


class NoSuchPair(Problem):
    """This question has run out, or the pair has ended. Ask anew."""


class NoDate(Problem):
    """The date of a session lies within two years of today. Give its day."""


def checked_categories(words: Iterable[str]) -> frozenset[str]:
    """The words, each one of those that can be left out."""
    asked, known = frozenset(words), {band.value for band, _ in LEFT_OUT}
    if asked - known:
        raise NotACategory()
    return asked


def checked_minutes(minutes: int) -> int:
    """The minutes of a lift."""
    if not 1 <= minutes <= MOST_LIFTED:
        raise LiftOutOfRange()
    return minutes


def checked_session(on: date, *, today: date) -> date:
    """The day of a session that was, or will be."""
    if abs(on - today) > timedelta(days=2 * 366):
        raise NoDate()
    return on


def counselling_due(last_on: date | None, first_look_on: date | None, *, months: int) -> date | None:
    """By when the next session should be: so many months after the last one, or after the first look at all. None for
    a person who has never looked."""
    since = last_on or first_look_on
    return months_after(since, months) if since else None


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    following = date(day.year + years + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(day.year + years, month + 1, min(day.day, last))
