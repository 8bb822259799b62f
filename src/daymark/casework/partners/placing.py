"""Where an internet address belonged at a moment: its country and its provider, by the tables that an operator loads.

Any stage may ask. The tables are files, so an answer costs no query; `places_of` answers for a whole page at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from daymark.casework.partners.naming import country_name
from daymark.casework.partners.reference import countries
from daymark.engine.ipranges.kept import FOLDER, shelf_in
from daymark.engine.ipranges.rows import Gives
from daymark.engine.ipranges.shelf import NO_TABLE, Asked, AsOf, Origin, Placed, Shelf
from daymark.engine.ipranges.shipped import NAME as SHIPPED
from daymark.engine.ipranges.special import MEANINGS

_OF_DAY = "%-d %B %Y"


def shelf() -> Shelf:
    """The tables of this centre."""
    return shelf_in(settings.DAYMARK.home / FOLDER)


def is_loaded() -> bool:
    """Whether an operator has loaded any table."""
    return any(table.name != SHIPPED for table in shelf().tables)


def place_of(address: str, at: datetime | None) -> Placed:
    """One address at the moment of its capture (None: nobody said when). Never raises."""
    return shelf().place(address, at)


def places_of(asked: Sequence[Asked]) -> list[Placed]:
    """Many addresses with their moments at once, in their order."""
    return shelf().place_many(asked)


def place_words(placed: Placed) -> str:
    """In one line for a page: "Country France, provider North Line, AS64500 (table of 17 June 2026)"."""
    said = [f"Country {_country(placed)}", _provider(placed)]
    by = f", by {placed.by} inside it" if placed.by else ""
    origins = _origins_words(placed.origins)
    return f"{', '.join(filter(None, said))}{by}{f' ({origins})' if origins else ''}"


def place_note(placed: Placed) -> str:
    """The same beneath an identifier, whose doubts say already when an address belongs to nobody: then nothing."""
    return "" if placed.why_not and placed.why_not in MEANINGS else place_words(placed)


def _country(placed: Placed) -> str:
    if placed.country is None:
        return f"not known: {placed.why_not}"
    if placed.country not in countries():
        return f"not known: the table says only {placed.country}, which is no single country"
    return country_name(placed.country)


def _provider(placed: Placed) -> str:
    number = f"AS{placed.asn}" if placed.asn else ""
    if placed.provider or number:
        return f"provider {', '.join(filter(None, (placed.provider, number)))}"
    if placed.why_no_provider in (placed.why_not, NO_TABLE[Gives.PROVIDER]):
        return ""  # said already; or nothing that a reader of the page can change
    return f"provider not known: {placed.why_no_provider}"


def _origins_words(origins: Sequence[Origin]) -> str:
    words = list(dict.fromkeys(map(_origin_words, origins)))
    return f"{'table' if len(words) == 1 else 'tables'} of {' and '.join(words)}" if words else ""


def _origin_words(origin: Origin) -> str:
    after = ", built after the address was seen" if origin.as_of is AsOf.AFTER else ""
    return f"{origin.built_on.strftime(_OF_DAY)}{after}"
