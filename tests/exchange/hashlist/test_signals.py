"""Lists of `signal_type value` lines."""

from __future__ import annotations

import pytest

from daymark.exchange.hashlist import UnreadableHashList
from exchange.hashlist.list_files import both, entries, md5, sha1, sha256, written


def test_each_signal_type_goes_where_it_belongs(tmp_path):
    text = (
        f"pdq {sha256(1)}\nvideo_md5 {md5(2)}\nmd5 {md5(3)}\nsha1 {sha1(4)}\nsha256 {sha256(5)}\nHASH_PDQ {sha256(6)}\n"
    )
    read = entries(written(tmp_path, "a.txt", text))
    found = [
        (entry.where, [kind for kind in ("md5", "sha1", "sha256", "pdq") if getattr(entry, kind)]) for entry in read
    ]
    assert found == [(1, ["pdq"]), (2, ["md5"]), (3, ["md5"]), (4, ["sha1"]), (5, ["sha256"]), (6, ["pdq"])]
    assert read[0].pdq.hex() == sha256(1)


def test_a_film_is_one_entry_with_its_frames(tmp_path):
    frames = ", ".join(f'"{sha256(second)},100,{second}.000"' for second in range(3))
    (entry,) = entries(written(tmp_path, "a.txt", f"vpdq [{frames}]\n"))
    assert [(frame.seconds, frame.hash.hex()) for frame in entry.frames] == [(at, sha256(at)) for at in (0, 1, 2)]


def test_a_film_without_features_never_matches(tmp_path):
    (entry,) = entries(written(tmp_path, "a.txt", f'vpdq ["{sha256(1)},10,0.0", "{"0" * 64},100,1.0"]\n'))
    assert "video" in entry.never_matches


def test_what_is_not_matched_is_stored_under_its_name(tmp_path):
    hash_list = written(tmp_path, "a.txt", f"pdq {sha256(1)}\ntlsh T1ABC\ntext_tlsh T1DEF\nsynthetic_kind words\n")
    stored = [dict(entry.facts.stored) for entry in entries(hash_list)]
    assert stored == [{}, {"tlsh": "T1ABC"}, {"text_tlsh": "T1DEF"}, {"synthetic_kind": "words"}]
    assert any("synthetic_kind is not known here" in warning for warning in hash_list.warnings)


def test_a_value_that_is_none_is_a_bad_row(tmp_path):
    good, bad = both(
        written(tmp_path, "a.txt", f"pdq {sha256(1)}\npdq {sha256(2)[:-2]}\npdq\nmd5 {'x' * 32}\nvpdq [1]\n")
    )
    assert [entry.where for entry in good] == [1]
    assert [(row.where, bool(row.reason)) for row in bad] == [(2, True), (3, True), (4, True), (5, True)]
    assert "62 characters" in bad[0].reason


@pytest.mark.parametrize("text", ["sha256 VARCHAR NOT NULL\n", "Hello world\n", "pdq is a hash of pictures\n"])
def test_prose_and_programs_are_no_signals(tmp_path, text):
    with pytest.raises(UnreadableHashList, match="no hash list"):
        written(tmp_path, "a.txt", text)
