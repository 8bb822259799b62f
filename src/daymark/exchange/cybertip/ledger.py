"""The remarks on a CyberTipline document, and the rule that in strict mode the first divergence ends the reading."""

from __future__ import annotations

from lxml import etree

from daymark.exchange.cybertip.faults import Invalid, Malformed
from daymark.exchange.remarks import Remarks, shortened
from daymark.exchange.xml import line_of

# Elements taken out of a document repeat its namespace declarations: a small document could become gigabytes.
_LEAST_BUDGET = 1_000_000  # characters
_BUDGET_FACTOR = 4  # times the size of the document


class Ledger(Remarks):
    """Collects divergences and unknown parts of a document of `size` bytes."""

    def __init__(self, *, strict: bool, size: int) -> None:
        super().__init__()
        self._strict = strict
        self._budget = max(_LEAST_BUDGET, _BUDGET_FACTOR * size)

    def fault(self, path: str, what: str, at: etree._Element | None = None) -> None:
        """A divergence from the rules: refused when strict, else a warning."""
        sentence = f"{path}: {what}." if at is None else f"Line {line_of(at)}, {path}: {what}."
        if self._strict:
            raise Invalid(sentence)
        self._say(sentence)

    def keep(self, path: str, text: str) -> None:
        """Keep a text that no field carries."""
        self._budget -= len(text)
        if self._budget < 0:
            raise Malformed("The document's unknown parts grow to many times its size. Send it without its namespaces.")
        super().keep(path, text)

    def keep_element(self, path: str, element: etree._Element) -> None:
        """Keep an element that no field carries, whole."""
        self.keep(path, etree.tostring(element, encoding="unicode", with_tail=False))

    def unknown_element(self, path: str, element: etree._Element) -> None:
        """An element that the grammar does not know at this place."""
        name = shortened(str(element.tag))
        self.fault(path, f"<{name}> is not known here; it is kept as it came", element)
        self.keep_element(f"{path}/{name}", element)
