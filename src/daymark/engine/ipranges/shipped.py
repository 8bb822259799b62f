"""The table of countries that comes with Daymark, as one table among those that an operator loads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from daymark.engine.ipcountry import AddressTable
from daymark.engine.ipranges.layout import About, Source
from daymark.engine.ipranges.rows import Gives, Holder
from daymark.engine.ipranges.table import Found

NAME = "shipped-with-daymark"


class ShippedTable:
    """Countries alone, of one day, with the licence that its records have."""

    def __init__(self, table: AddressTable) -> None:
        self.name = NAME
        self._table = table
        self.about = About(
            gives=frozenset({Gives.COUNTRY}),
            built_on=table.built_on,
            built_by="the publisher's version",
            licence=table.licence,
            loaded_at=datetime.min.replace(tzinfo=UTC),  # of two tables of one day the one that was loaded comes first
            sources=(Source(table.database, "", "packed", table.rows),),
        )

    def covers(self, version: int) -> bool:
        """Whether it lists any address of this version at all."""
        return self._table.covers(version)

    def find(self, version: int, number: int) -> Found:
        """In whose registry one address lies."""
        code = self._table.code_of(version, number)
        return Holder(country=code) if code else None

    def find_many(self, version: int, numbers: Sequence[int]) -> list[Found]:
        """The same for many addresses of one version, in their order."""
        return [self.find(version, number) for number in numbers]
