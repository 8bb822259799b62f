"""How often cases that began in a peer-to-peer network turned out to involve a contact offence, as published."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("base_rates.csv")
_Z = 1.959964  # two-sided 95 %


@dataclass(frozen=True)
class BaseRate:
    """One published rate: of so many cases, so many involved a contact offence."""

    code: str
    cases: int
    with_contact: int
    of: str
    country: str
    published: int
    source: str
    reference: str

    @property
    def share(self) -> float:
        """The share, 0 to 1."""
        return self.with_contact / self.cases

    @property
    def interval(self) -> tuple[float, float]:
        """The share's 95 % interval (Wilson 1927): how far chance alone may have moved it."""
        n, p = self.cases, self.share
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
        return middle - half, middle + half

    @property
    def sentence(self) -> str:
        """What stands above every ranked list."""
        return (
            f"{self.with_contact:,} of {self.cases:,} {self.of} ({self.share * 100:.0f} %) involved contact offences "
            f"({self.source}, {self.reference}, {self.published}). "
            "It is a rate of cases that were worked there and not of the persons below; their order is no probability."
        )


@cache
def base_rates() -> tuple[BaseRate, ...]:
    """All published rates of the table, the one that is shown first."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        return tuple(
            BaseRate(
                line["code"],
                int(line["cases"]),
                int(line["with_contact"]),
                line["of"],
                line["country"],
                int(line["published"]),
                line["source"],
                line["reference"],
            )
            for line in csv.DictReader(table)
        )
