"""The folder in which tables are kept: one private file each, put there in one step, opened again when it changes."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from daymark.engine.ipcountry import BUILT, AddressTableDamaged, AddressTableMissing, open_table
from daymark.engine.ipranges.layout import About
from daymark.engine.ipranges.rows import Gives
from daymark.engine.ipranges.shelf import Shelf, Table
from daymark.engine.ipranges.shipped import ShippedTable
from daymark.engine.ipranges.table import RangeTable, TableDamaged

FOLDER = "address-tables"  # below DAYMARK_HOME
ENDING = ".table"
_NAMES = {
    frozenset({Gives.COUNTRY}): "countries",
    frozenset({Gives.PROVIDER}): "providers",
    frozenset(Gives): "countries-and-providers",
}


def name_of(about: About) -> str:
    """How a table is called: when it was built, what it gives, and the beginning of the digests of its files."""
    digests = "".join(sorted(source.sha256 for source in about.sources))
    practice = "practice-" if about.for_examples else ""
    return f"{about.built_on}-{practice}{_NAMES[about.gives]}-{_short(digests)}"


def shelf_in(folder: Path) -> Shelf:
    """All tables of a folder and the one that comes with Daymark. Opened once; again when a file came or went."""
    return _opened(folder, _state(folder))


def _short(digests: str) -> str:
    return sha256(digests.encode()).hexdigest()[:8]


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What tells that a file came, went or was replaced."""
    found = []
    for path in sorted(folder.glob(f"*{ENDING}")):
        about = path.stat()
        found.append((path.name, about.st_mtime_ns, about.st_size))
    return tuple(found)


@lru_cache(maxsize=4)
def _opened(folder: Path, state: tuple[tuple[str, int, int], ...]) -> Shelf:
    tables: list[Table] = []
    faults: list[str] = []
    for name, _, _ in state:
        try:
            tables.append(RangeTable(folder / name))
        except TableDamaged as fault:
            faults.append(fault.message)
    try:
        tables.append(ShippedTable(open_table(BUILT)))
    except (AddressTableMissing, AddressTableDamaged) as fault:
        faults.append(fault.message)
    return Shelf(tables, faults)
