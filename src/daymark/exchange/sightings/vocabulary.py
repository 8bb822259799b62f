"""Words of other tools in ours: columns, networks, acts. The tables lie beside this file as CSV."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from daymark.exchange.sightings.sighting import Act

_NOT_COMPARED = re.compile(r"[^0-9a-z]+")


def comparable(name: str) -> str:
    """A name as it is compared: lower case, letters and digits alone."""
    return _NOT_COMPARED.sub("", name.casefold())


def _table(name: str) -> dict[str, str]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as stream:
        return {row["theirs"]: row["ours"] for row in csv.DictReader(stream)}


COLUMNS = _table("columns.csv")
NETWORKS = _table("networks.csv")
ACTS = {theirs: Act(ours) for theirs, ours in _table("acts.csv").items()}


def network_named(text: str) -> str:
    """The network by its one name here; one that is not in the table keeps its own, in lower case. Empty: none."""
    name = comparable(text)
    return NETWORKS.get(name, name or (text.casefold() if text.isprintable() else ""))
