"""Scale values derived from facts, by the table beside this file and never by position.

The rows of a scale are read from the top; the first that fits gives the value with its qualifier. Sources: Sentencing
Council, Sexual Offences Definitive Guideline, 1 April 2014 (A to C); Sentencing Advisory Panel 2002 (levels 1 to 5);
industry classification of January 2014, revised June 2022 (A1 to B2); Project VIC's categories as Autopsy's
ImageGallery has them; INTERPOL's public description of its Baseline.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from daymark.casework.media.rules.facts import Facts

TABLE = Path(__file__).parent / "scales.csv"
VERSION = "2026-11"  # goes up with every change of the table; whatever is exported names it
SCALES = {
    "UK_ABC": "England and Wales, A to C",
    "UK_SAP": "SAP levels 1 to 5 (until 2014)",
    "INDUSTRY": "Industry, A1 to B2",
    "VICS_US": "Project VIC (US)",
    "BASELINE": "INTERPOL Baseline",
}


@dataclass(frozen=True)
class Derived:
    """One scale's value for some facts. `qualifier`: exact | broader | narrower | review (a person has to decide)."""

    scale: str
    value: str  # empty: the scale has none for these facts
    label: str
    qualifier: str

    @property
    def scale_name(self) -> str:
        """The scale as people call it."""
        return SCALES[self.scale]

    @property
    def needs_a_person(self) -> bool:
        """Whether the value may not be passed on as if somebody had assessed it."""
        return self.qualifier == "review"


@dataclass(frozen=True)
class _Row:
    age_bands: frozenset[str]
    acts: frozenset[str]
    makings: frozenset[str]
    derived: Derived

    def fits(self, facts: Facts) -> bool:
        asked = ((self.age_bands, facts.age_band), (self.acts, facts.act), (self.makings, facts.made))
        return all("*" in allowed or value in allowed for allowed, value in asked)


def derive(facts: Facts, scale: str) -> Derived:
    """The value of a scale for these facts."""
    return next(row.derived for row in _rows()[scale] if row.fits(facts))


def derive_all(facts: Facts) -> list[Derived]:
    """Every scale's value, in the order in which the scales are shown."""
    return [derive(facts, scale) for scale in SCALES]


@cache
def _rows() -> dict[str, list[_Row]]:
    rows: dict[str, list[_Row]] = {scale: [] for scale in SCALES}
    with TABLE.open(newline="", encoding="utf-8") as table:
        for line in csv.DictReader(table):
            derived = Derived(line["scale"], line["value"], line["label"], line["qualifier"])
            ages, acts, makings = (frozenset(line[name].split("|")) for name in ("age_band", "act", "made"))
            rows[line["scale"]].append(_Row(ages, acts, makings, derived))
    return rows
