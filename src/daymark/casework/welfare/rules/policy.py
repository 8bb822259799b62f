"""What a centre demands for the people who look, and what it may demand."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum

from daymark.problems import Problem

SEVERITIES = range(6)  # 0: nothing of concern, to 5: the gravest
GRAVEST = 5
REASON_LENGTH, HELP_LENGTH = 500, 4000


class PolicyOutOfRange(Problem):
    """The policy holds a number that makes no sense. Put it right."""

    def __init__(self, message: str | None = None, field: str = "") -> None:
        super().__init__(message)
        self.field = field  # the name of what is wrong


class NoReason(Problem):
    """A reason is missing. Say why, in a sentence: it is kept with the change."""


class Pairs(StrEnum):
    """When two people must look together."""

    NEVER = "NEVER"
    FROM_SEVERITY = "FROM_SEVERITY"
    ALWAYS = "ALWAYS"


@dataclass(frozen=True)
class Policy:
    """The numbers of one centre. Minutes, unless a name says otherwise."""

    # INHOPE: no more than 4 hours of viewing a day ("What is a hotline analyst", inhope.org).
    daily_limit: int = 240
    warn_before: int = 15
    # Ten minutes in each hour: choices of ours, for a centre to change with its occupational health.
    break_every: int = 60
    break_length: int = 10
    longest_look_ms: int = 10_000
    largest_side: int = 640  # pixels
    pairs: str = Pairs.NEVER
    pairs_from: int = 4  # severity; with FROM_SEVERITY alone
    second_opinion_percent: int = 10
    second_opinion_from: int = GRAVEST  # severity from which every file gets one
    counselling_months: int = 3
    help_text: str = ""

    @property
    def limit(self) -> timedelta:
        """The daily limit as a duration."""
        return timedelta(minutes=self.daily_limit)

    @property
    def warning(self) -> timedelta:
        """How long before the limit the warning comes."""
        return timedelta(minutes=self.warn_before)

    @property
    def stretch(self) -> timedelta:
        """How long a person may look without a break."""
        return timedelta(minutes=self.break_every)

    @property
    def rest(self) -> timedelta:
        """How long a break is."""
        return timedelta(minutes=self.break_length)

    def wants_pair(self, severity: int | None) -> bool:
        """Whether two must look. What nobody has graded yet has no severity: a centre that wants two at it says
        "always"."""
        if self.pairs == Pairs.FROM_SEVERITY:
            return severity is not None and severity >= self.pairs_from
        return self.pairs == Pairs.ALWAYS


# The least and the most of each number, and what it is called on the page.
BOUNDS: dict[str, tuple[int, int, str]] = {
    "daily_limit": (0, 480, "The daily limit, in minutes,"),
    "warn_before": (0, 120, "The warning, in minutes before the limit,"),
    "break_every": (10, 240, "The looking time between breaks, in minutes,"),
    "break_length": (1, 60, "The length of a break, in minutes,"),
    "longest_look_ms": (500, 60_000, "The longest single look, in thousandths of a second,"),
    "largest_side": (64, 4096, "The largest side of a picture, in pixels,"),
    "pairs_from": (0, GRAVEST, "The severity from which two must look"),
    "second_opinion_percent": (0, 100, "The share of second opinions, in per cent,"),
    "second_opinion_from": (0, GRAVEST, "The severity from which every file gets a second opinion"),
    "counselling_months": (1, 24, "The months between counselling sessions"),
}


def checked_policy(policy: Policy) -> Policy:
    """The policy, or the first thing that is wrong with it."""
    for name, (least, most, words) in BOUNDS.items():
        if not least <= getattr(policy, name) <= most:
            raise PolicyOutOfRange(f"{words} must lie between {least:,} and {most:,}.", name)
    if policy.pairs not in list(Pairs):
        raise PolicyOutOfRange("Choose when two people must look together.", "pairs")
    if len(policy.help_text) > HELP_LENGTH:
        raise PolicyOutOfRange(
            f"The text about help is longer than {HELP_LENGTH:,} characters. Shorten it.", "help_text"
        )
    return policy


def checked_reason(reason: str) -> str:
    """A reason without blanks around it."""
    if not reason.strip():
        raise NoReason()
    return reason.strip()[:REASON_LENGTH]


def changed_names(before: Policy, after: Policy) -> list[str]:
    """The names of what is different in two policies."""
    return [field.name for field in fields(Policy) if getattr(before, field.name) != getattr(after, field.name)]
