"""From sightings as they are read to the columns that are chained."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from daymark.engine.chaining import NOT_SAID, OFFERED, SENT, Gathering
from daymark.engine.chaining.columns import packed
from daymark.exchange.sightings.sighting import Act, Sighting

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ACTS = {Act.OFFERED: OFFERED, Act.SENT: SENT, Act.NOT_SAID: NOT_SAID}


def gather(seen: Iterable[Sighting], into: Gathering, *, counts: Callable[[Sighting], bool] | None = None) -> int:
    """Put sightings into columns, those that `counts` says; how many there were. Without it all count."""
    taken = 0
    for each in seen:
        if counts is not None and not counts(each):
            continue
        into.add(
            at=(each.seen_at - _EPOCH) // _MICROSECOND,
            address=packed(each.address) if each.address else None,
            client=(each.network or "", each.client) if each.client else None,
            file=file_of(each),
            act=_ACTS[each.act],
            tool=each.tool,
        )
        taken += 1
    return taken


def file_of(seen: Sighting) -> bytes:
    """One name for the file: the kind of its strongest hash and the hash.

    A file that one tool names by MD5 and another by SHA-1 has two names here and counts as two.
    """
    for kind, value in (
        (b"sha256:", seen.sha256),
        (b"sha1:", seen.sha1),
        (b"info_hash:", seen.info_hash),
        (b"ed2k:", seen.ed2k),
        (b"md5:", seen.md5),
    ):
        if value:
            return kind + value
    raise ValueError("A sighting names its file.")
