"""The packed table of address ranges and countries, made by build_hooks/ipcountry.py."""

import importlib.util
import ipaddress
import json
import struct
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]


def _load(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / "build_hooks" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ipcountry = _load("ipcountry")


def ranges_of(*lines: str) -> list[tuple[int, int, str]]:
    return [tuple(row) for row in ipcountry.read_ranges(lines, address_bytes=4)]


def test_a_customer_inside_its_provider_keeps_its_own_country():
    assert ranges_of("10,99,DE", "40,49,BE") == [(10, 39, "DE"), (40, 49, "BE"), (50, 99, "DE")]


def test_a_block_claimed_by_two_countries_is_unknown():
    assert ranges_of("10,19,GB", "10,19,NL", "30,39,FR") == [(30, 39, "FR")]


def test_neighbouring_blocks_of_one_country_become_one_row():
    assert ranges_of("0,9,FR", "10,19,FR", "21,29,FR") == [(0, 19, "FR"), (21, 29, "FR")]


@pytest.mark.parametrize("row", ["1,2", "a,2,FR", "5,4,FR", "0,4294967296,FR", "1,2,FRA", "1,2,fr"])
def test_a_row_of_another_shape_is_refused_with_its_number(row: str):
    with pytest.raises(ipcountry.UnreadableTableError, match="row 2"):
        ranges_of("0,0,GB", row)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 25), st.sampled_from(["GB", "FR", "NL"])), max_size=12))
def test_every_address_gets_the_country_of_a_narrowest_row_around_it(drawn):
    rows = [(first, first + length, country) for first, length, country in drawn]
    found = ranges_of(*(f"{first},{last},{country}" for first, last, country in rows))
    assert all(earlier[1] < later[0] for earlier, later in pairwise(found))
    blocks = {(first, last): {row[2] for row in rows if row[:2] == (first, last)} for first, last, _ in rows}
    for address in range(90):
        answer = {country for first, last, country in found if first <= address <= last}
        agreed = [
            (last - first, *claims)
            for (first, last), claims in blocks.items()
            if first <= address <= last and len(claims) == 1
        ]
        narrowest = min((width for width, _ in agreed), default=None)
        allowed = {country for width, country in agreed if width == narrowest}
        assert answer <= allowed
        assert bool(answer) == bool(allowed)


def test_the_packed_file_is_what_the_reader_expects():
    v4 = ipcountry.read_ranges(["3405803776,3405804031,GB"], address_bytes=4)
    first, last = int(ipaddress.ip_address("2001:db8::")), int(ipaddress.ip_address("2001:db8::ffff"))
    v6 = ipcountry.read_ranges([f"{first},{last},FR"], address_bytes=16)
    magic, header, body = ipcountry.pack(v4, v6, version="2.3.2026061719").split(b"\n", 2)
    origin = json.loads(header)
    assert magic == b"DMIP1"
    assert origin["build_date"] == "2026-06-17"
    assert (origin["v4_rows"], origin["v6_rows"]) == (1, 1)
    assert "CC BY 4.0" in origin["licence"]
    assert struct.unpack(">II2s16s16s2s", body) == (
        3405803776, 3405804031, b"GB", first.to_bytes(16, "big"), last.to_bytes(16, "big"), b"FR",
    )  # fmt: skip


def test_a_version_without_a_date_is_refused():
    with pytest.raises(ipcountry.UnreadableTableError, match="build date"):
        ipcountry.built_on("2.3.1")
