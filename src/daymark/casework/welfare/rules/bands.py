"""The age bands by which pictures are graded, and by which a person leaves out what she does not want to see."""

from __future__ import annotations

from enum import StrEnum


class AgeBand(StrEnum):
    """The youngest person shown, by apparent development."""

    INFANT = "INFANT"
    PREPUBESCENT = "PREPUBESCENT"
    PUBESCENT = "PUBESCENT"
    ADULT = "ADULT"
    UNCLEAR = "UNCLEAR"


# What a person may leave out for a week, in words that need no explaining.
LEFT_OUT: tuple[tuple[AgeBand, str], ...] = (
    (AgeBand.INFANT, "Infants and toddlers"),
    (AgeBand.PREPUBESCENT, "Children before puberty"),
    (AgeBand.PUBESCENT, "Children in puberty"),
)
