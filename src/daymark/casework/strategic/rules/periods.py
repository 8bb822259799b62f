"""Which months a picture is of, and which it is compared with. A month is the smallest piece of time: with days, small
numbers could be worked out by moving an edge by one day and subtracting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from daymark.problems import Problem

_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_TOKEN = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")
# The twelve months that end with this one: what an empty choice means.
TWELVE_MONTHS = "12-months"


class NoSuchPeriod(Problem):
    """This period cannot be read. Choose one from the list, or two months, the earlier one first."""


@dataclass(frozen=True, order=True)
class Month:
    """One calendar month."""

    year: int
    number: int  # 1 to 12

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> Month:
        """From "2026-07"."""
        found = _TOKEN.fullmatch(text)
        if not found or not found["month"]:
            raise NoSuchPeriod()
        return cls(int(found["year"]), int(found["month"]))

    def plus(self, months: int) -> Month:
        """So many months later, or earlier when negative."""
        count = self.year * 12 + self.number - 1 + months
        return Month(count // 12, count % 12 + 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def words(self) -> str:
        return f"{_NAMES[self.number - 1]} {self.year}"

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"


@dataclass(frozen=True)
class Period:
    """Whole months, first and last included."""

    first: Month
    last: Month
    words: str

    @property
    def length(self) -> int:
        """In months."""
        return (self.last.year - self.first.year) * 12 + self.last.number - self.first.number + 1

    @property
    def before(self) -> Period:
        """As many months, just before."""
        return spell_of(self.first.plus(-self.length), self.first.plus(-1))

    def __contains__(self, month: Month) -> bool:
        return self.first <= month <= self.last

    def __iter__(self) -> Iterator[Month]:
        return (self.first.plus(place) for place in range(self.length))


def spell_of(first: Month, last: Month) -> Period:
    """From one month to another; a whole year, quarter or single month is called so."""
    if last < first:
        raise NoSuchPeriod("The period ends before it begins. Give the earlier month first.")
    length = (last.year - first.year) * 12 + last.number - first.number + 1
    if length == 1:
        words = first.words
    elif length == 12 and first.number == 1:
        words = f"the year {first.year}"
    elif length == 3 and first.number % 3 == 1:
        words = f"{first.words.split()[0]} to {last.words}"
    else:
        words = f"{first.words} to {last.words}"
    return Period(first, last, words)


def period_of(token: str, *, today: date) -> Period:
    """From "12-months" or nothing, "2026", "2026-Q3" or "2026-07". Raises NoSuchPeriod for anything else."""
    if token in ("", TWELVE_MONTHS):
        return spell_of(Month.of(today).plus(-11), Month.of(today))
    found = _TOKEN.fullmatch(token)
    if not found:
        raise NoSuchPeriod()
    year = int(found["year"])
    if found["quarter"]:
        first = Month(year, int(found["quarter"]) * 3 - 2)
        return spell_of(first, first.plus(2))
    if found["month"]:
        return spell_of(Month(year, int(found["month"])), Month(year, int(found["month"])))
    return spell_of(Month(year, 1), Month(year, 12))


def choices(first: Month, today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Periods to choose from, in groups, the latest first; none that ended before `first`."""
    this = Month.of(today)
    months = [this.plus(-back) for back in range(13) if this.plus(-back) >= first] or [this]
    quarters = dict.fromkeys((month.year, (month.number + 2) // 3) for month in months)
    years = range(this.year, min(first.year, this.year) - 1, -1)
    return [
        ("Years", [(TWELVE_MONTHS, "The last twelve months"), *((f"{year:04d}", f"{year}") for year in years)]),
        ("Quarters", [(f"{year:04d}-Q{q}", period_of(f"{year:04d}-Q{q}", today=today).words) for year, q in quarters]),
        ("Months", [(str(month), month.words) for month in months]),
    ]
