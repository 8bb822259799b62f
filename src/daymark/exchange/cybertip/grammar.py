"""The grammar of the CyberTipline documents (`grammar.yaml`) as objects: what a shape holds, how often, what kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent
_LINE = re.compile(
    r"(?P<attribute>@?)(?P<name>\w+)(?P<often>[?*+]?) (?P<kind>\w+)"
    r"(?: max (?P<longest>\d+))?(?: from (?P<lowest>\d+) to (?P<highest>\d+))?"
)
_OFTEN: dict[str, tuple[int, int | None]] = {"": (1, 1), "?": (0, 1), "*": (0, None), "+": (1, None)}

# What a leaf may be besides the enumerations and patterns of the grammar; `flag` is true by being there.
PLAIN_KINDS = frozenset({"string", "token", "boolean", "flag", "int", "long", "double", "dateTime", "date"})


@dataclass(frozen=True, slots=True)
class Part:
    """One element or attribute inside a shape.

    `place` is its position in the sequence (alternatives share one); `most` is None for any number; `longest` counts
    characters; `in_schema` is False for what clients send although the schema lacks it.
    """

    name: str
    kind: str
    least: int
    most: int | None
    place: int
    longest: int | None = None
    lowest: int | None = None
    highest: int | None = None
    in_schema: bool = True

    @property
    def field(self) -> str:
        """The name of the dataclass field that carries this part."""
        return in_snake_case(self.name)


@dataclass(frozen=True, slots=True)
class Shape:
    """An element with attributes, and either parts or text (`text` is then the kind of the text)."""

    name: str
    text: str | None = None
    any_order: bool = False
    parts: tuple[Part, ...] = ()
    attributes: tuple[Part, ...] = ()

    def places(self) -> Iterator[tuple[Part, ...]]:
        """The schema's parts by position: one part each, or the alternatives of a choice."""
        for place in sorted({part.place for part in self.parts if part.in_schema}):
            yield tuple(part for part in self.parts if part.place == place and part.in_schema)


@dataclass(frozen=True, slots=True)
class Grammar:
    """All shapes and value lists, with where they come from."""

    source: str
    date: str
    documents: tuple[str, ...]
    shapes: dict[str, Shape]
    values: dict[str, tuple[str, ...]]
    patterns: dict[str, str]
    known_as: dict[str, str] = field(default_factory=dict)

    def check(self) -> None:
        """Raise ValueError when a line names a kind that nothing defines."""
        known = PLAIN_KINDS | self.shapes.keys() | self.values.keys() | self.patterns.keys()
        for shape in self.shapes.values():
            for part in (*shape.parts, *shape.attributes):
                if part.kind not in known:
                    raise ValueError(f"grammar.yaml: {shape.name}/{part.name} is a {part.kind}, which nothing defines.")


@cache
def the_grammar() -> Grammar:
    """The grammar as shipped."""
    written = yaml.safe_load((_HERE / "grammar.yaml").read_text(encoding="utf-8"))
    grammar = Grammar(
        source=written["source"],
        date=str(written["date"]),
        documents=tuple(written["documents"]),
        shapes={name: _shape(name, body) for name, body in written["shapes"].items()},
        values={name: tuple(values) for name, values in written["values"].items()},
        patterns=written["patterns"],
        known_as=written["known_as"],
    )
    grammar.check()
    return grammar


def in_snake_case(name: str) -> str:
    """`priorCTReports` as `prior_ct_reports`."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return apart.lower()


def _shape(name: str, body: dict[str, Any]) -> Shape:
    also = [str(line) for line in body.get("also seen", [])]
    parts = [part for place, line in enumerate(body.get("holds", [])) for part in _parts(line, place)]
    parts += [_part(line, place=-1, in_schema=False) for line in also if not line.startswith("@")]
    attributes = [_part(line, place=0) for line in body.get("attributes", [])]
    attributes += [_part(line, place=-1, in_schema=False) for line in also if line.startswith("@")]
    return Shape(name, body.get("text"), body.get("any order", False), tuple(parts), tuple(attributes))


def _parts(line: str | dict[str, list[str]], place: int) -> Iterator[Part]:
    alternatives = line["one of"] if isinstance(line, dict) else [line]
    for alternative in alternatives:
        yield _part(alternative, place)


def _part(line: str, place: int, *, in_schema: bool = True) -> Part:
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError(f"grammar.yaml: the line “{line}” cannot be read.")
    least, most = _OFTEN[found["often"]]
    limits = {name: int(found[name]) for name in ("longest", "lowest", "highest") if found[name]}
    return Part(found["name"], found["kind"], least, most, place, in_schema=in_schema, **limits)
