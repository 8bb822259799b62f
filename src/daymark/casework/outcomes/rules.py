"""How results are counted. A child is counted once, whoever reports it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from daymark.problems import Problem


class Kind(StrEnum):
    """What came of it."""

    CHILD_SAFEGUARDED = "CHILD_SAFEGUARDED"
    ARREST = "ARREST"
    CHARGE = "CHARGE"
    CONVICTION = "CONVICTION"
    TAKEDOWN = "TAKEDOWN"
    LETTER = "LETTER"
    NO_FURTHER_ACTION = "NO_FURTHER_ACTION"


# More than any single case has had; a larger figure is a slip of the finger.
MOST = 1000


class NotACount(Problem):
    """Give a whole number from 1 to 1,000."""


class NotYetHappened(Problem):
    """This day lies ahead. Give the day on which it happened."""


@dataclass(frozen=True)
class Counted:
    """One recorded result that stands. `source` is the agency that reported it, empty for the centre itself."""

    case: str
    source: str
    kind: Kind
    number: int


def check(number: int, happened_on: date, today: date) -> None:
    """Raises a Problem for a number or a day that cannot be."""
    if not 1 <= number <= MOST:
        raise NotACount()
    if happened_on > today:
        raise NotYetHappened()


def totals(results: Iterable[Counted]) -> Mapping[Kind, int]:
    """How many of each kind.

    Two agencies that work one case report the same child, so for each case the children safeguarded are the most that
    any one source reported; the sum would count a child twice. Everything else is added up: each agency makes its own
    arrests. Where two agencies safeguarded different children of one case this counts too few, never too many.
    """
    added: dict[Kind, int] = defaultdict(int)
    children: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in results:
        if each.kind is Kind.CHILD_SAFEGUARDED:
            children[each.case][each.source] += each.number
        else:
            added[each.kind] += each.number
    if children:
        added[Kind.CHILD_SAFEGUARDED] = sum(max(by_source.values()) for by_source in children.values())
    return {kind: added[kind] for kind in Kind if kind in added}


_ONE_AND_MANY = {
    Kind.CHILD_SAFEGUARDED: ("child safeguarded", "children safeguarded"),
    Kind.ARREST: ("arrest", "arrests"),
    Kind.CHARGE: ("charge", "charges"),
    Kind.CONVICTION: ("conviction", "convictions"),
    Kind.TAKEDOWN: ("takedown", "takedowns"),
    Kind.LETTER: ("warning letter", "warning letters"),
    Kind.NO_FURTHER_ACTION: ("answer: no further action", "answers: no further action"),
}


def in_words(kind: Kind, number: int) -> str:
    """For instance "2 children safeguarded"."""
    one, many = _ONE_AND_MANY[kind]
    return f"{number} {one if number == 1 else many}"
