"""Small numbers are not shown, and cannot be worked out from what is shown.

A count below the limit could point to a child. It is marked "few". When the others and the total would still give it
away, further parts are held back, and all that are hidden get one and the same mark "withheld", so that nobody can tell
which of them is the small one. The measure is a reader who has the table, adds up, and knows what the marks mean. It
does not stop a reader who reasons about how the places were chosen, or who may choose filters and subtracts one table
from another: publish one set of tables, not many.

Source of the method: primary and secondary cell suppression as statistical offices use it (Hundepool et al.,
Statistical Disclosure Control, 2012, chapter 4). Zero is shown: it points to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How a count is shown."""

    SHOWN = "SHOWN"
    FEW = "FEW"  # at least one, and below the limit
    WITHHELD = "WITHHELD"  # below the limit, or held back to protect another that is


@dataclass(frozen=True)
class Count:
    """A count as it may be shown. `value` is None unless it is shown."""

    value: int | None
    mark: Mark = Mark.SHOWN
    limit: int = 0

    @property
    def words(self) -> str:
        """For a page or a table: the number, or why there is none."""
        if self.value is not None:
            return f"{self.value:,}"
        return f"fewer than {self.limit}" if self.mark is Mark.FEW else "withheld"


@dataclass(frozen=True)
class Protected:
    """The parts of a whole and the whole, as they may be shown."""

    total: Count
    parts: tuple[Count, ...]


def alone(number: int, *, limit: int) -> Count:
    """A count that is no part of a total that is shown."""
    return Count(None, Mark.FEW, limit) if 0 < number < limit else Count(number)


def protect(numbers: Sequence[int], *, limit: int) -> Protected:
    """Parts that add up to a total which is shown. A `limit` of 1 or less hides nothing."""
    total = sum(numbers)
    if 0 < total < limit:
        return Protected(alone(total, limit=limit), tuple(Count(None, Mark.WITHHELD, limit) for _ in numbers))
    hidden, mark = _hidden(numbers, limit)
    parts = (Count(None, mark, limit) if place in hidden else Count(each) for place, each in enumerate(numbers))
    return Protected(Count(total), tuple(parts))


def _hidden(numbers: Sequence[int], limit: int) -> tuple[set[int], Mark]:
    """The places that are not shown, and how they are marked."""
    few = [place for place, each in enumerate(numbers) if 0 < each < limit]
    if not few or _anything_from_one_to_limit([numbers[place] for place in few], limit):
        return set(few), Mark.FEW
    hidden = list(few)
    larger = sorted((each, place) for place, each in enumerate(numbers) if each >= limit)
    while not _hides(len(hidden), sum(numbers[place] for place in hidden), limit):
        if not larger:
            return set(range(len(numbers))), Mark.WITHHELD
        hidden.append(larger.pop(0)[1])
    return set(hidden), Mark.WITHHELD


def _anything_from_one_to_limit(few: Sequence[int], limit: int) -> bool:
    """Whether each of the small numbers could be any small number, as far as their sum tells."""
    others, together = len(few) - 1, sum(few)
    return together - others * (limit - 1) <= 1 and together - others >= limit - 1


def _hides(places: int, together: int, limit: int) -> bool:
    """Whether hidden parts of this sum leave open if any one of them is small: each could reach the limit."""
    return together - (places - 1) >= limit
