"""Values that so many share that they link nobody: public resolvers, identifiers of nobody, names that say no name.

They are data: a centre may add lines to the table. What turns out to be shared by many in the centre's own records is
told by a count (`too_common`), and both say why, because a link that is withheld in silence is a child not found.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from daymark.casework.subjects.rules.identifiers import Identifier, IdentifierKind, normalise
from daymark.casework.subjects.rules.nearness import ACCOUNTS
from daymark.engine.tables import read_table

TABLE = Path(__file__).parent.with_name("data") / "common_values.csv"
SHARED_BY_MANY = 50  # records that name one value: from here on it is shown with its number and links nothing by itself


def why_it_links_nobody(identifier: Identifier) -> str | None:
    """Why this value is everybody's, or None. What could not be read is nobody's either: it is compared by a person."""
    if not identifier.valid:
        return "it could not be read, so it is compared with nothing"
    if identifier.kind in ACCOUNTS:
        return _names().get(identifier.value)
    return _values().get((identifier.kind, identifier.value))


def too_common(records: int) -> str | None:
    """Why a value that so many records name links nothing by itself, or None. The count may stop behind the limit."""
    if records <= SHARED_BY_MANY:
        return None
    return f"more than {SHARED_BY_MANY} records name it: it is too common to link by itself"


@lru_cache(maxsize=1)
def _values() -> dict[tuple[IdentifierKind, str], str]:
    rows = read_table(TABLE, ("kind", "value", "why", "source"))
    found = {}
    for row in rows:
        read = normalise(row.one_of("kind", IdentifierKind), row.needed("value"))
        if not read.valid:
            raise row.fault(f"{read.doubt}")
        found[read.kind, read.value] = row.needed("why")
    return found


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {value: why for (kind, value), why in _values().items() if kind in ACCOUNTS}
