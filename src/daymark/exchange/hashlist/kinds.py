"""The kinds of values that lists carry, under the names that each maker gives them."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


def comparable(name: str) -> str:
    """A name without its case, blanks and marks: "SHA-256", "sha_256" and "Sha256" are one."""
    return _NOT_A_LETTER.sub("", name.casefold())


def _table() -> dict[str, str]:
    with Path(__file__).with_name("kinds.csv").open(encoding="utf-8", newline="") as stream:
        return {row["theirs"]: row["ours"] for row in csv.DictReader(stream)}


_OURS = _table()


@lru_cache(maxsize=256)
def kind_named(name: str) -> str | None:
    """Our name of a kind that is matched or is known and stored; None for a name that nobody uses for a value."""
    return _OURS.get(comparable(name)) if len(name) <= 60 else None
