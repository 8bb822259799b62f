"""The country table: built small here, asked at its edges, and compared with a search that looks at every row."""

from __future__ import annotations

import json
import tempfile
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.engine.ipcountry import (
    NOT_INSTALLED,
    AddressTable,
    AddressTableDamaged,
    AddressTableMissing,
    country_of,
)

HEADER = {"source": "test-table", "version": "1.0", "build_date": "2026-06-17", "licence": "CC0-1.0"}


def built(path: Path, v4=(), v6=(), **changes) -> Path:
    """Writes a table from rows of (first, last, country), given as text addresses or numbers."""
    header = HEADER | {"v4_rows": len(v4), "v6_rows": len(v6)} | changes
    parts = [b"DMIP1\n", json.dumps(header).encode(), b"\n"]
    for rows, width in ((v4, 4), (v6, 16)):
        parts += [int(ip_address(first)).to_bytes(width, "big") for first, _, _ in rows]
        parts += [int(ip_address(last)).to_bytes(width, "big") for _, last, _ in rows]
        parts += [country.encode() for _, _, country in rows]
    path.write_bytes(b"".join(parts))
    return path


@pytest.fixture
def table(tmp_path) -> AddressTable:
    v4 = [("1.0.0.0", "1.0.0.255", "AU"), ("1.0.1.0", "1.0.3.255", "CN"), ("5.39.0.0", "5.39.127.255", "FR")]
    v6 = [("2001:200::", "2001:200:ffff:ffff:ffff:ffff:ffff:ffff", "JP"), ("2a00::", "2a00:ffff::", "GB")]
    return AddressTable(built(tmp_path / "table.bin", v4, v6))


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("1.0.0.0", "AU"),
        ("1.0.0.255", "AU"),
        ("1.0.1.0", "CN"),
        ("1.0.3.255", "CN"),
        ("1.0.4.0", None),
        ("5.39.127.255", "FR"),
        ("0.255.255.255", None),
        ("2001:200::1", "JP"),
        ("2a00:ffff::", "GB"),
        ("2a00:ffff::1", None),
        ("::ffff:5.39.0.1", "FR"),
        ("2002:0527:0001::", "FR"),  # 6to4 carries 5.39.0.1
    ],
)
def test_an_address_is_found_in_its_block_and_not_beside_it(table, address, country):
    assert table.country_of(address).code == country


def test_the_answer_names_the_table_and_the_day_it_was_built(table):
    answer = table.country_of("5.39.0.1")
    assert answer.database == "test-table 1.0"
    assert answer.built_on.isoformat() == "2026-06-17"
    assert answer.reason == "registered in FR, as of 2026-06-17"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("192.168.1.4", "private"),
        ("10.0.0.1", "private"),
        ("100.64.7.7", "carrier-grade NAT"),
        ("203.0.113.7", "documentation"),
        ("2001:db8::7", "documentation"),
        ("127.0.0.1", "machine itself"),
        ("::", "machine itself"),
        ("fe80::1%eth0", "local link"),
        ("224.0.0.1", "multicast"),
        ("240.0.0.1", "reserved"),
        ("fd00::1", "private"),
    ],
)
def test_an_address_that_belongs_to_nobody_is_answered_as_such(tmp_path, address, words):
    everything = AddressTable(
        built(
            tmp_path / "all.bin",
            [("0.0.0.0", "255.255.255.255", "ZZ")],  # noqa: S104 - the whole of IPv4
            [("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ZZ")],
        )
    )
    answer = everything.country_of(address)
    assert answer.code is None
    assert words in answer.reason


@pytest.mark.parametrize("address", ["", "hello", "1.2.3", "1.2.3.4:443", "1.2.3.4.5", "\x00", "01.02.03.04"])
def test_what_is_no_address_is_answered_and_not_raised(table, address):
    answer = table.country_of(address)
    assert answer.code is None
    assert answer.reason == "not an internet address"


def test_without_a_table_the_answer_is_unknown_and_says_so(tmp_path):
    answer = country_of("5.39.0.1", table=tmp_path / "absent.bin")
    assert answer.code is None
    assert answer.reason == NOT_INSTALLED
    with pytest.raises(AddressTableMissing):
        AddressTable(tmp_path / "absent.bin")


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: whole[:-1],
        lambda whole: whole + b"x",
        lambda whole: b"X" + whole[1:],
        lambda whole: whole.replace(b'"v4_rows": 1', b'"v4_rows": 2'),
        lambda whole: whole.replace(b'"v4_rows": 1', b'"v4_rows":-1'),
        lambda whole: whole.replace(b"2026-06-17", b"2026-66-17"),
        lambda whole: whole.replace(b'"source"', b'"sauce!"'),
        lambda whole: whole.replace(b"{", b"[", 1),
    ],
)
def test_a_damaged_table_is_named_as_damaged(tmp_path, damage):
    path = built(tmp_path / "table.bin", [("1.0.0.0", "1.0.0.255", "AU")])
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(AddressTableDamaged, match=r"table\.bin"):
        AddressTable(path)


@st.composite
def blocks(draw, highest: int):
    """Rows that do not overlap, sorted, sometimes touching, as the builder writes them."""
    edges = sorted(draw(st.sets(st.integers(2**24, highest), max_size=40)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    return [(first, last, draw(st.sampled_from(["GB", "FR", "DE"]))) for first, last in pairs]


@settings(max_examples=150, deadline=None)
@given(rows=blocks(2**32 - 1), data=st.data())
def test_the_answer_is_the_one_that_a_look_at_every_row_gives(rows, data):
    edges = [edge + step for first, last, _ in rows for edge in (first, last) for step in (-1, 0, 1)]
    near = [edge for edge in edges if 0 <= edge < 2**32]
    asked = data.draw(st.sampled_from(near) if near else st.integers(0, 2**32 - 1))
    with tempfile.TemporaryDirectory() as folder:
        answer = AddressTable(built(Path(folder) / "t.bin", rows)).country_of(str(ip_address(asked)))
    found = [country for first, last, country in rows if first <= asked <= last]
    if answer.code is not None:
        assert [answer.code] == found
    elif answer.reason == "in no block that the table lists":
        assert not found
    else:
        assert not ip_address(asked).is_global or ip_address(asked).is_multicast


@settings(max_examples=60, deadline=None)
@given(rows=blocks(2**125), offset=st.integers(-2, 2), data=st.data())
def test_long_addresses_are_found_as_surely_as_short_ones(rows, offset, data):
    base = int(ip_address("2400::"))
    rows = [(base + first, base + last, country) for first, last, country in rows]
    asked = (data.draw(st.sampled_from(rows))[1] if rows else base) + offset
    with tempfile.TemporaryDirectory() as folder:
        six = [(ip_address(first), ip_address(last), country) for first, last, country in rows]
        answer = AddressTable(built(Path(folder) / "t.bin", [], six)).country_of(str(ip_address(asked)))
    found = [country for first, last, country in rows if first <= asked <= last]
    if not answer.reason.startswith(("registered", "in no block")):
        return  # 3fff::/20 and the other special ranges answer for themselves
    assert [answer.code] == (found or [None])
