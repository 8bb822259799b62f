"""What ships about agencies, areas, countries, retention and law: typed, with source and date.

Nothing here is a contact. A duty desk, an address or a key that is wrong sends a child's record to the wrong place,
so the seed holds none: each centre writes its own partners' contacts as those partners gave them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import phonenumbers
import pycountry
from babel.languages import get_official_languages

from daymark.engine.tables import Row, read_table

DATA = Path(__file__).with_name("data")
INTERPOL_NCB = "INTERPOL_NCB"
EVERYWHERE = "*"  # the line that holds where no nearer line does


class AgencyKind(StrEnum):
    """What kind of body an agency is, as the seed names it."""

    NATIONAL_CENTRE = "NATIONAL_CENTRE"
    FORCE = "FORCE"
    HOTLINE = "HOTLINE"
    COMPANY = "COMPANY"
    FOREIGN_CENTRE = "FOREIGN_CENTRE"
    INTERNATIONAL = "INTERNATIONAL"
    CHARITY = "CHARITY"


class AreaKind(StrEnum):
    """What kind of place a name of the United Kingdom means."""

    NATION = "NATION"
    REGION = "REGION"
    COUNTY = "COUNTY"
    UNITARY = "UNITARY"
    METROPOLITAN_DISTRICT = "METROPOLITAN_DISTRICT"
    LONDON_BOROUGH = "LONDON_BOROUGH"
    DISTRICT = "DISTRICT"
    FORMER_DISTRICT = "FORMER_DISTRICT"
    TOWN = "TOWN"


class ProviderKind(StrEnum):
    """What kind of provider keeps connection records."""

    INTERNET_ACCESS = "INTERNET_ACCESS"
    MOBILE_ACCESS = "MOBILE_ACCESS"
    TELEPHONE = "TELEPHONE"
    ONLINE_SERVICE = "ONLINE_SERVICE"
    ANY = "*"


@dataclass(frozen=True)
class SeedAgency:
    """A public body that may send reports or receive referrals. `country` is empty for an international one."""

    code: str
    name: str
    kind: AgencyKind
    country: str
    areas: tuple[str, ...]
    website: str
    source: str
    source_date: date


@dataclass(frozen=True)
class UkArea:
    """A name that people use for a place in the United Kingdom. `force` is None where several forces share it."""

    name: str
    kind: AreaKind
    within: str
    nation: str
    region: str
    force: str | None
    source: str
    source_date: date
    note: str


@dataclass(frozen=True)
class PostcodeArea:
    """The letters that begin a postcode, with the forces that serve it, likeliest first."""

    area: str
    post_town: str
    region: str
    forces: tuple[str, ...]
    doubtful: bool
    source: str
    source_date: date


@dataclass(frozen=True)
class Country:
    """A country and who receives our referrals there. Names come from ISO 3166, dialling codes from the ITU's plans."""

    iso2: str
    iso3: str
    name: str
    dialling_code: int | None
    languages: tuple[str, ...]
    destination: str
    hotline: str | None
    notes: str
    source: str
    source_date: date | None


@dataclass(frozen=True)
class Retention:
    """How long a kind of provider keeps connection records. `days` None means unknown, never "not kept"."""

    provider_kind: ProviderKind
    country: str
    days: int | None
    source: str
    source_date: date
    doubtful: bool
    note: str


@dataclass(frozen=True)
class LegalFrame:
    """Ages that the law of a country draws a line at. None means that we do not know it, or that it differs inside."""

    country: str
    age_of_child: int
    age_of_consent: int | None
    source: str
    source_date: date


@lru_cache(maxsize=1)
def agencies() -> tuple[SeedAgency, ...]:
    """Every agency of the seed: forces, national centres, hotlines, international bodies, charities."""
    columns = ("code", "name", "kind", "country", "areas", "website", "source", "source_date")
    rows = tuple(read_table(DATA / "agencies.csv", columns))
    _no_code_twice(rows, "code")
    return tuple(_agency(row) for row in rows)


@lru_cache(maxsize=1)
def agencies_by_code() -> dict[str, SeedAgency]:
    """The agencies of the seed under their codes."""
    return {agency.code: agency for agency in agencies()}


@lru_cache(maxsize=1)
def uk_areas() -> tuple[UkArea, ...]:
    """Names of places in the United Kingdom with the force that serves each."""
    columns = ("name", "kind", "within", "nation", "region", "force", "source", "source_date", "note")
    return tuple(_uk_area(row) for row in read_table(DATA / "uk_areas.csv", columns))


@lru_cache(maxsize=1)
def postcode_areas() -> dict[str, PostcodeArea]:
    """The 124 postcode areas under their letters."""
    columns = ("area", "post_town", "region", "forces", "doubtful", "source", "source_date")
    rows = tuple(read_table(DATA / "postcode_areas.csv", columns))
    _no_code_twice(rows, "area")
    return {row.needed("area"): _postcode_area(row) for row in rows}


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """Every country of ISO 3166-1 under its two letters; one without a line of ours goes by its INTERPOL bureau."""
    columns = ("iso2", "destination", "hotline", "notes", "source", "source_date")
    rows = tuple(read_table(DATA / "countries.csv", columns))
    _no_code_twice(rows, "iso2")
    decided = {row.needed("iso2"): row for row in rows}
    known = {entry.alpha_2: entry for entry in pycountry.countries}
    for code, row in decided.items():
        if code not in known:
            raise row.fault(f"{code} is not a country of ISO 3166-1")
    return {code: _country(entry, decided.get(code)) for code, entry in sorted(known.items())}


@lru_cache(maxsize=1)
def retentions() -> tuple[Retention, ...]:
    """How long records are kept, by kind of provider and country: defaults that a centre edits."""
    columns = ("provider_kind", "country", "days", "source", "source_date", "doubtful", "note")
    return tuple(_retention(row) for row in read_table(DATA / "retention.csv", columns))


def retention_for(provider_kind: ProviderKind, country: str | None) -> Retention:
    """The nearest line: this kind in this country, else the line for everything, which says that it is unknown."""
    lines = {(line.provider_kind, line.country): line for line in retentions()}
    return lines.get((provider_kind, country or EVERYWHERE)) or lines[(ProviderKind.ANY, EVERYWHERE)]


@lru_cache(maxsize=1)
def legal_frames() -> dict[str, LegalFrame]:
    """The law's ages by country; the line `*` is the Convention on the Rights of the Child."""
    columns = ("country", "age_of_child", "age_of_consent", "source", "source_date")
    rows = tuple(read_table(DATA / "legal_frames.csv", columns))
    _no_code_twice(rows, "country")
    return {row.needed("country"): _legal_frame(row) for row in rows}


def legal_frame_for(country: str | None) -> LegalFrame:
    """The country's own line, or the Convention's."""
    return legal_frames().get(country or EVERYWHERE) or legal_frames()[EVERYWHERE]


def _agency(row: Row) -> SeedAgency:
    return SeedAgency(
        code=row.needed("code"),
        name=row.needed("name"),
        kind=row.one_of("kind", AgencyKind),
        country=row.text("country"),
        areas=row.several("areas"),
        website=row.text("website"),
        source=row.needed("source"),
        source_date=row.day("source_date"),
    )


def _uk_area(row: Row) -> UkArea:
    return UkArea(
        name=row.needed("name"),
        kind=row.one_of("kind", AreaKind),
        within=row.text("within"),
        nation=row.needed("nation"),
        region=row.text("region"),
        force=_known_agency(row, row.text("force")),
        source=row.needed("source"),
        source_date=row.day("source_date"),
        note=row.text("note"),
    )


def _postcode_area(row: Row) -> PostcodeArea:
    forces = row.several("forces")
    if not forces:
        raise row.fault("forces is empty")
    for code in forces:
        _known_agency(row, code)
    return PostcodeArea(
        area=row.needed("area"),
        post_town=row.needed("post_town"),
        region=row.needed("region"),
        forces=forces,
        doubtful=row.yes("doubtful"),
        source=row.needed("source"),
        source_date=row.day("source_date"),
    )


def _country(entry: pycountry.db.Country, row: Row | None) -> Country:
    code: str = entry.alpha_2
    return Country(
        iso2=code,
        iso3=entry.alpha_3,
        name=getattr(entry, "common_name", entry.name),
        dialling_code=phonenumbers.country_code_for_region(code) or None,
        languages=tuple(get_official_languages(code)),
        destination=(_known_agency(row, row.needed("destination")) if row else None) or INTERPOL_NCB,
        hotline=_known_agency(row, row.text("hotline")) if row else None,
        notes=row.text("notes") if row else "by INTERPOL: no national centre is named in our table",
        source=row.needed("source") if row else "",
        source_date=row.day("source_date") if row else None,
    )


def _retention(row: Row) -> Retention:
    return Retention(
        provider_kind=row.one_of("provider_kind", ProviderKind),
        country=row.needed("country"),
        days=row.whole_number("days"),
        source=row.needed("source"),
        source_date=row.day("source_date"),
        doubtful=row.yes("doubtful"),
        note=row.text("note"),
    )


def _legal_frame(row: Row) -> LegalFrame:
    age = row.whole_number("age_of_child")
    if age is None:
        raise row.fault("age_of_child is empty")
    return LegalFrame(
        country=row.needed("country"),
        age_of_child=age,
        age_of_consent=row.whole_number("age_of_consent"),
        source=row.needed("source"),
        source_date=row.day("source_date"),
    )


def _known_agency(row: Row, code: str) -> str | None:
    if code and code not in agencies_by_code():
        raise row.fault(f"{code} is not in agencies.csv")
    return code or None


def _no_code_twice(rows: tuple[Row, ...], column: str) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        code = row.needed(column)
        if code in seen:
            raise row.fault(f"{column} {code} stands on line {seen[code]} already")
        seen[code] = row.line
