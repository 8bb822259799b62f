"""The order in which persons are looked at: ordered rules, and the first that tells two persons apart decides.

Nothing is weighed or added up, so the reason why one stands before another is always one sentence (`set_apart`). The
number of files is no rule: a large collection says little about danger, access to children says much (CEOP, 2008-2013).
The order of the rules is the judgement of the authors, not measured: no public study ranks such persons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from daymark.casework.monitoring.rules.persons import Access, SeenPerson

Judged = Callable[[SeenPerson, datetime], int]
Worded = Callable[[SeenPerson, int], str]

# The bounds of the levels, the highest first. Several lists: one list can be wrong alone. Days: a month of use is a
# habit. Recency: providers keep records from hours to months, many for a week or 30 or 90 days; later, an address leads
# to nobody any more.
LISTS = (3, 2)
DAYS = (30, 7, 2)
RECENT = (timedelta(days=7), timedelta(days=30), timedelta(days=90))


@dataclass(frozen=True)
class Rule:
    """One rule. `level` is higher for whom it puts first; `sentence` says what was found; `source` why it is a rule."""

    code: str
    title: str
    level: Judged
    sentence: Worded
    source: str


@dataclass(frozen=True)
class Reason:
    """What one rule found. The sentence holds no name, identifier or address."""

    code: str
    sentence: str
    level: int


@dataclass(frozen=True)
class Ranked:
    """One person with a reason for each rule, in the order of the rules, and what nobody knows yet."""

    person: SeenPerson
    reasons: tuple[Reason, ...]
    questions: tuple[str, ...]

    @property
    def levels(self) -> tuple[int, ...]:
        """The level of each rule: what orders."""
        return tuple(reason.level for reason in self.reasons)


def _access(person: SeenPerson, level: int) -> str:
    if person.access is Access.SIGNS:
        return "There are signs of access to a child"
    return (
        "Nobody knows of access to a child" if person.access is Access.NOT_KNOWN else "No access to a child was found"
    )


def _sent(person: SeenPerson, level: int) -> str:
    if level == 2:
        return f"Sent {_counted(person.sent, 'known file')}: bytes came from this client"
    if level == 1:
        return f"Offered {_counted(person.offered, 'known file')}; no transfer was seen"
    return "The tool does not say whether files were offered or sent"


def _lists(person: SeenPerson, level: int) -> str:
    return f"A file is named by {_counted(person.lists, 'known-bad list')}"


def _days(person: SeenPerson, level: int) -> str:
    return f"Seen on {_counted(person.days, 'day')}"


def _recent(person: SeenPerson, level: int) -> str:
    bounds = {3: "in the last 7 days", 2: "in the last 30 days", 1: "in the last 90 days", 0: "more than 90 days ago"}
    return f"Last seen {bounds[level]}"


def _doors(person: SeenPerson, level: int) -> str:
    if level:
        return f"{_counted(person.doors, 'address', 'addresses')} may lead to a subscriber"
    return "No address leads to a subscriber: all are shared by many" if person.addresses else "No address was seen"


RULES: tuple[Rule, ...] = (
    Rule(
        "ACCESS",
        "Access to a child",
        lambda person, now: int(person.access),
        _access,
        "The number of files says little about danger, access to children says much (CEOP, 2008-2013)",
    ),
    Rule(
        "SENT",
        "Sent or offered",
        lambda person, now: 2 if person.sent else 1 if person.offered else 0,
        _sent,
        "Offering says that a file could be had; sending says that it was",
    ),
    Rule(
        "LISTS",
        "Known by several lists",
        lambda person, now: sum(person.lists >= bound for bound in LISTS),
        _lists,
        "One list can be wrong alone; a hash list is not evidence",
    ),
    Rule(
        "DAYS",
        "How many days",
        lambda person, now: sum(person.days >= bound for bound in DAYS),
        _days,
        "Many days are no accident, and not a machine used by somebody else for once",
    ),
    Rule(
        "RECENT",
        "How recently",
        lambda person, now: sum(now - person.last_at <= bound for bound in RECENT),
        _recent,
        "Providers keep records for hours to months: what is old leads to nobody",
    ),
    Rule(
        "DOORS",
        "A way to a subscriber",
        lambda person, now: int(person.doors > 0),
        _doors,
        "Behind carrier-grade NAT an address leads to nobody without the port and the second (RFC 6302)",
    ),
)


def judge(person: SeenPerson, *, at: datetime) -> Ranked:
    """Every rule's reason for one person."""
    reasons = []
    for rule in RULES:
        level = rule.level(person, at)
        reasons.append(Reason(rule.code, rule.sentence(person, level), level))
    return Ranked(person, tuple(reasons), questions(person))


def rank(persons: Iterable[SeenPerson], *, at: datetime) -> list[Ranked]:
    """The persons in order. Equals stand by who was seen last, then first, then as they came."""
    judged = [judge(person, at=at) for person in persons]
    return sorted(judged, key=_order, reverse=True)


def set_apart(one: Ranked, other: Ranked) -> Reason | None:
    """The reason for which the first stands before the second; None when no rule tells them apart."""
    return next(
        (mine for mine, theirs in zip(one.reasons, other.reasons, strict=True) if mine.level != theirs.level), None
    )


def questions(person: SeenPerson) -> tuple[str, ...]:
    """What to find out before anybody acts."""
    asked = []
    if person.access is Access.NOT_KNOWN:
        asked.append("Is there a child in the household, or work with children?")
    if person.shared_addresses:
        asked.append(
            "Does the provider keep ports? Without the port and the exact time a shared address leads to nobody."
        )
    if person.neighbours:
        asked.append(
            f"{_counted(person.neighbours, 'other person was', 'other persons were')} seen at the same address: "
            "one household, one person with two programs, or an address passed on?"
        )
    if not person.by_identifier:
        asked.append("Only an address holds these sightings together: was it one subscriber all the time?")
    return tuple(asked)


def _order(ranked: Ranked) -> tuple[tuple[int, ...], datetime, datetime]:
    return ranked.levels, ranked.person.last_at, ranked.person.first_at


def _counted(number: int, one: str, several: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
