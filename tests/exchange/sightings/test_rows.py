"""One row of a table: what is taken, what is told, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from daymark.exchange.sightings import (
    Act,
    BadRow,
    Layout,
    Sighting,
    UnreadableSightings,
    WrongColumns,
    read_sightings,
)

HEAD = "Time,Network,IP,Port,GUID,SHA1,Act"
SHA1 = "8843d7f92416211de9ebb963ff4ce28125932878"
WHOLE = f"2026-01-04T22:15:30+01:00,Gnutella,203.0.113.7,6346,{'ab' * 16},{SHA1},browse"


def read(tmp_path: Path, *lines: str, layout: Layout | None = None, **more: object) -> list[Sighting | BadRow]:
    file = tmp_path / "seen.csv"
    file.write_bytes("\n".join(lines).encode())
    return list(read_sightings(file, layout, **more))  # type: ignore[arg-type]


def taken(tmp_path: Path, *lines: str, **more: object) -> Sighting:
    [row] = read(tmp_path, *lines, **more)  # type: ignore[arg-type]
    assert isinstance(row, Sighting), row
    return row


def refused(tmp_path: Path, *lines: str, **more: object) -> BadRow:
    [row] = read(tmp_path, *lines, **more)  # type: ignore[arg-type]
    assert isinstance(row, BadRow), row
    return row


def test_a_row_is_taken_with_all_that_it_says(tmp_path: Path) -> None:
    row = taken(tmp_path, HEAD, WHOLE)
    assert row.seen_at == datetime(2026, 1, 4, 21, 15, 30, tzinfo=UTC)
    assert (row.where, row.time_received, row.raw) == (2, "2026-01-04T22:15:30+01:00", WHOLE)
    assert (row.address, row.port, row.network, row.client) == ("203.0.113.7", 6346, "gnutella", "ab" * 16)
    assert (row.sha1, row.md5, row.act, row.doubts) == (bytes.fromhex(SHA1), None, Act.OFFERED, ())


def test_offered_and_sent_are_told_apart_and_a_word_that_is_not_known_is_neither(tmp_path: Path) -> None:
    lines = [WHOLE.replace("browse", word) for word in ("Single Source Download", "query hit", "Type 3", "")]
    rows = read(tmp_path, HEAD, *lines)
    assert [row.act for row in rows if isinstance(row, Sighting)] == [Act.SENT, Act.OFFERED, Act.NOT_SAID, Act.NOT_SAID]
    assert [bool(row.doubts) for row in rows if isinstance(row, Sighting)] == [False, False, True, False]


def test_a_layout_says_what_a_tools_own_word_means(tmp_path: Path) -> None:
    layout = Layout(acts={"type3": Act.SENT})
    assert taken(tmp_path, HEAD, WHOLE.replace("browse", "Type 3"), layout=layout).act is Act.SENT


@pytest.mark.parametrize(
    ("act", "sent", "means"),
    [("offered", "1024", Act.SENT), ("sent", "0", Act.NOT_SAID), ("offered", "0", Act.OFFERED)],
)
def test_bytes_that_came_decide_over_the_word(tmp_path: Path, act: str, sent: str, means: Act) -> None:
    row = taken(tmp_path, HEAD + ",Bytes received", f"{WHOLE.replace('browse', act)},{sent}")
    assert (row.act, row.bytes_sent) == (means, int(sent))
    assert bool(row.doubts) is (act == "sent")


def test_a_row_without_a_client_or_a_hash_or_a_time_is_refused_with_its_line_and_reason(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        HEAD,
        WHOLE.replace("203.0.113.7", "").replace("ab" * 16, ""),
        WHOLE.replace(SHA1, ""),
        WHOLE.replace("2026-01-04T22:15:30+01:00", ""),
        WHOLE.replace("203.0.113.7", "203.0.113.777"),
        WHOLE,
    )
    assert [row.where for row in rows] == [2, 3, 4, 5, 6]
    assert [getattr(row, "reason", "") for row in rows] == [
        "The row has neither an address nor an identifier of a client.",
        "There is no hash of a file.",
        "There is no time.",
        "“203.0.113.777” is no internet address.",
        "",
    ]
    assert all(row.raw for row in rows)


def test_a_wrong_port_is_told_and_the_rest_of_the_row_is_taken(tmp_path: Path) -> None:
    row = taken(tmp_path, HEAD, WHOLE.replace("6346", "66346"))
    assert (row.port, row.doubts) == (None, ("“66346” is no number of a port",))


def test_a_wrong_hash_beside_a_right_one_is_told(tmp_path: Path) -> None:
    row = taken(tmp_path, HEAD + ",MD5", f"{WHOLE},not-one")
    assert (row.sha1, row.doubts) == (bytes.fromhex(SHA1), ("“not-one” is no MD5",))


def test_a_row_with_more_cells_than_columns_is_refused_because_its_cells_may_be_shifted(tmp_path: Path) -> None:
    assert "8 cells" in refused(tmp_path, HEAD, f"{WHOLE},more").reason
    assert taken(tmp_path, HEAD, f"{WHOLE},").act is Act.OFFERED


def test_a_quote_that_never_closes_costs_its_own_row_and_no_other(tmp_path: Path) -> None:
    rows = read(tmp_path, HEAD, WHOLE, WHOLE.replace("browse", '"bro'), WHOLE, WHOLE)
    assert [type(row) for row in rows] == [Sighting, BadRow, Sighting, Sighting]
    assert [row.where for row in rows] == [2, 3, 4, 5]


def test_a_quoted_text_may_go_on_over_lines_and_hold_the_delimiter(tmp_path: Path) -> None:
    rows = read(tmp_path, HEAD + ",Note", f'{WHOLE},"one,\ntwo"', f"{WHOLE},three")
    assert [(row.where, type(row)) for row in rows] == [(2, Sighting), (4, Sighting)]
    assert rows[0].raw.endswith('"one,\ntwo"')


def test_columns_of_another_name_are_said_by_the_layout(tmp_path: Path) -> None:
    line = f"x;2026-01-04T22:15:30Z;203.0.113.7;{SHA1}"
    layout = Layout(columns={"time": "Moment", "address": "Door", "info_hash": "4"}, network="bittorrent", tool="S4")
    row = taken(tmp_path, "Nothing;Moment;Door;Thing", line, layout=layout)
    assert (row.info_hash, row.sha1, row.network, row.tool) == (bytes.fromhex(SHA1), None, "bittorrent", "S4")


def test_a_file_without_the_needed_columns_is_refused_with_the_columns_that_it_has(tmp_path: Path) -> None:
    with pytest.raises(WrongColumns, match=r"hash of the file .*“Time”, “IP”"):
        read(tmp_path, "Time,IP,Colour", "a,b,c")
    with pytest.raises(WrongColumns, match="no column “Moment”"):
        read(tmp_path, HEAD, WHOLE, layout=Layout(columns={"time": "Moment"}))
    with pytest.raises(WrongColumns, match="no column “door” here"):
        read(tmp_path, HEAD, WHOLE, layout=Layout(columns={"door": "IP"}))


def test_an_empty_file_and_a_missing_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSightings, match="is empty"):
        read(tmp_path, "")
    with pytest.raises(UnreadableSightings, match="no file"):
        read_sightings(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("written", "address", "port"),
    [
        ("203.0.113.7:6881", "203.0.113.7", 6881),
        ("[2001:db8::0001]:6881", "2001:db8::1", 6881),
        ("2001:DB8:0::1", "2001:db8::1", None),
        ("::ffff:203.0.113.7", "203.0.113.7", None),
        (" 203.0.113.7 ", "203.0.113.7", None),
    ],
)
def test_an_address_has_one_form_however_it_is_written(
    tmp_path: Path, written: str, address: str, port: int | None
) -> None:
    row = taken(tmp_path, HEAD, WHOLE.replace("203.0.113.7", written).replace("6346", ""))
    assert (row.address, row.port) == (address, port)


@pytest.mark.parametrize(
    "written", ["0.0.0.1", "127.0.0.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "010.1.1.1"]
)
def test_an_address_that_no_client_can_have_is_refused(tmp_path: Path, written: str) -> None:
    assert "address" in refused(tmp_path, HEAD, WHOLE.replace("203.0.113.7", written)).reason


@pytest.mark.parametrize(
    ("written", "says"), [("192.168.1.5", "private"), ("100.70.1.1", "NAT"), ("fd00::1", "private")]
)
def test_an_address_that_leads_to_no_subscriber_is_taken_and_told(tmp_path: Path, written: str, says: str) -> None:
    row = taken(tmp_path, HEAD, WHOLE.replace("203.0.113.7", written))
    assert row.address == written
    assert says in row.doubts[0]


@pytest.mark.parametrize(
    ("written", "is_read_as"),
    [
        ("{ABABABAB-ABAB-ABAB-ABAB-ABABABABABAB}", "ab" * 16),
        ("AB" * 20, "ab" * 20),
        ("-UT2210-\x01\x02", "hex:" + b"-UT2210-\x01\x02".hex()),
        ("Some Nick", "Some Nick"),
        ("none", None),
    ],
)
def test_a_client_has_one_form_however_it_is_written(tmp_path: Path, written: str, is_read_as: str | None) -> None:
    assert taken(tmp_path, HEAD, WHOLE.replace("ab" * 16, written)).client == is_read_as


@pytest.mark.parametrize(
    ("written", "network"),
    [("eMule", "ed2k"), ("Kad", "ed2k"), ("Perfect Dark 2", "perfectdark2"), ("\u0434", "\u0434"), ("\x01", None)],
)
def test_a_network_has_one_name(tmp_path: Path, written: str, network: str | None) -> None:
    assert taken(tmp_path, HEAD, WHOLE.replace("Gnutella", written)).network == network


def test_a_text_of_a_megabyte_is_told_and_kept_to_its_beginning(tmp_path: Path) -> None:
    rows = read(tmp_path, HEAD, WHOLE.replace("browse", "x" * 1_000_000), WHOLE)
    assert [type(row) for row in rows] == [BadRow, Sighting]
    assert len(rows[0].raw) <= 64 * 1024


def test_a_file_in_an_older_code_page_or_in_utf_16_is_read(tmp_path: Path) -> None:
    file = tmp_path / "seen.csv"
    for data in (
        f"{HEAD},Ort\r\n{WHOLE},Köln\r\n".encode("cp1252"),
        f"{HEAD},Ort\r\n{WHOLE},Köln\r\n".encode("utf-16"),
    ):
        file.write_bytes(data)
        [row] = read_sightings(file)
        assert isinstance(row, Sighting)
        assert row.raw.endswith("Köln")


def test_a_reading_can_be_repeated_and_counts_from_the_beginning(tmp_path: Path) -> None:
    file = tmp_path / "seen.csv"
    file.write_text(f"{HEAD},Colour\n{WHOLE},red\n{WHOLE.replace('6346', 'x')},red\nnothing\n")
    sightings = read_sightings(file)
    for _ in range(2):
        assert len(list(sightings)) == 3
        assert (sightings.tally.taken, sightings.tally.doubtful, sightings.tally.refused) == (2, 1, 1)
    assert (sightings.form, sightings.free_columns) == ("table (commas)", ("Colour",))
