"""Files of a monitoring tool for the tests: drawn identifiers, documentation addresses, digests of harmless bytes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from casework.matching.known_files import bring, csv, digest
from daymark.casework.access.models import User
from daymark.casework.monitoring.actions import Taken, count_chains, take_sightings
from daymark.casework.monitoring.models import Counting
from daymark.exchange.sightings import Layout
from examples import NOON

HEAD = "Time,Network,IP,Port,GUID,SHA1,Event"


def guid(name: str) -> str:
    """An identifier as a program draws it."""
    return sha256(name.encode()).hexdigest()[:32]


def line(
    who: str,
    *,
    file: int = 1,
    days: float = 1,
    address: str = "203.0.113.7",
    event: str = "offered",
    network: str = "gnutella",
    port: int = 6346,
) -> str:
    """One row: this client, so many days before noon, with the file of this number."""
    at = (NOON - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{at},{network},{address},{port},{guid(who) if who else ''},{digest(file, 'sha1')},{event}"


def take(rows: Iterable[str], *, by: User | None = None, name: str = "sensor.csv", head: str = HEAD) -> Taken:
    """Takes a table of these rows in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text("\n".join([head, *rows]) + "\n")
        return take_sightings(path=path, layout=Layout(), said={}, by=by, at=NOON)


def know(*files: int, name: str = "Rome list") -> None:
    """A known-bad list with these files."""
    bring(csv([{"sha1": digest(file, "sha1")} for file in files]), name)


def count() -> Counting:
    """A counting at noon."""
    return count_chains(at=NOON)
