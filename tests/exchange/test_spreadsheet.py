"""No cell of an export is taken for a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.exchange.spreadsheet import csv_bytes, harmless


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1", "\u00a0=1"]
)
def test_what_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "R-2026-000123", "two\nlines", "a=b", "'quoted'"])
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00")), min_size=1, max_size=4))
def test_what_is_written_is_read_back_and_never_a_formula(cells: list[str]) -> None:
    content = csv_bytes(["head"], [cells]).decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(content, newline="")))[1] if cells != [""] else [""]
    assert [cell.removeprefix("'") for cell in row] == [cell.removeprefix("'") for cell in cells]
    assert not [cell for cell in row if cell.lstrip(" \u00a0")[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"}]


def test_numbers_stay_numbers_and_times_are_iso() -> None:
    at = datetime(2026, 3, 2, 12, 0, 0, 5, tzinfo=UTC)
    assert csv_bytes(["n", "at", "none"], [[-3, at, None]]).endswith(b"-3,2026-03-02T12:00:00+00:00,\r\n")
