"""The kinds of fields that people are compared by, and the levels of agreement that each kind knows.

A level is a small whole number: the more two values agree the higher it is, from 0 (they differ) to the last (the
same). `MISSING` stands for a value that one of the two records lacks, or that could not be read; it counts neither for
nor against.

The shares are what is believed before any data were seen. What is learned from data outweighs them soon
(`learning.py` says when); without them three records could teach nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MISSING = -1


class Kind(StrEnum):
    """How the values of a field are read and compared."""

    NAME = "name"  # a given name or a surname: Jaro-Winkler
    TEXT = "text"  # words: a street, a suburb
    CODE = "code"  # digits and letters of which each counts: postcode, house number, identity number
    DATE = "date"  # a day


@dataclass(frozen=True)
class Scale:
    """The levels of one kind, from the lowest to the highest: words, and shares of pairs.

    `of_one`: among records of one person (m of Fellegi and Sunter). `of_two`: among records of two people whose values
    are not the same (u, before the share of those whose values are the same is taken off).
    """

    words: tuple[str, ...]
    of_one: tuple[float, ...]
    of_two: tuple[float, ...]

    @property
    def top(self) -> int:
        """The level of two values that are the same."""
        return len(self.words) - 1


# Names: the Jaro-Winkler similarities at which Splink's NameComparison steps, from the lowest to the highest.
NAME_STEPS = (0.70, 0.88, 0.92)
# Texts: similarity of the sorted words in percent of the characters (Indel): a quarter, and a tenth, may differ.
TEXT_STEPS = (75.0, 90.0)
# Codes: a slip is one character wrong, missing or too many, or two neighbours in each other's place (Damerau 1964, who
# found four of five errors of writing to be a single one of these).
CODE_SLIPS = 2

# Orders of magnitude, judged and not measured: agreement in 0.8 to 0.85 of one person's pairs (the usual starting value
# is 0.9; records of cases are worse), hardly any likeness among two people's.
SCALES = {
    Kind.NAME: Scale(
        ("differs", "is faintly alike", "is alike", "is nearly the same", "is the same"),
        (0.04, 0.02, 0.02, 0.07, 0.85),
        (0.95, 0.04, 0.005, 0.005),
    ),
    Kind.TEXT: Scale(
        ("differs", "is the same in part", "is nearly the same", "is the same"),
        (0.06, 0.03, 0.11, 0.80),
        (0.97, 0.025, 0.005),
    ),
    Kind.CODE: Scale(
        ("differs", "is two slips apart", "is one slip apart", "is the same"),
        (0.06, 0.02, 0.07, 0.85),
        (0.985, 0.0135, 0.0015),
    ),
    Kind.DATE: Scale(
        (
            "differs",
            "is of the same year",
            "has two of day, month and year the same",
            "is one digit, or two neighbouring digits in each other's place, apart",
            "has day and month in each other's place",
            "is the same",
        ),
        (0.03, 0.01, 0.02, 0.07, 0.02, 0.85),
        (0.96, 0.012, 0.025, 0.0025, 0.0005),
    ),
}

# Given name and surname in each other's place: level 0 is every other pair, and weighs little.
CROSSED = Scale(
    (
        "are not in each other's place",
        "are nearly the same in each other's place",
        "are the same in each other's place",
    ),
    (0.97, 0.01, 0.02),
    (0.999999, 0.000001),
)
