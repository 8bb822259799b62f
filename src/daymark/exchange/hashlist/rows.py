"""One row of a table as a known entry, by what its columns hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist.asked import settled
from daymark.exchange.hashlist.columns import FACTS
from daymark.exchange.hashlist.entries import BadRow, Facts, KnownEntry, bad_row, judged
from daymark.exchange.hashlist.hexadecimal import DIGITS, unhexed
from daymark.exchange.hashlist.kinds import comparable
from daymark.exchange.hashlist.values import Values
from daymark.exchange.remarks import Remarks, shortened

_LARGEST = 2**63 - 1
_FIELD = {kind: KnownEntry._fields.index(kind) for kind in DIGITS}
_YES = frozenset({"y", "yes", "t", "true", "1"})
_NUMBERS = {"size": _LARGEST, "quality": 100, "votes_for": _LARGEST, "votes_against": _LARGEST}
# IPED's statuses (HashDBTool) and plain words. A word that is not here leaves the entry with its list's standing.
_STANDINGS = {
    "alert": Standing.KNOWN_BAD,
    "pedo": Standing.KNOWN_BAD,
    "bad": Standing.KNOWN_BAD,
    "knownbad": Standing.KNOWN_BAD,
    "notable": Standing.KNOWN_BAD,
    "known": Standing.KNOWN_GOOD,
    "good": Standing.KNOWN_GOOD,
    "knowngood": Standing.KNOWN_GOOD,
    "benign": Standing.KNOWN_GOOD,
    "unknown": Standing.UNKNOWN,
    "notsaid": Standing.UNKNOWN,
}


class RowReader:
    """Reads the rows of one table."""

    def __init__(
        self,
        header: Sequence[str],
        roles: Sequence[str | None],
        standing: Standing,
        signal_type: str | None,
        remarks: Remarks,
    ) -> None:
        self._header, self._standing, self._signal_type, self._remarks = header, standing, signal_type, remarks
        placed = [(place, role) for place, role in enumerate(roles) if role is not None]
        self._values = [(place, role) for place, role in placed if role not in FACTS or role == "digest"]
        self._facts = [(place, role) for place, role in placed if role in FACTS and role != "digest"]
        self._free = [(place, header[place].strip()) for place, role in enumerate(roles) if role is None]
        only_digests = all(role in DIGITS for role in roles)
        self._digests = [(place, _FIELD[role], DIGITS[role]) for place, role in placed] if only_digests else []

    def read(self, where: int, cells: list[str]) -> KnownEntry | BadRow:
        """The entry of one row; a bad row when no value of it can be read."""
        if self._digests and len(cells) == len(self._header) and (entry := self._all_digests(where, cells)):
            return entry
        values = self._gathered(cells)
        fields = self._fields(cells)
        said = self._said(cells, fields, values)
        quality, own = said.pop("quality", None), said.pop("standing", None)
        facts = Facts(**said, fields=fields)
        if facts.deleted and facts.external_id:  # takes back what bears this id; no hash is needed
            return values.entry(where, self._standing, facts)
        row = values.row(where, settled(self._standing, own), facts, self._remarks, quality=quality)
        return bad_row(where, row.reason, ";".join(cells)) if isinstance(row, BadRow) else row

    def _all_digests(self, where: int, cells: list[str]) -> KnownEntry | None:
        """The quick way for tables of nothing but digests; None for a row that needs a closer look."""
        fields: list[Any] = [where, None, None, None, None, None, (), self._standing]
        for place, field, digits in self._digests:
            value = unhexed(cells[place], digits)
            if value is None:
                return None
            fields[field] = value
        return judged(KnownEntry(*fields))

    def _gathered(self, cells: list[str]) -> Values:
        values, there = Values(), len(cells)
        for place, role in self._values:
            text = cells[place].strip() if place < there else ""
            if text and role == "digest":
                values.put_digest(text, self._signal_type)
            elif text:
                values.put(role, text)
        return values

    def _fields(self, cells: list[str]) -> dict[str, str]:
        """The free columns, and cells beyond the last column."""
        there = len(cells)
        fields = {name: text for place, name in self._free if place < there and (text := cells[place].strip())}
        for place in range(len(self._header), there):
            if cells[place].strip():
                fields[f"column {place + 1}"] = cells[place].strip()
        return fields

    def _said(self, cells: list[str], fields: dict[str, str], values: Values) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for place, role in self._facts:
            if place < len(cells) and (text := cells[place].strip()):
                self._say(said, role, text, fields, values.faults)
        return said

    def _say(self, said: dict[str, Any], role: str, text: str, fields: dict[str, str], faults: list[str]) -> None:
        """One fact of the row; what cannot be understood is kept among the free fields."""
        if role in _NUMBERS:
            number = int(text) if text.isascii() and text.isdigit() and len(text) <= 19 else -1
            if 0 <= number <= _NUMBERS[role]:
                said[role] = number
            else:
                faults.append(f"the {role.replace('_', ' ')} “{shortened(text)}” is no number in its bounds")
                fields[role] = text
        elif role == "standing":
            said[role] = _STANDINGS.get(comparable(text))
            fields["status"] = text
        elif role == "deleted":
            said[role] = text.casefold() in _YES
        elif role == "tags":
            said[role] = tuple(tag.strip() for tag in text.replace(";", ",").split(",") if tag.strip())
        else:
            said["external_id" if role == "id" else role] = text
