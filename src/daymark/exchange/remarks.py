"""What the reading of one document found besides its facts: sentences for a person, and everything no field carries."""

from __future__ import annotations

from typing import NamedTuple

MAX_WARNINGS = 200  # sentences; a person reads none beyond that, and the raw document is kept


class Preserved(NamedTuple):
    """Something received that no field carries: where it stood, and its text as it came (XML or JSON)."""

    path: str
    text: str


class Remarks:
    """Collects warnings, of which the first 200 are kept, and preserved parts, of which all are."""

    def __init__(self) -> None:
        self._unsaid = 0
        self._warnings: list[str] = []
        self._unknown: list[Preserved] = []

    def warn(self, path: str, what: str) -> None:
        """Something that a person should know about this place of the document."""
        self._say(f"{path}: {what}.")

    def keep(self, path: str, text: str) -> None:
        """Keep a text that no field carries."""
        self._unknown.append(Preserved(path, text))

    @property
    def unknown(self) -> tuple[Preserved, ...]:
        """Everything kept."""
        return tuple(self._unknown)

    @property
    def warnings(self) -> tuple[str, ...]:
        """The sentences, and how many more there would have been."""
        more = (f"{self._unsaid:,} further divergences are not listed.",) if self._unsaid else ()
        return (*self._warnings, *more)

    def _say(self, sentence: str) -> None:
        if len(self._warnings) < MAX_WARNINGS:
            self._warnings.append(sentence)
        else:
            self._unsaid += 1


def shortened(text: str, longest: int = 60) -> str:
    """A text from outside, short enough to quote in a sentence."""
    return text if len(text) <= longest else f"{text[:longest]}…"
