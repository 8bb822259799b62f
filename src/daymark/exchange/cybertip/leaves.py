"""Texts of a CyberTipline document as values: for each kind of the grammar, what is forgiven and what is said."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from daymark.exchange.cybertip.grammar import Part, the_grammar
from daymark.exchange.cybertip.ledger import Ledger
from daymark.exchange.moments import CalendarDay, Moment, doubt_about, read_day, read_moment
from daymark.exchange.remarks import shortened

# Gives the value, or None when the text is no such value; the caller then keeps the text among the unknown.
Leaf = Callable[[str, str, Ledger], Any]

_WHOLE = re.compile(r"[+-]?[0-9]{1,19}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)
_XS_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_LONGEST_NUMBER = 400  # characters; turning a longer text into a number takes long
_BITS = {"int": 31, "long": 63}


def leaf_for(part: Part) -> Leaf:
    """The reader for the texts of one part."""
    grammar = the_grammar()
    if part.kind in grammar.values and part.kind != "incidentType":
        return _choice(grammar.values[part.kind])
    if part.kind in grammar.patterns:
        return _pattern(re.compile(grammar.patterns[part.kind]))
    if part.kind in _BITS:
        return _whole_number(_BITS[part.kind], part.lowest, part.highest)
    if part.kind in _PLAIN:
        return _PLAIN[part.kind]
    return _text(part.longest)


def _text(longest: int | None) -> Leaf:
    if longest is None:
        return lambda text, path, ledger: text

    def read(text: str, path: str, ledger: Ledger) -> str:
        if len(text) > longest:
            ledger.fault(path, f"has {len(text):,} characters; at most {longest:,} are allowed")
        return text

    return read


def _choice(values: tuple[str, ...]) -> Leaf:
    exact = frozenset(values)
    folded = {value.casefold(): value for value in values}

    def read(text: str, path: str, ledger: Ledger) -> str:
        if text in exact:
            return text
        ledger.fault(path, f"“{shortened(text)}” is none of {shortened(', '.join(values), 120)}")
        return folded.get(text.strip().casefold(), text) if len(text) <= 200 else text

    return read


def _pattern(pattern: re.Pattern[str]) -> Leaf:
    def read(text: str, path: str, ledger: Ledger) -> str:
        if not pattern.fullmatch(text):
            ledger.fault(path, f"“{shortened(text)}” does not have the form {pattern.pattern}")
        return text

    return read


def _whole_number(bits: int, lowest: int | None, highest: int | None) -> Leaf:
    def read(text: str, path: str, ledger: Ledger) -> int | None:
        number = int(text) if _WHOLE.fullmatch(text := text.strip()) else None
        if number is None or not -(1 << bits) <= number < 1 << bits:
            ledger.fault(path, f"“{shortened(text)}” is not a whole number of {bits + 1} bits")
            return None
        if lowest is not None and highest is not None and not lowest <= number <= highest:
            ledger.fault(path, f"{number} is not between {lowest} and {highest}")
        return number

    return read


def _token(text: str, path: str, ledger: Ledger) -> str:
    return " ".join(text.split())


def _boolean(text: str, path: str, ledger: Ledger) -> bool | None:
    value = _TRUTH.get(text.strip())
    if value is None:
        ledger.fault(path, f"“{shortened(text)}” is neither true nor false")
        return _TRUTH.get(text.strip().lower()) if len(text) <= 200 else None
    return value


def _flag(text: str, path: str, ledger: Ledger) -> bool | None:
    if not text.strip():
        return True
    value = _boolean(text, path, ledger)
    if value is False:
        ledger.fault(path, "is there but says false")
    return value


def _double(text: str, path: str, ledger: Ledger) -> float | None:
    text = text.strip()
    if len(text) <= _LONGEST_NUMBER and _DECIMAL.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    if text in ("INF", "-INF", "NaN"):  # the schema allows them, no map does
        ledger.warn(path, f"“{text}” is no place on a map")
    else:
        ledger.fault(path, f"“{shortened(text)}” is not a number of a reasonable size")
    return None


def _moment(text: str, path: str, ledger: Ledger) -> Moment | None:
    if not text.strip():
        ledger.fault(path, "the time is empty")
        return None
    moment = read_moment(text)
    doubt = doubt_about(moment)
    if doubt:
        ledger.warn(path, f"{doubt}; it is kept as it came")
    elif not _XS_MOMENT.fullmatch(text.strip()):
        ledger.fault(path, f"“{shortened(text)}” is not written as the schema wants a time")
    return moment


def _day(text: str, path: str, ledger: Ledger) -> CalendarDay | None:
    day = read_day(text)
    if day.day is None:
        ledger.warn(path, f"“{shortened(text)}” is not a day of the calendar; it is kept as it came")
    return day


_PLAIN: dict[str, Leaf] = {
    "token": _token,
    "boolean": _boolean,
    "flag": _flag,
    "double": _double,
    "dateTime": _moment,
    "date": _day,
}
