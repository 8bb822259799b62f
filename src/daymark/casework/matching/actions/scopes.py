"""Which rows of lists a question is put to: all that stand, those that one edition brought, or some by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from daymark.casework.matching.models import Edition


@dataclass(frozen=True)
class Scope:
    """A condition on `matching_entry AS entry`, with its values."""

    condition: str = "true"
    values: tuple[Any, ...] = ()
    ends: tuple[int, int] | None = None  # no row in the scope lies before or after these numbers, where that is known

    @classmethod
    def of_edition(cls, edition: Edition) -> Scope:
        """The rows that this edition brought first."""
        return cls.of_brought(edition, edition.first_entry)

    @classmethod
    def of_brought(cls, edition: Edition, first: int) -> Scope:
        """The same from this row on."""
        ends = (first, edition.last_entry)
        return cls("entry.id BETWEEN %s AND %s AND entry.edition_id = %s", (*ends, edition.pk), ends)

    @classmethod
    def of_entries(cls, numbers: Sequence[int]) -> Scope:
        """These rows."""
        return cls("entry.id = ANY(%s)", (list(numbers),), (min(numbers, default=0), max(numbers, default=-1)))

    @classmethod
    def of_bank(cls, bank: int) -> Scope:
        """All rows of a bank."""
        return cls("entry.bank_id = %s", (bank,))

    @property
    def rows(self) -> str:
        """The rows that stand among them, of lists that were withdrawn too, for the FROM clause of a query: `entry`."""
        return f"matching_entry AS entry WHERE entry.stands AND {self.condition}"


ALL = Scope()
