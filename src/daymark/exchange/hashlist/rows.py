"""One row of a table as a known entry, by what its columns hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist.asked import settled
from daymark.exchange.hashlist.columns import FACTS
from daymark.exchange.hashlist.entries import EITHER, NO_FACTS, BadRow, Facts, KnownEntry, bad_row, judged
from daymark.exchange.hashlist.hexadecimal import BY_DIGITS, DIGITS, unhexed, what_is_wrong
from daymark.exchange.hashlist.kinds import comparable, with_value
from daymark.exchange.remarks import Remarks, shortened

_LARGEST = 2**63 - 1
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
        self._digests = [(place, role) for place, role in placed if role in DIGITS or role == "digest"]
        self._others = [(place, role) for place, role in placed if role not in FACTS and role not in DIGITS]
        self._facts = [(place, role) for place, role in placed if role in FACTS and role != "digest"]
        self._free = [(place, header[place].strip()) for place, role in enumerate(roles) if role is None]
        self._plain = not (self._others or self._facts or self._free)

    def read(self, where: int, cells: list[str]) -> KnownEntry | BadRow:
        """The entry of one row; a bad row when no value of it can be read."""
        entry, faults = self._with_digests(where, cells)
        if not self._plain:
            entry = self._with_the_rest(entry, cells, faults)
        if len(cells) > len(self._header):
            extra = {f"column {place + 1}": cells[place] for place in range(len(self._header), len(cells))}
            entry = _with_fields(entry, extra)
        if entry[1:5] == (None, None, None, None) and not entry.frames and not entry.facts.stored:
            identified = entry.facts.deleted and entry.facts.external_id
            if not identified:
                return bad_row(where, "; ".join(faults) or "the row holds no hash", ";".join(cells))
        for fault in faults:
            self._remarks.warn(f"line {where}", f"{fault}; the other values of the row were taken")
        return judged(entry)

    def _with_digests(self, where: int, cells: list[str]) -> tuple[KnownEntry, list[str]]:
        values: dict[str, bytes] = {}
        stored: dict[str, str] = {}
        faults: list[str] = []
        for place, role in self._digests:
            text = cells[place].strip() if place < len(cells) else ""
            if not text:
                continue
            kind = self._kind(text) if role == "digest" else role
            if kind in ("sha384", "sha512"):
                stored[kind] = text
                continue
            value = unhexed(text, 64 if kind == EITHER else DIGITS.get(kind or "", 0))
            if value is None:
                faults.append(what_is_wrong(text, kind) if kind in DIGITS else f"“{shortened(text)}” is no hash")
            elif kind == EITHER:
                values |= {"sha256": value, "pdq": value}
            else:
                values[kind or ""] = value
        facts = Facts(stored=stored) if stored else NO_FACTS
        get = values.get
        return KnownEntry(
            where, get("md5"), get("sha1"), get("sha256"), get("pdq"), None, (), self._standing, facts=facts
        ), faults

    def _kind(self, text: str) -> str | None:
        kind = BY_DIGITS.get(len(text))
        if kind == EITHER and self._signal_type in ("sha256", "pdq"):
            return self._signal_type
        return kind

    def _with_the_rest(self, entry: KnownEntry, cells: list[str], faults: list[str]) -> KnownEntry:
        there = len(cells)
        for place, role in self._others:
            if place < there and (text := cells[place].strip()):
                with_it = with_value(entry, role, text)
                entry = with_it if isinstance(with_it, KnownEntry) else entry
                faults.extend([with_it] if isinstance(with_it, str) else [])
        fields = {name: text for place, name in self._free if place < there and (text := cells[place].strip())}
        said: dict[str, Any] = {}
        for place, role in self._facts:
            if place < there and (text := cells[place].strip()):
                self._say(said, role, text, fields, faults)
        quality = said.pop("quality", None)
        standing = settled(entry.standing, said.pop("standing", None))
        facts = entry.facts._replace(**said, fields=fields) if said or fields else entry.facts
        return entry._replace(quality=quality, standing=standing, facts=facts)

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


def _with_fields(entry: KnownEntry, more: dict[str, str]) -> KnownEntry:
    fields = {**entry.facts.fields, **{name: text for name, text in more.items() if text.strip()}}
    return entry._replace(facts=entry.facts._replace(fields=fields)) if fields else entry
