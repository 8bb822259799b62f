"""What is noted of accounts, addresses, devices and places."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from daymark.casework.access.rows import insert_values
from daymark.casework.subjects.models import Sighting
from daymark.casework.subjects.rules import normalise


class Mention(NamedTuple):
    """An identifier as one report names it: whose, what, and the event and time at which it was captured."""

    report_id: UUID
    role: str
    kind: str
    received: str
    platform: str = ""
    event: str = ""
    seen_at: datetime | None = None
    seen_as_received: str = ""
    port: int | None = None
    possible_proxy: bool | None = None


def note_sightings(*, mentions: Iterable[Mention]) -> None:
    """Notes every identifier, typed and normalised, in the caller's transaction."""
    insert_values(Sighting, [_sighting(mention) for mention in mentions])


def _sighting(mention: Mention) -> dict[str, Any]:
    identifier = normalise(mention.kind, mention.received, platform=mention.platform or None)
    return {
        "report_id": mention.report_id,
        "kind": identifier.kind,
        "value": identifier.value[:512],
        "received": mention.received.replace("\x00", "")[:2100],  # PostgreSQL takes no NUL; the received bytes keep it
        "platform": mention.platform[:120],
        "role": mention.role,
        "event": mention.event[:24],
        "seen_at": mention.seen_at,
        "seen_as_received": mention.seen_as_received[:60],
        "port": mention.port or identifier.port,
        "possible_proxy": mention.possible_proxy,
        "is_confirmed": False,
        "country": "",
        "doubt": (identifier.doubt or "")[:200],
    }
