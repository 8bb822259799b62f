"""Which column holds what: by its usual names, or as the layout says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from daymark.exchange.sightings.problems import WrongColumns
from daymark.exchange.sightings.vocabulary import COLUMNS, comparable

HASHES = ("sha1", "ed2k", "info_hash", "md5", "sha256")
TIMES = ("time", "time_utc", "time_unix")
_REST = ("day", "offset", "address", "port", "network", "client", "digest", "act", "bytes_sent", "tool")
ROLES = (*TIMES, *HASHES, *_REST)
_OURS = {comparable(role): role for role in ROLES}


def roles(header: Sequence[str], asked: Mapping[str, str]) -> dict[str, int]:
    """For each of our names the place of its column. Raises WrongColumns when one that is needed is missing.

    The first column of a usual name holds; a name that the layout gives goes before all.
    """
    named = {ours: _place(header, ours, theirs) for ours, theirs in asked.items()}
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        role = role_of(name)
        if role is not None and place not in named.values():
            found.setdefault(role, place)
    found |= named
    if any(role in TIMES for role in named):
        found = {role: place for role, place in found.items() if role not in TIMES or role in named}
    if "day" in found and not any(role in found for role in TIMES):
        found["time"] = found.pop("day")
    check(found, header)
    return found


def role_of(name: str) -> str | None:
    """What a column of this name holds; None for anything else."""
    plain = comparable(name)
    return _OURS.get(plain) or COLUMNS.get(plain)


def check(found: Iterable[str], header: Sequence[str]) -> None:
    """Raises WrongColumns unless these columns can make a sighting: a time, an address or client, a file's hash."""
    there = set(found)
    missing = []
    if not there & set(TIMES):
        missing.append("the time (time)")
    if not there & {"address", "client"}:
        missing.append("the address or the client's identifier (address, client)")
    if not there & {*HASHES, "digest"}:
        missing.append(f"a hash of the file ({', '.join((*HASHES, 'digest'))})")
    if missing:
        raise WrongColumns(
            f"No column is known to hold {' nor '.join(missing)}. The columns are {_listed(header)}. "
            "Say which one does, in a layout or as time=NAME for example."
        )


def _place(header: Sequence[str], ours: str, theirs: str) -> int:
    if ours not in ROLES:
        raise WrongColumns(f"There is no column “{ours[:60]}” here. What can be named is {', '.join(ROLES)}.")
    names = [name.strip().casefold() for name in header]
    if theirs.strip().casefold() in names:
        return names.index(theirs.strip().casefold())
    if theirs.isascii() and theirs.isdigit() and 1 <= int(theirs[:9]) <= len(header):
        return int(theirs) - 1
    raise WrongColumns(f"The file has no column “{theirs[:60]}”. Its columns are {_listed(header)}.")


def _listed(header: Sequence[str]) -> str:
    shown = ", ".join(f"“{name[:40]}”" for name in header[:30])
    return shown + (f" and {len(header) - 30} more" if len(header) > 30 else "")
