"""What the person who brings a list says about it. It goes before what the list says, except towards danger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from daymark.engine.known.standing import Standing


@dataclass(frozen=True, slots=True)
class Asked:
    """The person's words: `columns` (ours to theirs), the list's standing, and what 64 bare digits are."""

    columns: Mapping[str, str] = field(default_factory=dict)
    standing: Standing | None = None
    signal_type: str | None = None


def settled(lists: Standing, own: Standing | None) -> Standing:
    """The standing of an entry on a list of this standing when the row has a word of its own.

    The row's word goes before the list's; but nothing becomes good against a list that is called bad, and the
    conflict is left for a person.
    """
    if own is None:
        return lists
    return Standing.UNKNOWN if (own, lists) == (Standing.KNOWN_GOOD, Standing.KNOWN_BAD) else own
