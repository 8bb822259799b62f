"""Codes in the words of a reader: countries of ISO 3166, languages of ISO 639."""

from __future__ import annotations

import pycountry

from daymark.casework.partners.reference import countries


def country_name(code: str) -> str:
    """A country in words; the code itself, or whatever else was said, when it is none of ISO 3166."""
    country = countries().get(code)
    return country.name if country else code


def language_name(code: str) -> str:
    """A language in words, for instance of "fr", "fr-CA" or "fra"; what was said when no language has such a code."""
    part = code.replace("_", "-").split("-")[0].lower()
    column = {2: "alpha_2", 3: "alpha_3"}.get(len(part))
    found = pycountry.languages.get(**{column: part}) if column else None
    return str(found.name) if found else code
