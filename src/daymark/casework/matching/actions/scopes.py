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

    @classmethod
    def of_edition(cls, edition: Edition) -> Scope:
        """The rows that this edition brought first."""
        given = (edition.first_entry, edition.last_entry, edition.pk)
        return cls("entry.id BETWEEN %s AND %s AND entry.edition_id = %s", given)

    @classmethod
    def of_entries(cls, numbers: Sequence[int]) -> Scope:
        """These rows."""
        return cls("entry.id = ANY(%s)", (list(numbers),))

    @classmethod
    def of_bank(cls, bank: int) -> Scope:
        """All rows of a bank."""
        return cls("entry.bank_id = %s", (bank,))

    @property
    def sql(self) -> str:
        """The rows that stand among them, for the FROM clause of a query: `entry` and `bank`."""
        return (
            "matching_entry AS entry JOIN matching_bank AS bank ON bank.id = entry.bank_id "
            f"WHERE entry.stands AND bank.withdrawn_at IS NULL AND {self.condition}"
        )


ALL = Scope()
