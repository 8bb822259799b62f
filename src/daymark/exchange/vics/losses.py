"""What a document could not carry: counted by property while it is written, told in sentences at its end."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from daymark.exchange.vics.versions import Version


class Loss(NamedTuple):
    """Values of one property that were not written as they were, and why."""

    property: str  # entity and name: Media.MimeType
    why: str
    values: int

    def __str__(self) -> str:
        return f"{self.property}: {self.why} ({self.values:,} {'value' if self.values == 1 else 'values'})."


class Losses:
    """Counts while a document is written."""

    def __init__(self, version: Version) -> None:
        self._no_place = f"VICS {version} has no place for it; not written"
        self._counted: Counter[tuple[str, str]] = Counter()

    def no_place(self, name: str) -> None:
        """A value that this version of VICS, or any, has no property for."""
        self._counted[name, self._no_place] += 1

    def refused(self, name: str, why: str) -> None:
        """A value that its property cannot hold."""
        self._counted[name, why] += 1

    def all(self) -> tuple[Loss, ...]:
        """Everything lost so far, by property."""
        return tuple(Loss(name, why, values) for (name, why), values in sorted(self._counted.items()))
