"""Which list a file is, what is refused by name, and that no bytes at all give anything but rows or a sentence."""

from __future__ import annotations

import gzip
import json
import pickle
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist import BadRow, KnownEntry, UnreadableHashList, UnsafeHashList, read_hash_list
from daymark.exchange.hashlist.entries import Facts
from daymark.exchange.hashlist.loading import load
from daymark.problems import Problem
from exchange.hashlist.list_files import (
    ICSE_HEADER,
    VICS_12,
    both,
    entries,
    md5,
    ncmec,
    ncmec_image,
    nist_media,
    nsrl,
    nsrl_row,
    sha1,
    sha256,
    vics,
    vics_20,
    written,
)


class Trap:
    """Would run when it is unpickled."""

    def __reduce__(self):
        return (pytest.fail, ("a pickle was opened",))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("value", [Trap(), {"a": [1]}, [1, 2], {"hash": sha256(1)}])
def test_a_pickle_is_recognised_and_never_opened(tmp_path, protocol, value):
    with pytest.raises(UnsafeHashList, match="never read"):
        written(tmp_path, "collab.state.pickle", pickle.dumps(value, protocol))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"PK\x03\x04rest", "zip archive: unpack it"),
        (b"\x93NUMPY\x01\0", "numpy"),
        (b"%PDF-1.7", "PDF"),
        (b"\0\1\2\3", "neither text nor a hash list"),
        (b"# only\n# comments\n", "blank lines and comments"),
        (b"Dear all,\nplease find attached\n", "no hash list"),
        (b'{"hashRecords": []}', "JSON, but none of the forms"),
        (b"<html><body>moved</body></html>", "XML, but not NCMEC"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(tmp_path, data, said):
    with pytest.raises(UnreadableHashList, match=said):
        written(tmp_path, "a.bin", data)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UnreadableHashList, match="There is no file"):
        read_hash_list(tmp_path / "missing.txt")
    with pytest.raises(UnreadableHashList, match="There is no file"):
        read_hash_list(tmp_path)


def test_a_signal_type_that_is_none_is_refused(tmp_path):
    with pytest.raises(UnreadableHashList, match="no signal type"):
        written(tmp_path, "a.txt", md5(1), signal_type="photodna")


def test_one_bad_line_at_the_top_does_not_make_a_list_unreadable(tmp_path):
    good, bad = both(written(tmp_path, "a.txt", f"Exported hashes\n{md5(1)}\n"))
    assert ([row.where for row in bad], [entry.where for entry in good]) == ([1], [2])


def test_a_hash_in_a_letter_does_not_make_it_a_list(tmp_path):
    with pytest.raises(UnreadableHashList, match="no hash list"):
        written(tmp_path, "a.txt", f"Dear all,\nthe digest is\n{md5(1)}\nYours\n")


def test_a_list_packed_with_gzip_is_the_list_inside(tmp_path):
    hash_list = written(tmp_path, "bad.csv.gz", gzip.compress(f"md5\n{md5(1)}\n".encode()))
    assert ([entry.md5.hex() for entry in entries(hash_list)], hash_list.name) == ([md5(1)], "bad")


def test_a_packed_list_that_swells_without_end_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("daymark.exchange.hashlist.opening._FLOOR", 1024**2)
    bomb = gzip.compress(f"{md5(1)}\n".encode() + b"0" * (64 * 1024**2))
    good, bad = both(written(tmp_path, "a.txt.gz", bomb))
    assert (len(good), "swells" in bad[-1].reason) == (1, True)


def test_a_packed_list_that_is_cut_gives_what_came_before(tmp_path):
    text = "".join(f"{sha256(number)}\n" for number in range(20_000))
    good, bad = both(written(tmp_path, "a.txt.gz", gzip.compress(text.encode(), compresslevel=1)[:-200_000]))
    assert 0 < len(good) < 20_000
    assert [entry.pdq.hex() for entry in good] == [sha256(number) for number in range(len(good))]
    assert "gzip packing is damaged" in bad[-1].reason


def test_the_sha256_of_a_list_tells_it_from_another_state_of_it(tmp_path):
    assert written(tmp_path, "a.txt", md5(1)).sha256 != written(tmp_path, "b.txt", md5(2)).sha256


def test_a_list_that_was_taken_away_is_told(tmp_path):
    hash_list = written(tmp_path, "a.txt", f"{md5(1)}\n")
    hash_list.path.unlink()
    with pytest.raises(UnreadableHashList, match="cannot be read"):
        _ = hash_list.sha256
    ((row),) = hash_list
    assert "nothing from here on could be read" in row.reason


def test_a_list_can_be_read_twice_and_counts_each_time_anew(tmp_path):
    hash_list = written(tmp_path, "a.txt", f"{md5(1)}\nx\n{'0' * 32}\n")
    assert list(hash_list) == list(hash_list)
    tally = hash_list.tally
    assert (tally.entries, tally.bad_rows, tally.never_matching, tally.complete) == (2, 1, 1, True)


_TEXT = st.text(st.characters(codec="utf-8"), max_size=20)


@settings(deadline=None)  # a busy machine is no fault
@given(
    st.builds(
        Facts,
        size=st.none() | st.integers(0, 2**63 - 1),
        external_id=st.none() | _TEXT.filter(bool),
        votes_for=st.none() | st.integers(0, 9),
        votes_against=st.none() | st.integers(0, 9),
        category=st.none() | _TEXT.filter(bool),
        deleted=st.booleans(),
        tags=st.lists(_TEXT).map(tuple),
        stored=st.dictionaries(_TEXT, _TEXT),
        fields=st.dictionaries(_TEXT, _TEXT),
    )
)
def test_facts_come_back_from_their_compact_form(facts):
    data = facts.as_json()
    assert Facts.from_said(json.loads(data) if data else {}) == facts


def _lists(folder):
    """One good file of each format."""
    yield "plain", f"{md5(1)}\n{sha1(2)}\n{sha256(3)}\n{md5(4)}  a.jpg\n".encode()
    yield "signals", f'pdq {sha256(1)}\nmd5 {md5(1)}\nvpdq ["{sha256(1)},100,1.0"]\n'.encode()
    yield "table", f'md5,pdq,quality,note,status\n{md5(1)},{sha256(1)},88,"a ""b"",\nc",alert\n{md5(2)},,,,\n'.encode()
    yield "icse", f"{ICSE_HEADER}\n{md5(1)};{sha1(1)};AAAA;1;Yes;No;No;S;3;Yes;Image;Yes\n".encode()
    yield (
        "vics",
        json.dumps(vics(vics_20(), [{"MD5": md5(n), "Category": n, "PhotoDNA": "A"} for n in range(3)])).encode(),
    )
    yield "nist", json.dumps(vics(VICS_12, [nist_media(n) for n in range(3)])).encode()
    yield "ncmec", ncmec(ncmec_image(1, f"<md5>{md5(1)}</md5><pdq>{sha256(1)}</pdq>")).encode()
    yield "film", f"0,100,{sha256(1)},0.000\n25,88,{sha256(2)},1.000\n".encode()
    yield "film list", json.dumps([f"{sha256(1)},100,0.0", f"{sha256(2)},50,1.0"]).encode()
    run = {
        "path": "/a",
        "md5": md5(1),
        "pdq": sha256(1),
        "quality": 9,
        "frames": [f"0,100,{sha256(1)},0.0"],
        "error": None,
    }
    yield "hashed", (json.dumps(run) + "\n").encode() * 2
    yield "nsrl", nsrl(folder / "made.db", [nsrl_row(number) for number in range(3)]).read_bytes()


class Desk:
    """A folder for files of the properties, and one good file of each format (a plain dict would be printed whole)."""

    def __init__(self, folder):
        self.folder = folder
        self.good = dict(_lists(folder))


@pytest.fixture(scope="session")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("desk"))


FORMATS = (
    "plain", "signals", "table", "icse", "vics", "nist", "ncmec", "film", "film list", "hashed", "nsrl",
)  # fmt: skip

_SPLICES = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 40),
        st.sampled_from(
            [b"", b"\0", b'"', b"\n", b"<", b"{", b"[", b",", b"\xff", b"9" * 40, b"&a;", b"null", b"\r", b"e3"]
        ),
    ),
    min_size=1,
    max_size=6,
)


def spliced(data, splices):
    """The data with pieces cut out and others put in."""
    for place, cut, put in splices:
        at = int(place * len(data))
        data = data[:at] + put + data[at + cut :]
    return data


def rows_or_sentence(folder, data, **asked):
    """All rows of the bytes as a list, or none when they were refused; anything else is a mistake."""
    try:
        hash_list = written(folder, "x.bin", data, **asked)
        rows = list(hash_list)
        load([hash_list], lambda hash_list, row: None)
    except Problem:
        return []
    assert {type(row) for row in rows} <= {KnownEntry, BadRow}
    for row in rows:
        assert row.where >= 0 or isinstance(row, KnownEntry)
        if isinstance(row, BadRow):
            assert row.reason
            assert len(row.text) < 100
    return rows


@pytest.mark.parametrize("name", FORMATS)
@settings(deadline=None)  # a busy machine is no fault
@given(splices=_SPLICES, standing=st.sampled_from([None, *Standing]), packed=st.booleans())
def test_any_damage_gives_rows_or_a_sentence(desk, name, splices, standing, packed):
    data = spliced(desk.good[name], splices)
    if packed:
        data = zlib.compress(data, wbits=31)
    rows_or_sentence(desk.folder, data, standing=standing)


@pytest.mark.deep
@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=1500, deadline=None)
@given(splices=_SPLICES, standing=st.sampled_from([None, *Standing]))
def test_far_more_damage_gives_rows_or_a_sentence(desk, name, splices, standing):
    rows_or_sentence(desk.folder, spliced(desk.good[name], splices), standing=standing)


@settings(deadline=None)  # a busy machine is no fault
@given(st.binary(max_size=300))
def test_any_bytes_give_rows_or_a_sentence(desk, data):
    rows_or_sentence(desk.folder, data)


@pytest.mark.parametrize("name", FORMATS)
def test_a_good_file_gives_entries_and_a_cut_one_never_more(desk, tmp_path, name):
    whole = both(written(tmp_path, "x.bin", desk.good[name]))
    assert whole[0]
    assert whole[1] == []
    for end in range(0, len(desk.good[name]), 97):
        rows = rows_or_sentence(tmp_path, desk.good[name][:end])
        assert sum(isinstance(row, KnownEntry) for row in rows) <= len(whole[0])
