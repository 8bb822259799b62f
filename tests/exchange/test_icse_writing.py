"""An ICSE export that its readers know."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist import read_hash_list
from daymark.exchange.icse import IcseRow, write_icse
from exchange.hashlist.list_files import ICSE_HEADER

WHOLE = IcseRow(
    b"\xab" * 16, b"\xcd" * 20, "A" * 192, "1000001", True, False, None, "Synthetic", 3, True, "Image", True
)


def out(*rows: IcseRow) -> bytes:
    """The bytes of an export."""
    stream = io.BytesIO()
    assert write_icse(stream, rows) == len(rows)
    return stream.getvalue()


def test_the_header_agrees_to_the_letter_and_has_no_byte_order_mark():
    assert out().split(b"\r\n")[0] == ICSE_HEADER.encode()


def test_a_row_says_yes_and_no_and_nothing_where_nothing_is_known():
    digests = f"{'AB' * 16};{'CD' * 20}"
    expected = f"{digests};{'A' * 192};1000001;Yes;No;;Synthetic;3;Yes;Image;Yes"
    assert out(WHOLE).decode().splitlines()[1] == expected
    assert out(IcseRow(b"\xab" * 16)).decode().splitlines()[1] == "AB" * 16 + ";" * 11


def test_our_reader_knows_it(tmp_path):
    path = tmp_path / "icse.csv"
    path.write_bytes(out(WHOLE, IcseRow(bytes(range(16)), series_name="a;b")))
    hash_list = read_hash_list(path)
    first, second = hash_list
    assert (hash_list.format, hash_list.standing) == ("ICSE export (CSV)", Standing.KNOWN_BAD)
    assert (first.md5, first.sha1, first.facts.category) == (b"\xab" * 16, b"\xcd" * 20, "Yes")
    assert second.facts.series == "a;b"


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00\r\n"), min_size=1))
def test_no_name_of_a_series_is_a_formula_or_another_row(name):
    rows = out(IcseRow(b"\xab" * 16, series_name=name)).decode().split("\r\n")
    assert len(rows) == 3
    cell = rows[1].split(";", 7)[7].lstrip('"\u00a0 ')
    assert not cell.startswith(("=", "+", "-", "@", "\t"))
