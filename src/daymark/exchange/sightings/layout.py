"""What a person says about the files of one tool: which column holds what, and what its words and times mean.

As a file (TOML), for a tool that is used again:

    tool = "Sensor 4"
    network = "gnutella"            # when no column says it
    time_zone = "Europe/London"     # in which the tool writes times that do not say their offset
    day_first = true                # 03/04/2026 is the third of April

    [columns]                       # ours = theirs, or the number of a column from 1
    time = "Seen"
    address = "Peer IP"

    [acts]                          # theirs = offered | sent | not said
    "Type 3" = "sent"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from daymark.exchange.sightings.problems import UnreadableLayout
from daymark.exchange.sightings.sighting import Act
from daymark.exchange.sightings.vocabulary import comparable, network_named

_MOST_BYTES = 256 * 1024  # of a file of a few lines
_TEXTS = ("tool", "network", "time_zone")


@dataclass(frozen=True)
class Layout:
    """What is said about a file; everything may be left out.

    columns: our names to theirs. acts: their words (as `comparable`) to ours. time_zone: of times without an offset.
    day_first: order of day and month where both are 12 or less. possible_zones: what a time without an offset is read
    in when nobody says which holds, so that the refusal shows the moments it can mean.
    """

    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    acts: Mapping[str, Act] = field(default_factory=lambda: MappingProxyType({}))
    tool: str | None = None
    network: str | None = None
    time_zone: ZoneInfo | None = None
    day_first: bool | None = None
    possible_zones: tuple[ZoneInfo, ...] = ()


def layout_from_toml(path: Path) -> Layout:
    """The layout in a file. Raises UnreadableLayout with a sentence that names what is wrong."""
    try:
        with path.open("rb") as stream:
            text = stream.read(_MOST_BYTES + 1)
        if len(text) > _MOST_BYTES:
            raise UnreadableLayout(f"{path.name} is too large for a layout. Name the file that has [columns] in it.")
        return layout_from_said(tomllib.loads(text.decode("utf-8")))
    except OSError as error:
        raise UnreadableLayout(f"{path} cannot be read ({error.strerror or error}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableLayout(f"{path.name} is no TOML: {error}.") from None


def layout_from_said(said: Mapping[str, Any]) -> Layout:
    """The layout of a mapping as TOML or JSON gives it. Raises UnreadableLayout."""
    if unknown := set(said) - {"columns", "acts", "day_first", "possible_zones", *_TEXTS}:
        raise UnreadableLayout(f"A layout has no “{min(unknown)[:60]}”. {UnreadableLayout.__doc__}")
    texts = {name: _text(said, name) for name in _TEXTS}
    day_first = said.get("day_first")
    if day_first is not None and not isinstance(day_first, bool):
        raise UnreadableLayout("day_first is true or false.")
    return Layout(
        columns=_texts(said, "columns"),
        acts={comparable(theirs): _act(theirs, ours) for theirs, ours in _texts(said, "acts").items()},
        tool=texts["tool"],
        network=network_named(texts["network"]) if texts["network"] else None,
        time_zone=zone_named(texts["time_zone"]) if texts["time_zone"] else None,
        day_first=day_first,
        possible_zones=tuple(zone_named(name) for name in said.get("possible_zones", ()) if isinstance(name, str)),
    )


def zone_named(name: str) -> ZoneInfo:
    """A time zone by its name in the tz database (Europe/London). Raises UnreadableLayout."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnreadableLayout(f"There is no time zone “{name[:60]}”. Name one as Europe/London, or UTC.") from None


def _text(said: Mapping[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is not None and not isinstance(value, str):
        raise UnreadableLayout(f"{name} is a text.")
    return value.strip() or None if value else None


def _texts(said: Mapping[str, Any], name: str) -> dict[str, str]:
    """A table of texts; the number of a column may stand as a number."""
    table = said.get(name, {})
    if not isinstance(table, Mapping):
        raise UnreadableLayout(f"[{name}] is a table of names.")
    return {str(key): str(value) for key, value in table.items()}


def _act(theirs: str, ours: str) -> Act:
    try:
        return Act(ours)
    except ValueError:
        raise UnreadableLayout(f"“{theirs[:60]}” is offered, sent or not said, and not “{ours[:60]}”.") from None
