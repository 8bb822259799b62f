"""Values as they are compared: without what differs between two ways to write the same thing."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from daymark.engine.linkage.kinds import Kind

# Longer than any name or street in use. What is longer was not meant as one, and the time to compare two grows with
# the product of their lengths; such a value counts as missing, and the report says how many there were.
LONGEST = 256

_INVISIBLE = re.compile("['\u2018\u2019\u02bc`\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)", re.ASCII)


def read(value: object, kind: Kind) -> str | None:
    """The value as it is compared: "" when there is none, None when it cannot be used.

    Names and texts: compatibility forms, accents, case, apostrophes and invisible characters folded, words with one
    space between. Codes: the same without any spaces. Dates: eight digits YYYYMMDD, whether or not such a day exists,
    since a slip may have made it; a value that is not so written cannot be used.
    """
    if isinstance(value, date):
        value = f"{value.year:04}{value.month:02}{value.day:02}"
    text = "" if value is None else str(value)
    if len(text) > LONGEST:
        return None
    if kind is Kind.DATE:
        return _day(text.strip())
    folded = _folded(text)
    return folded.replace(" ", "") if kind is Kind.CODE else folded


def _day(text: str) -> str | None:
    if not text:
        return ""
    found = _DAY.fullmatch(text)
    return "".join(found.groups()) if found else None


def _folded(text: str) -> str:
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _BETWEEN_WORDS.sub(" ", _INVISIBLE.sub("", text.casefold())).strip()
