"""Whom a person can turn to: helplines by country and audience, and the number for an emergency, with source and date.

Numbers change. A centre checks the lines of its own country before it opens its pages to the public.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from daymark.engine.tables import Row, read_table

DATA = Path(__file__).with_name("data")
ANYWHERE = "*"


class Audience(StrEnum):
    """Who an advice page or a helpline is for."""

    YOUNGER_CHILD = "YOUNGER_CHILD"
    TEENAGER = "TEENAGER"
    PARENT = "PARENT"
    PROFESSIONAL = "PROFESSIONAL"
    OWN_BEHAVIOUR = "OWN_BEHAVIOUR"
    ANYONE = "ANYONE"

    @property
    def words(self) -> str:
        """The audience as a page names it."""
        return {
            Audience.YOUNGER_CHILD: "children up to 12",
            Audience.TEENAGER: "young people from 13",
            Audience.PARENT: "parents and carers",
            Audience.PROFESSIONAL: "professionals",
            Audience.OWN_BEHAVIOUR: "people worried about their own thoughts or behaviour",
            Audience.ANYONE: "anyone",
        }[self]


@dataclass(frozen=True)
class Helpline:
    """A service to talk to or report to. `phone` is empty where it has a page only."""

    country: str
    name: str
    phone: str
    website: str
    audience: tuple[Audience, ...]
    hours: str
    source: str
    source_date: date

    @property
    def dial(self) -> str:
        """The number as a telephone link needs it; empty for a page or a text number."""
        digits = self.phone.replace(" ", "").replace("-", "")
        return digits if digits.isdigit() else ""


@dataclass(frozen=True)
class EmergencyNumber:
    """What to dial when a child is in danger now. `also` is a second number that works."""

    country: str
    number: str
    also: str
    source: str
    source_date: date


@lru_cache(maxsize=1)
def helplines() -> tuple[Helpline, ...]:
    """Every helpline of the table, in its order, which is the order of a page."""
    columns = ("country", "name", "phone", "website", "audience", "hours", "source", "source_date")
    return tuple(_helpline(row) for row in read_table(DATA / "helplines.csv", columns))


def helplines_for(country: str | None, audience: Audience) -> tuple[Helpline, ...]:
    """The helplines of the country for this audience, those for anyone after them; where there is none, the lists of
    the world's helplines, so that a page is never empty."""
    lines = [line for line in helplines() if line.country == country]
    own = [line for line in lines if audience in line.audience]
    anyone = [line for line in lines if audience not in line.audience and Audience.ANYONE in line.audience]
    return tuple(own + anyone) or tuple(line for line in helplines() if line.country == ANYWHERE)


@lru_cache(maxsize=1)
def emergency_numbers() -> dict[str, EmergencyNumber]:
    """The emergency number of each country that we know, and under `*` the one that mobile telephones connect."""
    columns = ("country", "number", "also", "source", "source_date")
    return {
        row.needed("country"): _emergency_number(row) for row in read_table(DATA / "emergency_numbers.csv", columns)
    }


def emergency_number_for(country: str | None) -> EmergencyNumber:
    """The country's emergency number, else the one that mobile telephones connect anywhere."""
    return emergency_numbers().get(country or ANYWHERE) or emergency_numbers()[ANYWHERE]


def _helpline(row: Row) -> Helpline:
    words = row.several("audience")
    unknown = [word for word in words if word not in list(Audience)]
    if unknown or not words:
        raise row.fault(f"audience should be some of {', '.join(Audience)} and is {row.text('audience')!r}")
    if not (row.text("phone") or row.text("website")):
        raise row.fault("a helpline needs a phone or a website")
    return Helpline(
        country=row.needed("country"),
        name=row.needed("name"),
        phone=row.text("phone"),
        website=row.text("website"),
        audience=tuple(Audience(word) for word in words),
        hours=row.needed("hours"),
        source=row.needed("source"),
        source_date=row.day("source_date"),
    )


def _emergency_number(row: Row) -> EmergencyNumber:
    number = row.needed("number")
    if not number.isdigit():
        raise row.fault(f"number should be digits and is {number!r}")
    return EmergencyNumber(
        country=row.needed("country"),
        number=number,
        also=row.text("also"),
        source=row.needed("source"),
        source_date=row.day("source_date"),
    )
