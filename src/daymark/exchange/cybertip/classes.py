"""Which dataclass carries which shape of the grammar."""

from __future__ import annotations

from typing import Any, cast

from daymark.exchange.cybertip import accounts, incidents, people, report
from daymark.exchange.cybertip.grammar import the_grammar

_NAMED_OTHERWISE = {"report": "CyberTipReport"}
_ANSWERS = frozenset({"reportResponse", "reportDoneResponse", "files"})  # we write these and never read them


def _class_of(shape: str) -> type[Any]:
    name = _NAMED_OTHERWISE.get(shape, shape[0].upper() + shape[1:])
    found = next(getattr(module, name) for module in (people, accounts, incidents, report) if hasattr(module, name))
    return cast(type[Any], found)


CLASS_OF_SHAPE: dict[str, type[Any]] = {
    shape: _class_of(shape) for shape in the_grammar().shapes if shape not in _ANSWERS
}
