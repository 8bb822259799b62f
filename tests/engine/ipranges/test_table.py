"""A table in its file: one answer and many agree with a search of every row, and damage is never an answer."""

from __future__ import annotations

import tempfile
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.engine.ipranges.rows import Holder, Row
from daymark.engine.ipranges.table import AGAINST_ITSELF, RangeTable, TableDamaged
from engine.ipranges.drawn_tables import PROVIDERS, columns_of, row, stored, table

# Few borders near each other, on both sides of the middle of an IPv6 address, so that ranges meet and overlap.
V4 = st.integers(0, 40).map(lambda n: n if n < 30 else 2**32 - 41 + n)
V6 = st.tuples(st.sampled_from([0, 1, 2**63, 2**64 - 1]), st.sampled_from([0, 1, 2, 2**64 - 2, 2**64 - 1])).map(
    lambda halves: halves[0] << 64 | halves[1]
)
HOLDERS = st.builds(Holder, st.sampled_from(["", "FR", "GB"]), st.integers(0, 2), st.sampled_from(["", "Nörd", "A, B"]))


def rows_of(version, numbers):
    ends = st.tuples(numbers, numbers).map(sorted)
    return st.lists(st.builds(lambda pair, who: Row(version, *pair, who), ends, HOLDERS.filter(any)), max_size=12)


def by_looking_at_every_row(rows, version, number):
    covering = [each for each in rows if each.version == version and each.first <= number <= each.last]
    if not covering:
        return None
    best = min(covering, key=lambda each: (each.last - each.first, -each.first))
    holders = {each.holder for each in covering if (each.first, each.last) == (best.first, best.last)}
    return holders.pop() if len(holders) == 1 else AGAINST_ITSELF


@settings(max_examples=150)
@given(rows_of(4, V4), rows_of(6, V6), st.lists(V4, max_size=20), st.lists(V6, max_size=20))
def test_one_answer_and_many_agree_with_a_search_that_looks_at_every_row(v4, v6, few, wide):
    rows = [*v4, *v6]
    with tempfile.TemporaryDirectory() as folder:
        opened = table(Path(folder) / "drawn.table", rows, gives=PROVIDERS)
        for version, numbers in ((4, few), (6, wide)):
            expected = [by_looking_at_every_row(rows, version, number) for number in numbers]
            assert [opened.find(version, number) for number in numbers] == expected
            assert opened.find_many(version, numbers) == expected
            assert opened.covers(version) == any(each.version == version for each in rows)


def test_the_first_and_last_address_of_all_are_found(tmp_path):
    last4, last6 = ip_address(2**32 - 1), ip_address(2**128 - 1)
    rows = [row(str(ip_address(0)), str(last4), country="FR"), row("::", str(last6), country="GB")]
    opened = table(tmp_path / "all.table", rows)
    assert [opened.find(4, number).country for number in (0, 2**32 - 1)] == ["FR", "FR"]
    assert [opened.find(6, number).country for number in (0, 2**64, 2**128 - 1)] == ["GB", "GB", "GB"]


def test_what_is_known_of_a_table_is_read_back_as_it_was_written(tmp_path):
    opened = table(tmp_path / "2026-06-17-countries.table", [row("5.39.0.0", "5.39.0.9", country="FR")])
    assert opened.name == "2026-06-17-countries"
    assert (opened.about.built_on.isoformat(), opened.about.licence) == ("2026-06-17", "CC0-1.0")
    assert opened.about.sources[0].name == "drawn.csv"
    assert not opened.about.is_cut_off


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.7, 0.999])
def test_one_changed_byte_anywhere_is_found_when_the_table_is_opened(tmp_path, share):
    path = stored(tmp_path / "t.table", columns_of([row("5.39.0.0", "5.39.0.9", country="FR")]))
    data = bytearray(path.read_bytes())
    data[int(share * len(data))] ^= 0x10
    path.write_bytes(data)
    with pytest.raises(TableDamaged, match=r"t\.table .*Load it again"):
        RangeTable(path)


@pytest.mark.parametrize("kept", [0, 1, 9, 30, 200, -1])
def test_a_table_whose_end_is_missing_is_not_opened(tmp_path, kept):
    path = stored(tmp_path / "t.table", columns_of([row("5.39.0.0", "5.39.0.9", country="FR")]))
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(TableDamaged):
        RangeTable(path)


def test_a_table_that_is_not_there_is_told(tmp_path):
    with pytest.raises(TableDamaged, match="No such file"):
        RangeTable(tmp_path / "absent.table")
