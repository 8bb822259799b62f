"""What a reading of one document found besides its facts: divergences in sentences, and everything no field carries."""

from __future__ import annotations

from lxml import etree

from daymark.exchange.cybertip.faults import Invalid, Malformed, shortened
from daymark.exchange.cybertip.report import Preserved
from daymark.exchange.xml import line_of

MAX_WARNINGS = 200  # sentences; a person reads none beyond that, and the raw document is kept

# Elements taken out of a document repeat its namespace declarations: a small document could become gigabytes.
_LEAST_BUDGET = 1_000_000  # characters
_BUDGET_FACTOR = 4  # times the size of the document


class Ledger:
    """Collects divergences and unknown parts. When strict, the first divergence ends the reading."""

    def __init__(self, *, strict: bool, size: int) -> None:
        self._strict = strict
        self._budget = max(_LEAST_BUDGET, _BUDGET_FACTOR * size)
        self._unsaid = 0
        self._warnings: list[str] = []
        self._unknown: list[Preserved] = []

    def fault(self, path: str, what: str, at: etree._Element | None = None) -> None:
        """A divergence from the rules: refused when strict, else a warning."""
        sentence = f"{path}: {what}." if at is None else f"Line {line_of(at)}, {path}: {what}."
        if self._strict:
            raise Invalid(sentence)
        self._warn(sentence)

    def warn(self, path: str, what: str) -> None:
        """Something that the rules allow and a person should still know."""
        self._warn(f"{path}: {what}.")

    def keep_element(self, path: str, element: etree._Element) -> None:
        """Keep an element that no field carries, whole."""
        self.keep(path, etree.tostring(element, encoding="unicode", with_tail=False))

    def keep(self, path: str, text: str) -> None:
        """Keep a text that no field carries."""
        self._budget -= len(text)
        if self._budget < 0:
            raise Malformed("The document's unknown parts grow to many times its size. Send it without its namespaces.")
        self._unknown.append(Preserved(path, text))

    def unknown_element(self, path: str, element: etree._Element) -> None:
        """An element that the grammar does not know at this place."""
        name = shortened(str(element.tag))
        self.fault(path, f"<{name}> is not known here; it is kept as it came", element)
        self.keep_element(f"{path}/{name}", element)

    @property
    def unknown(self) -> tuple[Preserved, ...]:
        """Everything kept."""
        return tuple(self._unknown)

    @property
    def warnings(self) -> tuple[str, ...]:
        """The sentences, and how many more there would have been."""
        more = (f"{self._unsaid:,} further divergences are not listed.",) if self._unsaid else ()
        return (*self._warnings, *more)

    def _warn(self, sentence: str) -> None:
        if len(self._warnings) < MAX_WARNINGS:
            self._warnings.append(sentence)
        else:
            self._unsaid += 1
