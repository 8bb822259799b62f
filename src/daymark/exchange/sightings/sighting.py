"""What is read: a sighting, or a row that could not be taken for one, with its text as it came."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Act(StrEnum):
    """What the client did with the file. Offering a file says that it could be had, not that anybody had it."""

    OFFERED = "offered"  # said to be available: found in a search, a shared folder, a list of sources
    SENT = "sent"  # bytes of the file came from this client
    NOT_SAID = "not said"


class Sighting(NamedTuple):
    """One client at one moment with one file, as the tool says.

    `where` is the line (tables, JSON lines) or the object (JSON) from 1. `seen_at` is in UTC and `time_received` the
    text it was read from. `address` is canonical; IPv4 inside IPv6 is given as IPv4. `client` is the program's
    identifier of itself (GUID, user hash, peer id): 32 or 40 hexadecimal digits in lower case, any other text as it
    came. `doubts` say what the row holds besides and what could not be understood. `raw` is the row as it came.
    """

    where: int
    seen_at: datetime
    time_received: str
    address: str | None
    port: int | None
    network: str | None
    client: str | None
    sha1: bytes | None
    ed2k: bytes | None
    info_hash: bytes | None
    md5: bytes | None
    sha256: bytes | None
    act: Act
    bytes_sent: int | None
    tool: str | None
    doubts: tuple[str, ...]
    raw: str


class Reading(NamedTuple):
    """One moment that a doubtful time can mean, and under which supposition."""

    instant: datetime
    supposing: str


class BadRow(NamedTuple):
    """A row that is no sighting: where it stands, why not in words, the row as it came, and what its time can mean."""

    where: int
    reason: str
    raw: str
    readings: tuple[Reading, ...] = ()
