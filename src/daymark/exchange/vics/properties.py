"""The properties of VICS, one row each in `properties.csv`: entity, name, kind, and whether 1.2 and 1.3 have it.

No schema of 1.2 and 1.3 is public; what counts as theirs is what public writers of 1.3 and NIST's list in 1.2 have.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Property(NamedTuple):
    """One property: its name in the document, its field in `model`, its kind, the entity of a list's elements."""

    name: str
    field: str
    kind: str
    element: str
    in_1x: bool


@cache
def properties_of(entity: str) -> tuple[Property, ...]:
    """The properties of an entity in the order in which they are written."""
    return _table()[entity]


@cache
def _table() -> dict[str, tuple[Property, ...]]:
    found: dict[str, list[Property]] = {}
    with Path(__file__).with_name("properties.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            kind, _, element = row["kind"].partition(":")
            field = _JOINT.sub("_", row["property"]).lower()
            found.setdefault(row["entity"], []).append(
                Property(row["property"], field, kind, element, row["in_1x"] == "yes")
            )
    return {entity: tuple(properties) for entity, properties in found.items()}
