"""Names of places as people give them: which country, which part of the United Kingdom, or which several."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import pycountry

from daymark.casework.partners.naming import country_name
from daymark.casework.partners.reference import AreaKind, UkArea, agencies_by_code, countries, uk_areas

# Names that people use and ISO 3166 does not.
SPOKEN_COUNTRIES = {
    "uk": "GB",
    "u k": "GB",
    "britain": "GB",
    "great britain": "GB",
    "usa": "US",
    "u s a": "US",
    "america": "US",
    "holland": "NL",
    "south korea": "KR",
    "uae": "AE",
    "ivory coast": "CI",
    "republic of ireland": "IE",
    "eire": "IE",
}

# Countries that English gives an article, beside those whose names begin with United or Isle.
WITH_ARTICLE = {"NL", "PH", "BS", "GM", "MV", "DO", "CF", "KY", "FO", "FK", "SC", "SB", "MH", "KM"}


def country_in_sentence(code: str) -> str:
    """The country as a sentence names it, with its article."""
    name = country_name(code)
    return f"the {name}" if name.startswith(("United ", "Isle ")) or code in WITH_ARTICLE else name


def agency_name(code: str) -> str:
    """The agency's name, or its code where the seed does not know it."""
    known = agencies_by_code().get(code)
    return known.name if known else code


@dataclass(frozen=True)
class Meaning:
    """What a name of the United Kingdom means: one force, or with `force` None the several that it may mean."""

    area: str
    force: str | None
    also: tuple[str, ...]
    doubts: tuple[str, ...] = ()


def meaning(parts: tuple[str, ...]) -> Meaning | None:
    """What the parts of a place name mean together: `Newport, Wales` is one Newport of three."""
    rows = [found for part in parts if (found := areas_by_name().get(_ending(part)))]
    if not rows:
        return None
    agreeing = [area for area in rows[0] if all(any(_agree(area, other) for other in group) for group in rows[1:])]
    areas = agreeing or [area for group in rows for area in group]
    name = areas[0].name
    regions = [area for area in areas if area.force is None]
    if regions:
        return Meaning(name, None, _forces_in(regions[0]), (f"{name} is served by several forces",))
    forces = tuple(dict.fromkeys(area.force for area in areas if area.force))
    if len(forces) == 1:
        return Meaning(name, forces[0], (), tuple(area.note for area in areas[:1] if area.note))
    meant = ", ".join(agency_name(code) for code in forces)
    return Meaning(name, None, forces, (f"{name} may mean places of {meant}",))


def _agree(one: UkArea, other: UkArea) -> bool:
    for area, wider in ((one, other), (other, one)):
        if wider.kind == AreaKind.NATION and area.nation == wider.nation:
            return True
        if wider.kind == AreaKind.REGION and area.region == wider.region and area.nation == wider.nation:
            return True
    return one.force is not None and one.force == other.force


def _forces_in(region: UkArea) -> tuple[str, ...]:
    inside = (area for area in uk_areas() if area.force and area.nation == region.nation)
    within = (area.force for area in inside if not region.region or area.region == region.region)
    return tuple(sorted({force for force in within if force}))


@lru_cache(maxsize=1)
def areas_by_name() -> dict[str, tuple[UkArea, ...]]:
    """The areas of the United Kingdom under their names as `folded` writes them."""
    names: dict[str, list[UkArea]] = {}
    for area in uk_areas():
        names.setdefault(folded(area.name), []).append(area)
        names.setdefault(folded(area.name.replace(",", "")), names[folded(area.name)])
    return {name: tuple(areas) for name, areas in names.items()}


@lru_cache(maxsize=1)
def _countries_by_name() -> dict[str, str]:
    names = {folded(country.name): code for code, country in countries().items()}
    names |= {folded(entry.name): entry.alpha_2 for entry in pycountry.countries}
    return names | SPOKEN_COUNTRIES


def country_named(parts: tuple[str, ...]) -> str | None:
    """The country that the last part to name one names: an address ends with it."""
    named = [code for part in parts if (code := _countries_by_name().get(_ending(part)) or _code(part.strip()))]
    return named[-1] if named else None


def _code(part: str) -> str | None:
    """A code of ISO 3166, in capitals only: "no" is an answer and "NO" is Norway."""
    return part if part in countries() else _by_three_letters().get(part)


@lru_cache(maxsize=1)
def _by_three_letters() -> dict[str, str]:
    return {country.iso3: code for code, country in countries().items()}


def _ending(part: str) -> str:
    """The longest ending of up to four words that is a name we know: `I live in North Shields` ends with one."""
    words = folded(part).split()
    endings = (" ".join(words[-length:]) for length in range(min(4, len(words)), 0, -1))
    return next((name for name in endings if name in areas_by_name() or name in _countries_by_name()), "")


def folded(name: str) -> str:
    """A name without capitals, marks and articles, so that `St. Helens` and `saint helens` are one."""
    words = re.sub(r"[^\w&]+", " ", name.casefold().replace("'", "").replace("&", " and ")).split()
    return " ".join("st" if word == "saint" else word for word in words if word != "the")
