"""The words by which a law-enforcement package tells its facts, as a table with sources: `data/le_words.csv`.

No public list of the clearing house's words exists; a centre that meets others adds a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from daymark.engine.tables import Row, read_table

TABLE = Path(__file__).with_name("data") / "le_words.csv"
NOTHING = "NOTHING"  # a phrase that only looks like another one
_COLUMNS = ("about", "words", "meaning", "sentence", "source", "source_date")
_DENIED = frozenset({"no", "not", "non", "without", "never", "isn", "nor"})
_REMEMBERED_UP_TO = 120  # characters: occupations and marks return, whole texts do not
_DENIED_WITHIN = 3  # words before the phrase in which a denial counts ("not in imminent danger")


class About(StrEnum):
    """Which field of a package a phrase is looked for in."""

    OCCUPATION = "OCCUPATION"
    INCIDENT = "INCIDENT"
    CAPTURE = "CAPTURE"
    MARK = "MARK"
    PRIORITY = "PRIORITY"


@dataclass(frozen=True)
class Phrase:
    """A phrase in plain lower-case words, and what it means."""

    about: About
    words: str
    meaning: str
    sentence: str


@lru_cache(maxsize=1)
def phrases() -> dict[About, tuple[Phrase, ...]]:
    """Every phrase by its field, the longest first: `coach driver` is found before `coach`."""
    found = sorted((_phrase(row) for row in read_table(TABLE, _COLUMNS)), key=lambda phrase: -len(phrase.words))
    return {about: tuple(phrase for phrase in found if phrase.about is about) for about in About}


def meanings_in(about: About, text: str) -> tuple[Phrase, ...]:
    """The phrases that a text uses and does not deny, each word used once."""
    if len(text) > _REMEMBERED_UP_TO:
        return tuple(_meanings(about, text))
    return _remembered(about, text)


@lru_cache(maxsize=8192)
def _remembered(about: About, text: str) -> tuple[Phrase, ...]:
    return tuple(_meanings(about, text))


def _meanings(about: About, text: str) -> Iterator[Phrase]:
    left = f" {plain_words(text)} "
    for phrase in phrases()[about]:
        marked = f" {phrase.words} "
        place = left.find(marked)
        if place < 0:
            continue
        if phrase.meaning != NOTHING and not _is_denied(left[:place]):
            yield phrase
        left = left.replace(marked, " | ")


@lru_cache(maxsize=1024)
def meaning_of(about: About, text: str) -> str:
    """The meaning of a text that is one of the phrases; empty when it is none."""
    words = plain_words(text)
    return next((phrase.meaning for phrase in phrases()[about] if phrase.words == words), "")


def plain_words(text: str) -> str:
    """Lower-case words with one space between them; `priorityLevel: 1` is `priority level 1`."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text[:20_000])
    folded = unicodedata.normalize("NFKC", spaced).casefold()
    return re.sub(r"[\W_]+", " ", folded).strip()


def _is_denied(before: str) -> bool:
    return not _DENIED.isdisjoint(before.split()[-_DENIED_WITHIN:])


def _phrase(row: Row) -> Phrase:
    row.day("source_date")
    row.needed("source")
    return Phrase(row.one_of("about", About), row.needed("words"), row.needed("meaning"), row.text("sentence"))
