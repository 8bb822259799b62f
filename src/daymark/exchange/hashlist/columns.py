"""Which column of a table holds what: by its usual names, or as the person says."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from daymark.exchange.hashlist.kinds import comparable, kind_named
from daymark.exchange.hashlist.problems import WrongColumns


def _table() -> dict[str, str]:
    with Path(__file__).with_name("columns.csv").open(encoding="utf-8", newline="") as stream:
        return {row["theirs"]: row["ours"] for row in csv.DictReader(stream)}


_OURS = _table()
FACTS = frozenset(_OURS.values())
_VALUES = ("md5", "sha1", "sha256", "pdq", "photodna", "video")
MAY_BE_NAMED = (*_VALUES, *sorted(FACTS))


def role_of(header: str) -> str | None:
    """What a column of this name holds: a kind of value or a fact; None for anything else."""
    name = comparable(header)
    return kind_named(name) or _OURS.get(name)


def roles(header: Sequence[str], asked: Mapping[str, str]) -> list[str | None]:
    """For each column what it holds. `asked` maps our names to the list's, or to a number counted from 1.

    Raises WrongColumns when a name is not ours or not the list's, and when no column holds a hash.
    """
    found = [role_of(name) for name in header]
    for ours, theirs in asked.items():
        place = _place(header, ours, theirs)
        found = [None if role == ours else role for role in found]
        found[place] = ours
    found = [role if role is None or role not in found[:place] else None for place, role in enumerate(found)]
    if not any(holds_a_value(role) for role in found):
        raise WrongColumns(
            f"No column holds a hash. The columns are {_listed(header)}. Say which one does, as md5=NAME for example."
        )
    return found


def holds_a_value(role: str | None) -> bool:
    """Whether a column of this role holds digests or hashes, matched or stored."""
    return role is not None and (role == "digest" or role not in FACTS)


def _place(header: Sequence[str], ours: str, theirs: str) -> int:
    if ours not in MAY_BE_NAMED:
        raise WrongColumns(f"There is no column “{ours}” here. What can be named is {', '.join(MAY_BE_NAMED)}.")
    names = [name.strip().casefold() for name in header]
    if theirs.strip().casefold() in names:
        return names.index(theirs.strip().casefold())
    if theirs.isascii() and theirs.isdigit() and 1 <= int(theirs[:9]) <= len(header):
        return int(theirs) - 1
    raise WrongColumns(f"The list has no column “{theirs}”. Its columns are {_listed(header)}.")


def _listed(header: Sequence[str]) -> str:
    shown = ", ".join(f"“{name[:40]}”" for name in header[:30])
    return shown + (f" and {len(header) - 30} more" if len(header) > 30 else "")
