"""Lists of one hash a line."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist import KnownEntry
from daymark.exchange.hashlist.entries import Piece
from exchange.hashlist.list_files import both, entries, md5, sha1, sha256, written


def test_each_hash_is_known_by_its_length(tmp_path):
    one, two, three = entries(written(tmp_path, "a.txt", f"{md5(1)}\n{sha1(2).upper()}\n{sha256(3)}\n"))
    assert (one.where, one.md5) == (1, bytes.fromhex(md5(1)))
    assert (two.where, two.sha1) == (2, bytes.fromhex(sha1(2)))
    assert (three.where, three.sha256, three.pdq) == (3, bytes.fromhex(sha256(3)), bytes.fromhex(sha256(3)))


def test_sixty_four_digits_match_as_either_until_somebody_says_which(tmp_path):
    undecided = written(tmp_path, "a.txt", sha256(1) + "\n")
    assert entries(undecided)[0].undecided
    assert "match as either" in undecided.warnings[0]
    (as_pdq,) = entries(written(tmp_path, "a.txt", sha256(1) + "\n", signal_type="pdq"))
    assert (as_pdq.pdq, as_pdq.sha256) == (bytes.fromhex(sha256(1)), None)
    (as_sha256,) = entries(written(tmp_path, "a.txt", sha256(1) + "\n", signal_type="sha256"))
    assert (as_sha256.pdq, as_sha256.sha256) == (None, bytes.fromhex(sha256(1)))


def test_a_word_about_the_kind_holds_for_every_line(tmp_path):
    good, bad = both(written(tmp_path, "a.txt", f"{md5(1)}\n{sha256(2)}\n", signal_type="pdq"))
    assert [entry.where for entry in good] == [2]
    assert bad[0].where == 1
    assert "a PDQ hash has 64" in bad[0].reason


def test_blank_lines_comments_and_windows_line_ends_are_no_matter(tmp_path):
    read = entries(written(tmp_path, "a.txt", f"\ufeff# made up\r\n\r\n{md5(1)}\r\n  {md5(2)}\t\r\n{md5(3)}"))
    assert [(entry.where, entry.md5.hex()) for entry in read] == [(3, md5(1)), (4, md5(2)), (5, md5(3))]


def test_the_lists_of_md5sum_keep_their_file_names(tmp_path):
    (entry, other) = entries(written(tmp_path, "a.md5", f"{md5(1)}  a file.jpg\n{sha1(2)} *b.jpg\n"))
    assert (entry.md5.hex(), entry.facts.fields["file name"]) == (md5(1), "a file.jpg")
    assert (other.sha1.hex(), other.facts.fields["file name"]) == (sha1(2), "b.jpg")


def test_a_bad_line_is_told_with_its_number_and_the_rest_is_read(tmp_path):
    good, bad = both(written(tmp_path, "a.txt", f"{md5(1)}\n{md5(2)[:-1]}\nno hash\n{md5(3)}\n"))
    assert [entry.where for entry in good] == [1, 4]
    assert [row.where for row in bad] == [2, 3]
    assert "31 hexadecimal digits" in bad[0].reason
    assert bad[1].text == "no hash"


@pytest.mark.parametrize("slipped", [1, 2, 4])
def test_digits_that_slipped_into_the_line_before_spoil_both_and_no_other(tmp_path, slipped):
    lines = [sha256(number) for number in range(50)]
    lines[20], lines[21] = lines[20] + lines[21][:slipped], lines[21][slipped:]
    good, bad = both(written(tmp_path, "a.txt", "\n".join(lines) + "\n"))
    assert [row.where for row in bad] == [21, 22]
    assert {entry.pdq.hex() for entry in good} == set(lines) - set(lines[20:22])


def test_a_blank_in_the_place_of_a_digit_is_not_passed_over(tmp_path):
    text = f"{md5(1)}\r\n{md5(2)} \n{md5(3)[:15]} {md5(3)[16:]}\r\n{md5(4)[:14]}  {md5(4)[16:]}\r\n"
    good, bad = both(written(tmp_path, "a.txt", text))
    assert [(entry.where, entry.md5.hex()) for entry in good] == [(1, md5(1)), (2, md5(2))]
    assert [row.where for row in bad] == [3, 4]


def test_two_blanks_in_the_place_of_digits_do_not_shift_what_follows(tmp_path):
    text = f"{md5(1)}\n{md5(2)[:14]}  {md5(2)[16:]}\n" + "".join(f"{md5(number)}\n" for number in range(3, 20))
    good, bad = both(written(tmp_path, "a.txt", text))
    assert [entry.md5.hex() for entry in good] == [md5(number) for number in range(1, 20) if number != 2]
    assert [row.where for row in bad] == [2]


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256"])
def test_the_digest_of_an_empty_file_never_matches(tmp_path, name):
    empty = hashlib.new(name, usedforsecurity=False)
    (entry,) = entries(written(tmp_path, "a.txt", empty.hexdigest() + "\n"))
    assert "empty file" in entry.never_matches[empty.name]
    assert len(entry.never_matches) == (2 if empty.name == "sha256" else 1)


@pytest.mark.parametrize("value", ["0" * 64, "f" * 64, "0" * 60 + "ffff", "f" * 57 + "0" * 7])
def test_a_nearly_constant_hash_never_matches_by_look(tmp_path, value):
    (entry,) = entries(written(tmp_path, "a.txt", value + "\n", signal_type="pdq"))
    assert "constant" in entry.never_matches["pdq"]


def test_a_hash_of_a_picture_matches(tmp_path):
    (entry,) = entries(written(tmp_path, "a.txt", "0f" * 32 + "\n", signal_type="pdq"))
    assert entry.never_matches == {}


def test_the_standing_is_not_said_until_a_person_says_it(tmp_path):
    silent = written(tmp_path, "a.txt", md5(1) + "\n")
    assert (silent.standing, entries(silent)[0].standing) == (Standing.UNKNOWN, Standing.UNKNOWN)
    assert "say which" in silent.why
    bad = written(tmp_path, "a.txt", md5(1) + "\n", standing=Standing.KNOWN_BAD)
    assert entries(bad)[0].standing is Standing.KNOWN_BAD
    assert "person" in bad.why


def test_a_line_of_many_megabytes_is_one_bad_row(tmp_path, monkeypatch):
    monkeypatch.setattr("daymark.exchange.hashlist.lines.LONGEST_LINE", 3 * 1024**2)
    text = md5(1) + "\n" + "a" * (5 * 1024**2) + "\n" + "\n".join(md5(number) for number in range(3, 10))
    good, bad = both(written(tmp_path, "a.txt", text))
    assert [entry.where for entry in good] == [1, 3, 4, 5, 6, 7, 8, 9]
    assert [row.where for row in bad] == [2]


def test_a_list_longer_than_one_block_keeps_its_line_numbers(tmp_path):
    lines = [sha1(number) for number in range(60_000)]
    lines[40_000] = "broken"
    good, bad = both(written(tmp_path, "a.txt", "\n".join(lines) + "\n"))
    assert [row.where for row in bad] == [40_001]
    assert [(entry.where, entry.sha1.hex()) for entry in good] == [
        (number, line) for number, line in enumerate(lines, 1) if line != "broken"
    ]


def test_pieces_are_the_same_entries(tmp_path):
    text = "".join(f"{sha256(number)}\n" for number in range(40_000)) + f"# end\n{md5(1)}\n"
    hash_list = written(tmp_path, "a.txt", text)
    one_by_one = list(hash_list)
    assert hash_list.tally.complete
    apart = []
    for row in hash_list.pieces():
        apart += row.entries() if isinstance(row, Piece) else [row]
    assert apart == one_by_one
    assert any(isinstance(row, Piece) for row in hash_list.pieces())


def _as_anybody_would(lines):
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text and not text.startswith("#"):
            try:
                value = bytes.fromhex(text) if not any(mark.isspace() for mark in text) else b""
            except ValueError:
                value = b""
            yield number, value if len(value) in (16, 20, 32) else None


_LINES = st.lists(
    st.one_of(
        st.binary(min_size=32, max_size=32).map(bytes.hex),
        st.binary(min_size=16, max_size=16).map(lambda value: value.hex().upper()),
        st.sampled_from(["", " ", "# words", "xyz", "0" * 63, "0" * 65, "0" * 30 + " " + "0" * 33]),
    ),
    max_size=12,
)


@settings(deadline=None)  # a busy machine is no fault
@given(_LINES, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_any_lines_are_read_as_anybody_would(tmp_path_factory, lines, end, closed):
    lines = ["# the kind of each line is told by its length", "a" * 32, *lines]
    text = end.join(lines) + (end if closed else "")
    rows = list(written(tmp_path_factory.mktemp("plain"), "a.txt", text))
    found = [(row.where, (row.md5 or row.sha1 or row.sha256) if isinstance(row, KnownEntry) else None) for row in rows]
    assert found == list(_as_anybody_would(lines))
