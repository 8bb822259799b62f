"""Hash lists of other makers, recognised by content and read as a stream. Start at `read_hash_list`.

Each format is one file: `plain signals table icse vics ncmec nsrl nsrl_text film hashed`. Entries say what the list
asserts and nothing more; whether a list is of known bad or known good files is its `standing`, with who said so.
`loading` puts lists into an `engine.known` set to match against.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist.asked import Asked
from daymark.exchange.hashlist.entries import STORED_NOT_MATCHED, BadRow, Facts, KnownEntry
from daymark.exchange.hashlist.lists import HashList, Provenance, Tally
from daymark.exchange.hashlist.opening import look_at
from daymark.exchange.hashlist.problems import UnreadableHashList, UnsafeHashList, WrongColumns
from daymark.exchange.hashlist.recognising import described

SIGNAL_TYPES = ("md5", "sha1", "sha256", "pdq")


def read_hash_list(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    standing: Standing | None = None,
    signal_type: str | None = None,
) -> HashList:
    """The list in a file, recognised by its content; iterate it for `KnownEntry` and `BadRow`.

    `columns` names a table's columns (ours to theirs, or their number from 1), `standing` is the person's word on what
    the list means, `signal_type` (md5, sha1, sha256, pdq) says what bare digits are. Raises UnreadableHashList with a
    sentence for a file that is no list, or must not be read.
    """
    if signal_type is not None and signal_type not in SIGNAL_TYPES:
        raise UnreadableHashList(f"There is no signal type “{signal_type}” here. Say {', '.join(SIGNAL_TYPES)}.")
    source = look_at(path)
    return HashList(
        path, source.stem, described(source, Asked(dict(columns or {}), standing, signal_type)), source.meter
    )


__all__ = [
    "SIGNAL_TYPES",
    "STORED_NOT_MATCHED",
    "BadRow",
    "Facts",
    "HashList",
    "KnownEntry",
    "Provenance",
    "Standing",
    "Tally",
    "UnreadableHashList",
    "UnsafeHashList",
    "WrongColumns",
    "read_hash_list",
]
