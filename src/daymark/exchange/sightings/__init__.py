"""Peer-to-peer sightings of any monitoring tool, read as a stream. Start at `read_sightings`.

A sighting says that a client at an address offered or sent a file, named by its hash, at a moment. Tables (CSV), JSON
and JSON lines are read; `columns.csv` has the usual names of their columns, a `Layout` those of one tool. Nothing is
searched for or fetched here: what is read was seen by others. `docs/exchange/sightings.md` tells the rules.
"""

from daymark.exchange.sightings.gathering import file_of, gather
from daymark.exchange.sightings.layout import Layout, layout_from_toml
from daymark.exchange.sightings.problems import UnreadableLayout, UnreadableSightings, WrongColumns
from daymark.exchange.sightings.reading import SightingList, Tally, read_sightings
from daymark.exchange.sightings.sighting import Act, BadRow, Reading, Sighting
from daymark.exchange.sightings.writing import write_bad_rows, write_sightings

__all__ = [
    "Act",
    "BadRow",
    "Layout",
    "Reading",
    "Sighting",
    "SightingList",
    "Tally",
    "UnreadableLayout",
    "UnreadableSightings",
    "WrongColumns",
    "file_of",
    "gather",
    "layout_from_toml",
    "read_sightings",
    "write_bad_rows",
    "write_sightings",
]
