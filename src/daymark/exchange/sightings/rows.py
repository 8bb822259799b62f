"""From the cells of one row to a sighting, or to the reason why it is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from daymark.exchange.sightings.addresses import NoAddress, read_address, read_port
from daymark.exchange.sightings.clients import read_client
from daymark.exchange.sightings.columns import HASHES, ROLES
from daymark.exchange.sightings.hashes import NoHash, read_digest, read_hash
from daymark.exchange.sightings.layout import Layout
from daymark.exchange.sightings.sighting import Act, BadRow, Sighting
from daymark.exchange.sightings.times import Clock, Unreadable
from daymark.exchange.sightings.vocabulary import ACTS, comparable, network_named

# What tools write where they have nothing.
_NOTHING = frozenset({"-", "--", "null", "NULL", "none", "None", "n/a", "N/A", "nil", "unknown"})
FileHashes = tuple[bytes | None, bytes | None, bytes | None, bytes | None, bytes | None]
_MOST_BYTES_SENT = 2**63 - 1
_MOST_WORDS = 10_000  # different words of one column that are remembered


class RowReader:
    """Reads the rows of one shape: each has these columns at these places."""

    def __init__(self, found: Mapping[str, int], width: int, layout: Layout, clock: Clock) -> None:
        self._width, self._layout, self._clock = width, layout, clock
        places = {role: found.get(role, -1) for role in ROLES}  # -1: there is no such column
        self._time, self._day, self._offset = places["time"], places["day"], places["offset"]
        self._time_utc, self._time_unix = places["time_utc"], places["time_unix"]
        self._address, self._port, self._client = places["address"], places["port"], places["client"]
        self._network, self._act, self._tool = places["network"], places["act"], places["tool"]
        self._bytes_sent, self._digest = places["bytes_sent"], places["digest"]
        self._hashes = [(HASHES.index(kind), kind, places[kind]) for kind in HASHES if places[kind] >= 0]
        self._networks: dict[str, str | None] = {}
        self._acts: dict[str, Act | None] = {}

    def read(self, where: int, cells: list[str], raw: str) -> Sighting | BadRow:
        """The sighting of one row; a bad row that says why when it is none."""
        if len(cells) != self._width:
            if any(cell.strip() for cell in cells[self._width :]):
                return BadRow(where, f"The row has {len(cells):,} cells, and there are {self._width:,} columns.", raw)
            cells = [*cells[: self._width], *[""] * (self._width - len(cells))]
        doubts: list[str] = []
        try:
            seen_at, received = self._seen(cells)
            address, port = self._where_from(cells, doubts)
            network = self._network_of(cells)
            hashes = self._hashes_of(cells, network, doubts)
        except Unreadable as fault:
            return BadRow(where, _sentence(fault), raw, fault.readings)
        except (NoAddress, NoHash) as fault:
            return BadRow(where, _sentence(fault), raw)
        client = self._client_of(cells, doubts)
        if address is None and client is None:
            return BadRow(where, "The row has neither an address nor an identifier of a client.", raw)
        act, sent = self._act_of(cells, doubts)
        tool = _cell(cells, self._tool) or self._layout.tool
        said = (act, sent, tool, tuple(doubts), raw)
        return Sighting(where, seen_at, received, address, port, network, client, *hashes, *said)

    def _seen(self, cells: list[str]) -> tuple[datetime, str]:
        """The first of the columns of times that has one: with its offset beside it, in UTC by its name, a number."""
        if text := _cell(cells, self._time):
            day = _cell(cells, self._day)
            text = f"{day} {text}" if day else text
            return self._clock.read(text, _cell(cells, self._offset)), text
        if text := _cell(cells, self._time_utc):
            return self._clock.read(text, "UTC"), text
        if text := _cell(cells, self._time_unix):
            return self._clock.unix(text), text
        raise Unreadable("there is no time")

    def _where_from(self, cells: list[str], doubts: list[str]) -> tuple[str | None, int | None]:
        text = _cell(cells, self._address)
        if not text:
            return None, None
        address, beside, doubt = read_address(text)
        if doubt:
            doubts.append(doubt)
        said = _cell(cells, self._port) or beside
        if said is None or said == "0":  # 0 is what tools write for “not known”
            return address, None
        port = read_port(said)
        if port is None:
            doubts.append(f"“{said[:60]}” is no number of a port")
        return address, port

    def _network_of(self, cells: list[str]) -> str | None:
        text = _cell(cells, self._network)
        if text not in self._networks:
            if len(self._networks) >= _MOST_WORDS:
                self._networks.clear()
            self._networks[text] = network_named(text)[:60] or None if text else self._layout.network
        return self._networks[text]

    def _hashes_of(self, cells: list[str], network: str | None, doubts: list[str]) -> FileHashes:
        """The hashes in the order of HASHES. Raises NoHash when there is none; a wrong one beside another is told."""
        found: list[bytes | None] = [None] * len(HASHES)
        faults: list[NoHash] = []
        for place, kind, column in self._hashes:
            if text := _cell(cells, column):
                try:
                    found[place] = read_hash(kind, text)
                except NoHash as fault:
                    faults.append(fault)
        if self._digest >= 0 and (text := _cell(cells, self._digest)):
            try:
                kind, value = read_digest(text, network)
                found[HASHES.index(kind)] = found[HASHES.index(kind)] or value
            except NoHash as fault:
                faults.append(fault)
        if not any(found):
            raise faults[0] if faults else NoHash("there is no hash of a file")
        doubts.extend(str(fault) for fault in faults)
        sha1, ed2k, info_hash, md5, sha256 = found
        return sha1, ed2k, info_hash, md5, sha256

    def _client_of(self, cells: list[str], doubts: list[str]) -> str | None:
        text = _cell(cells, self._client)
        client = read_client(text) if text else None
        if text and client is None:
            doubts.append("the identifier of the client is longer than any and is not used")
        return client

    def _act_of(self, cells: list[str], doubts: list[str]) -> tuple[Act, int | None]:
        """What was done. Bytes that came decide over the word; none that came take “sent” back."""
        word, counted = _cell(cells, self._act), _cell(cells, self._bytes_sent)
        act = self._named(word) if word else Act.NOT_SAID
        if act is None:
            doubts.append(f"“{word[:60]}” is not known here as an act; a layout says what it means")
        sent = int(counted) if counted.isascii() and counted.isdigit() and len(counted) <= 19 else None
        if counted and (sent is None or sent > _MOST_BYTES_SENT):
            doubts.append(f"“{counted[:60]}” is no number of bytes")
            sent = None
        if sent:
            return Act.SENT, sent
        if sent == 0 and act is Act.SENT:
            doubts.append("the row says that the file was sent, and that no byte of it came")
            return Act.NOT_SAID, sent
        return act or Act.NOT_SAID, sent

    def _named(self, word: str) -> Act | None:
        if word not in self._acts:
            if len(self._acts) >= _MOST_WORDS:
                self._acts.clear()
            name = comparable(word)
            self._acts[word] = self._layout.acts.get(name, ACTS.get(name))
        return self._acts[word]


def _cell(cells: Sequence[str], place: int) -> str:
    if place < 0:
        return ""
    text = cells[place].strip()
    return "" if text in _NOTHING else text


def _sentence(fault: Exception) -> str:
    words = str(fault)
    return f"{words[:1].upper()}{words[1:]}."
