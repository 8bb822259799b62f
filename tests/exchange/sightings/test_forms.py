"""JSON, JSON lines, layouts in a file, files that break off, and what goes out again."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.exchange.sightings import (
    Act,
    BadRow,
    Sighting,
    SightingList,
    UnreadableLayout,
    UnreadableSightings,
    layout_from_toml,
    read_sightings,
    write_bad_rows,
    write_sightings,
)

SEEN = {"seen_at": "2026-01-04T22:15:30Z", "peer": {"ip": "203.0.113.7", "port": 6881}, "network": "BitTorrent"}
ONE = {**SEEN, "infohash": "ab" * 20, "peer_id": "-UT2210-abcdefghijkl", "bytes_received": 16384}


def read(tmp_path: Path, data: bytes, name: str = "seen.json", **more: Any) -> list[Sighting | BadRow]:
    file = tmp_path / name
    file.write_bytes(data)
    return list(read_sightings(file, **more))


@pytest.mark.parametrize("wrap", ["array", "under a name", "deeper", "lines", "one line"])
def test_objects_are_read_however_they_are_wrapped(tmp_path: Path, wrap: str) -> None:
    data = {
        "array": json.dumps([ONE, ONE]),
        "under a name": json.dumps({"made": {"by": "x", "tags": [1, 2]}, "sightings": [ONE, ONE]}, indent=1),
        "deeper": json.dumps({"export": {"rows": [ONE, ONE]}}),
        "lines": f"{json.dumps(ONE)}\n\n{json.dumps(ONE)}\n",
        "one line": json.dumps(ONE) + "\n" + json.dumps(ONE),
    }[wrap]
    rows = read(tmp_path, data.encode())
    assert len(rows) == 2
    for row in rows:
        assert isinstance(row, Sighting), row
        assert (row.address, row.port, row.network) == ("203.0.113.7", 6881, "bittorrent")
        assert (row.info_hash, row.act, row.bytes_sent) == (b"\xab" * 20, Act.SENT, 16384)
        assert json.loads(row.raw) == ONE


def test_a_value_that_is_missing_in_one_object_is_missing_there_alone(tmp_path: Path) -> None:
    rows = read(tmp_path, json.dumps([ONE, {**SEEN, "sha256": "cd" * 32}, {"seen_at": 1767564930}, 7]).encode())
    assert [type(row) for row in rows] == [Sighting, Sighting, BadRow, BadRow]
    assert [row.where for row in rows] == [1, 2, 3, 4]
    assert "address or the client" in rows[2].reason  # type: ignore[union-attr]


def test_an_object_that_holds_several_files_is_told_and_never_half_read(tmp_path: Path) -> None:
    [row] = read(tmp_path, json.dumps([{**SEEN, "files": [{"sha1": "ab" * 20}, {"sha1": "cd" * 20}]}]).encode())
    assert isinstance(row, BadRow)
    assert "“files” holds several objects" in row.reason


def test_a_line_that_is_no_json_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = read(tmp_path, f"{json.dumps(ONE)}\n{{broken\n{json.dumps(ONE)}\n".encode())
    assert [(row.where, type(row)) for row in rows] == [(1, Sighting), (2, BadRow), (3, Sighting)]


def test_a_file_that_breaks_off_gives_what_came_before_and_says_so(tmp_path: Path) -> None:
    whole = json.dumps([{**ONE, "infohash": random.Random(seed).randbytes(20).hex()} for seed in range(900)]).encode()
    for data, name in ((whole[:-40], "cut.json"), (gzip.compress(whole, mtime=0)[:-20], "cut.json.gz")):
        file = tmp_path / name
        file.write_bytes(data)
        sightings = read_sightings(file)
        rows = list(sightings)
        assert isinstance(rows[-1], BadRow)
        assert "breaks off" in rows[-1].reason
        assert not sightings.tally.is_whole
        assert sightings.tally.taken == len(rows) - 1


def test_json_without_sightings_and_other_files_are_refused(tmp_path: Path) -> None:
    for data in (b"[]", b"[1, 2]", b"{", b"[[[["):
        with pytest.raises(UnreadableSightings):
            read(tmp_path, data)
    assert [type(row) for row in read(tmp_path, b'{"a": [1, 2]}')] == [BadRow]


def test_a_deep_or_huge_object_is_told(tmp_path: Path) -> None:
    deep: dict[str, Any] = {}
    for _ in range(50):
        deep = {"a": deep}
    rows = read(tmp_path, json.dumps([{**ONE, "more": deep}, {**ONE, "more": "x" * 100_000}, ONE]).encode())
    assert [type(row) for row in rows] == [BadRow, BadRow, Sighting]


def test_a_layout_is_read_from_its_file(tmp_path: Path) -> None:
    layout = tmp_path / "sensor.toml"
    layout.write_text(
        'tool = "Sensor 4"\nnetwork = "eMule"\ntime_zone = "Europe/London"\nday_first = true\n'
        '[columns]\ntime = "Seen"\naddress = 2\ndigest = "Thing"\n[acts]\n"Type 3" = "sent"\n'
    )
    [row] = read(
        tmp_path,
        f"Seen,Who,Thing,Event\n03/07/2026 10:00,203.0.113.7,{'ab' * 16},type-3\n".encode(),
        "seen.csv",
        layout=layout_from_toml(layout),
    )
    assert isinstance(row, Sighting), row
    assert row.seen_at == datetime(2026, 7, 3, 9, tzinfo=UTC)
    assert (row.tool, row.network, row.ed2k, row.act) == ("Sensor 4", "ed2k", b"\xab" * 16, Act.SENT)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tool = ", "is no TOML"),
        ('colour = "red"', "no “colour”"),
        ('time_zone = "Mars/North"', "no time zone “Mars/North”"),
        ('[acts]\na = "seen"', "not “seen”"),
        ('day_first = "yes"', "true or false"),
        ("columns = 7", "table of names"),
        ("tool = 7", "tool is a text"),
    ],
)
def test_a_layout_that_cannot_be_used_says_why(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "layout.toml"
    file.write_text(text)
    with pytest.raises(UnreadableLayout, match=says):
        layout_from_toml(file)


def some(values: Any) -> Any:
    return st.none() | values


sightings = st.builds(
    Sighting,
    st.integers(2, 10**9),
    st.integers(915_235_200, 4_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.just("then"),
    st.ip_addresses(v=4, network="203.0.113.0/24").map(str),
    some(st.integers(1, 65535)),
    some(st.sampled_from(["ed2k", "gnutella", "bittorrent"])),
    some(st.binary(min_size=16, max_size=16).map(bytes.hex)),
    st.binary(min_size=20, max_size=20),
    some(st.binary(min_size=16, max_size=16)),
    some(st.binary(min_size=20, max_size=20)),
    some(st.binary(min_size=16, max_size=16)),
    some(st.binary(min_size=32, max_size=32)),
    st.sampled_from([Act.OFFERED, Act.SENT, Act.NOT_SAID]),
    st.none(),
    some(st.just("S4")),
    st.just(()),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30),
)


@given(st.lists(sightings, max_size=5))
def test_what_goes_out_comes_back_the_same(tmp_path_factory: pytest.TempPathFactory, seen: list[Sighting]) -> None:
    file = tmp_path_factory.mktemp("out") / "seen.csv"
    with file.open("wb") as stream:
        assert write_sightings(stream, seen) == len(seen)
    back = [row for row in read_sightings(file) if isinstance(row, Sighting)]
    unsaid = {"where": 0, "time_received": "", "raw": ""}
    expected = [each._replace(act=each.act, **unsaid) for each in seen]
    assert [row._replace(doubts=(), **unsaid) for row in back] == expected


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "@x", "-2+3", "\t=1"])
def test_no_cell_that_goes_out_is_a_formula(tmp_path: Path, text: str) -> None:
    lines = f"Time,IP,GUID,SHA1,Note\n2026-01-04T22:15:30Z,203.0.113.7,{text},{'ab' * 20},a\n{text}\n"
    rows = read(tmp_path, lines.encode(), "seen.csv")
    good = [row for row in rows if isinstance(row, Sighting)]
    bad = [row for row in rows if isinstance(row, BadRow)]
    out = io.BytesIO()
    assert (write_sightings(out, good), write_bad_rows(out, bad)) == (1, 1)
    cells = [cell for row in csv.reader(io.StringIO(out.getvalue().decode(), newline="")) for cell in row]
    assert any(cell.startswith("'") and cell.endswith(text.strip()) for cell in cells)
    assert [cell for cell in cells if cell.lstrip("\ufeff ").startswith(("=", "+", "@", "-", "\t"))] == []


def test_a_long_file_needs_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    line = f"2026-01-04T22:15:30Z,203.0.113.7,{'ab' * 16},{'cd' * 20},{'x' * 400}\n"

    def highest(rows: int) -> int:
        file = tmp_path / f"{rows}.csv"
        file.write_text("Time,IP,GUID,SHA1,Note\n" + line * rows)
        tracemalloc.start()
        assert sum(isinstance(row, Sighting) for row in read_sightings(file)) == rows
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert highest(24_000) < highest(8_000) + 500_000


def test_a_bad_row_goes_out_with_the_moments_that_its_time_can_mean(tmp_path: Path) -> None:
    [row] = read(tmp_path, f"Time,IP,SHA1\n2026-01-04 10:00,203.0.113.7,{'cd' * 20}\n".encode(), "seen.csv")
    assert isinstance(row, BadRow)
    out = io.BytesIO()
    write_bad_rows(out, [row])
    assert "2026-01-04T10:00:00+00:00 if in UTC" in out.getvalue().decode()


HEADED = b"Time,Network,IP,Port,GUID,Hash,SHA1,Act,Bytes received\n"
cells = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["2026-01-04T22:15:30Z", "203.0.113.7", "ab" * 20, "ab" * 16, '"', "\x00", "=1", "gnutella", "9" * 400]
)


def opened(file: Path) -> SightingList | None:
    """The reading of a file; None when it is refused whole."""
    try:
        return read_sightings(file)
    except UnreadableSightings:
        return None


@given(st.binary(max_size=300) | st.lists(cells, max_size=24).map(lambda some: ",".join(some).encode()))
def test_no_bytes_are_a_fault_of_ours_and_no_row_is_lost(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.mktemp("any") / "seen"
    for head in (HEADED, b'[{"ip": "203.0.113.7"},', b'{"ip": "203.0.113.7"}\n', b""):
        file.write_bytes(head + data)
        sightings = opened(file)
        if sightings is None:
            continue
        rows = list(sightings)
        assert len(rows) == sightings.tally.taken + sightings.tally.refused
        assert all(row.reason for row in rows if isinstance(row, BadRow))
        if head is HEADED and b'"' not in data and not data.startswith(b"\xef\xbb\xbf"):
            assert len(rows) == sum(bool(line.strip()) for line in data.decode("cp1252", "replace").split("\n"))
