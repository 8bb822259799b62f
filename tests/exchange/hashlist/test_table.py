"""Tables: CSV with a header, with the person's words about its columns, and without a header."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist import UnreadableHashList, WrongColumns
from exchange.hashlist.list_files import ICSE_HEADER, both, entries, md5, sha1, sha256, written


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_seen(tmp_path, delimiter):
    text = f"MD5{delimiter}SHA-1{delimiter}note\n{md5(1)}{delimiter}{sha1(1)}{delimiter}made up\n"
    (entry,) = entries(written(tmp_path, "a.csv", text))
    assert (entry.where, entry.md5.hex(), entry.sha1.hex()) == (2, md5(1), sha1(1))
    assert entry.facts.fields == {"note": "made up"}


def test_every_usual_column_is_understood(tmp_path):
    header = (
        "id,MD5,sha_1,SHA256,PDQ,quality,PhotoDNA,category,profile,series,votes,votes_against,date,size,tags,member"
    )
    row = f"7,{md5(1)},{sha1(1)},{sha256(1)},{sha256('p')},88,AAAA,2,UK,Synthetic,3,1,2026-01-02,1234,a;b,42"
    (entry,) = entries(written(tmp_path, "a.csv", f"{header}\n{row}\n"))
    facts = entry.facts
    assert (entry.sha256.hex(), entry.pdq.hex(), entry.quality) == (sha256(1), sha256("p"), 88)
    assert (facts.external_id, facts.category, facts.profile, facts.series) == ("7", "2", "UK", "Synthetic")
    assert (facts.votes_for, facts.votes_against, facts.date, facts.size) == (3, 1, "2026-01-02", 1234)
    assert (facts.tags, facts.member, dict(facts.stored)) == (("a", "b"), "42", {"photodna": "AAAA"})


def test_a_column_of_one_name_decides_what_sixty_four_digits_are(tmp_path):
    (as_pdq,) = entries(written(tmp_path, "a.csv", f"pdq\n{sha256(1)}\n"))
    (as_sha256,) = entries(written(tmp_path, "a.csv", f"SHA-256\n{sha256(1)}\n"))
    (either,) = entries(written(tmp_path, "a.csv", f"hash\n{sha256(1)}\n"))
    (said,) = entries(written(tmp_path, "a.csv", f"hash\n{sha256(1)}\n", signal_type="sha256"))
    assert [(bool(entry.sha256), bool(entry.pdq)) for entry in (as_pdq, as_sha256, either, said)] == [
        (False, True), (True, False), (True, True), (True, False),
    ]  # fmt: skip


def test_a_person_says_which_column_holds_what(tmp_path):
    text = f"Nr;Hash Value;Klasse\n1;{md5(1)};A\n"
    hash_list = written(tmp_path, "a.csv", text, columns={"md5": "Hash Value", "category": "3"})
    (entry,) = entries(hash_list)
    assert hash_list.warnings == ("Columns kept as they are: “Nr”.",)
    assert (entry.md5.hex(), entry.facts.category, entry.facts.fields) == (md5(1), "A", {"Nr": "1"})


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"md5": "Prüfsumme"}, "no column “Prüfsumme”"),
        ({"mdfive": "Nr"}, "no column “mdfive” here"),
        ({"category": "Nr"}, "No column holds a hash"),
    ],
)
def test_a_column_that_is_not_there_is_refused_with_the_names_that_are(tmp_path, columns, said):
    with pytest.raises(WrongColumns, match=said):
        written(tmp_path, "a.csv", f"Nr;Klasse\n1;{md5(1)}\n", columns=columns)


def test_ipeds_statuses_give_each_row_its_standing(tmp_path):
    rows = "".join(f"{md5(status)},set one,{status}\n" for status in ("known", "alert", "pedo", "something", ""))
    read = entries(written(tmp_path, "a.csv", "MD5,set,status\n" + rows))
    assert [entry.standing for entry in read] == [
        Standing.KNOWN_GOOD, Standing.KNOWN_BAD, Standing.KNOWN_BAD, Standing.UNKNOWN, Standing.UNKNOWN,
    ]  # fmt: skip
    assert read[0].facts.fields == {"set": "set one", "status": "known"}


def test_no_row_becomes_good_against_a_list_that_is_called_bad(tmp_path):
    text = f"MD5,status\n{md5(1)},known\n{md5(2)},alert\n{md5(3)},\n"
    called_bad = entries(written(tmp_path, "a.csv", text, standing=Standing.KNOWN_BAD))
    called_good = entries(written(tmp_path, "a.csv", text, standing=Standing.KNOWN_GOOD))
    assert [entry.standing for entry in called_bad] == [Standing.UNKNOWN, Standing.KNOWN_BAD, Standing.KNOWN_BAD]
    assert [entry.standing for entry in called_good] == [Standing.KNOWN_GOOD, Standing.KNOWN_BAD, Standing.KNOWN_GOOD]


def test_a_featureless_hash_is_read_and_never_matches(tmp_path):
    low, high = entries(written(tmp_path, "a.csv", f"pdq,quality\n{sha256(1)},49\n{sha256(1)},50\n"))
    assert ("below 50" in low.never_matches["pdq"], high.never_matches) == (True, {})
    assert (low.quality, high.quality) == (49, 50)


def test_an_md5_beside_a_featureless_picture_still_matches(tmp_path):
    (entry,) = entries(written(tmp_path, "a.csv", f"md5,pdq,quality\n{md5(1)},{sha256(1)},0\n"))
    assert set(entry.never_matches) == {"pdq"}


def test_one_bad_value_does_not_cost_the_row(tmp_path):
    hash_list = written(tmp_path, "a.csv", f"md5,sha1,size\n{md5(1)[:-1]},{sha1(1)},much\n{md5(2)},,12\n,,\nx,y,1\n")
    good, bad = both(hash_list)
    assert [(entry.where, entry.md5 is None) for entry in good] == [(2, True), (3, False)]
    assert good[0].facts.fields == {"size": "much"}
    assert [row.where for row in bad] == [4, 5]
    assert any(warning.startswith("line 2: an MD5 has 32") for warning in hash_list.warnings)


def test_a_quoted_text_may_hold_delimiters_and_line_ends(tmp_path):
    text = f'md5,note\n{md5(1)},"a, ""b""\nand c"\n{md5(2)},plain\n'
    one, two = entries(written(tmp_path, "a.csv", text))
    assert (one.where, one.facts.fields["note"]) == (2, 'a, "b"\nand c')
    assert (two.where, two.facts.fields["note"]) == (4, "plain")


def test_a_quote_that_never_closes_costs_its_own_line_alone(tmp_path):
    rows = [f"{md5(number)},words" for number in range(300)]
    rows[3] = f'"{md5(3)},words'
    rows[7] = f'{md5(7)},5" disk'
    good, bad = both(written(tmp_path, "a.csv", "md5,note\n" + "\n".join(rows) + "\n"))
    assert [row.where for row in bad] == [5]
    assert "quote" in bad[0].reason
    assert [entry.where for entry in good] == [line for line in range(2, 302) if line != 5]


def test_a_row_too_long_to_be_one_is_bad(tmp_path):
    good, bad = both(written(tmp_path, "a.csv", f"md5,note\n{md5(1)},{'x' * 70_000}\n{md5(2)},c\n"))
    assert ([entry.where for entry in good], [row.where for row in bad]) == ([3], [2])


def test_words_behind_a_closing_quote_are_no_matter(tmp_path):
    one, two = entries(written(tmp_path, "a.csv", f'md5,note\n"{md5(1)}","a" b\n{md5(2)},c\n'))
    assert (one.facts.fields, two.where) == ({"note": "a b"}, 3)


def test_a_row_with_too_many_cells_keeps_them(tmp_path):
    (entry,) = entries(written(tmp_path, "a.csv", f"md5,note\n{md5(1)},a,b,c\n"))
    assert entry.facts.fields == {"note": "a", "column 3": "b", "column 4": "c"}


def test_a_table_without_a_header_is_read_by_what_its_first_row_holds(tmp_path):
    (one, two) = entries(written(tmp_path, "a.csv", f"{md5(1)},{sha1(1)},x\n{md5(2)},{sha1(2)},y\n"))
    assert (one.where, one.md5.hex(), one.sha1.hex(), one.facts.fields) == (1, md5(1), sha1(1), {"column 3": "x"})
    assert two.where == 2
    (named,) = entries(written(tmp_path, "a.csv", f"{sha256(1)},88\n", columns={"pdq": "1", "quality": "2"}))
    assert (named.pdq.hex(), named.sha256, named.quality) == (sha256(1), None, 88)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_encodings_of_windows_are_read(tmp_path, encoding):
    text = f"md5,note\r\n{md5(1)},Größe\r\n"
    data = text.encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    if encoding == "utf-16-be":
        data = b"\xfe\xff" + data
    (entry,) = entries(written(tmp_path, "a.csv", data))
    assert entry.facts.fields == {"note": "Größe"}


def test_an_icse_export_is_known_bad_and_its_verdict_is_kept_with_its_scale(tmp_path):
    row = f"{md5(1)};{sha1(1)};AAAA;1000001;Yes;No;No;Synthetic series;3;Yes;Image;Yes"
    hash_list = written(tmp_path, "a.csv", f"{ICSE_HEADER}\n{row}\n;{sha1(2)};;2;;;;;;;;No\n")
    one, two = entries(hash_list)
    assert (hash_list.format, hash_list.standing) == ("ICSE export (CSV)", Standing.KNOWN_BAD)
    assert hash_list.warnings == ()
    assert (one.facts.external_id, one.facts.series, one.facts.kind) == ("1000001", "Synthetic series", "Image")
    assert (one.facts.category, one.facts.profile) == ("Yes", "ICSE: Baseline")
    assert (dict(one.facts.stored), one.facts.fields["Number of submissions"]) == ({"photodna": "AAAA"}, "3")
    assert (two.md5, two.sha1.hex(), two.facts.category) == (None, sha1(2), "No")


def test_a_table_of_other_things_is_no_hash_list(tmp_path):
    with pytest.raises(UnreadableHashList, match="no hash list"):
        written(tmp_path, "a.csv", "name,colour\nshed,red\n")


_CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(_CELLS, min_size=1, max_size=6))
def test_any_note_that_a_csv_writer_writes_is_read_back(tmp_path_factory, notes):
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(["md5", "note"])
    writer.writerows([md5(number), note] for number, note in enumerate(notes))
    read = entries(written(tmp_path_factory.mktemp("table"), "a.csv", held.getvalue()))
    assert [entry.facts.fields.get("note", "") for entry in read] == [note.strip() for note in notes]
