"""VICS hash sets and cases, and NIST's list of harmless files, which looks like one."""

from __future__ import annotations

import json

import pytest

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist import UnreadableHashList
from exchange.hashlist.list_files import (
    VICS_12,
    VICS_13_CASES,
    both,
    entries,
    md5,
    nist_media,
    sha1,
    sha256,
    vics,
    vics_20,
    written,
)

PHOTODNA = "A" * 192


def medium(seed, **other):
    return {"MediaID": 1, "Category": 1, "MD5": md5(seed).upper(), "SHA1": sha1(seed), **other}


def test_a_hash_set_of_two_is_read_with_its_region_as_profile(tmp_path):
    hash_list = written(tmp_path, "a.json", vics(vics_20("UK"), [medium(1, MediaSize=12, Series="Synthetic")]))
    (entry,) = entries(hash_list)
    assert (hash_list.format, hash_list.version, hash_list.provenance.region) == ("VICS hash set", "2.0", "UK")
    assert (entry.where, entry.md5.hex(), entry.sha1.hex()) == (1, md5(1), sha1(1))
    facts = entry.facts
    assert (facts.category, facts.profile, facts.size, facts.series) == ("1", "VICS 2.0 UK", 12, "Synthetic")


def test_older_versions_say_no_region(tmp_path):
    context = VICS_13_CASES.replace("#Cases", "#Media")
    (entry,) = entries(written(tmp_path, "a.json", vics(context, [medium(1)])))
    assert (entry.facts.category, entry.facts.profile) == ("1", "VICS 1.3, region not said")


def test_the_media_of_cases_are_read_wherever_the_case_says_its_own_facts(tmp_path):
    case = {"CaseMetadata": [], "Media": [medium(1), medium(2)], "CaseID": "{a}", "CaseNumber": "SYN/1"}
    case |= {"SourceApplicationName": "Synthetic", "SourceApplicationVersion": "1", "ContactOrganization": "Unit"}
    hash_list = written(tmp_path, "a.json", vics(VICS_13_CASES, [case, {"CaseID": "{b}", "Media": [medium(3)]}]))
    assert [entry.md5.hex() for entry in entries(hash_list)] == [md5(1), md5(2), md5(3)]
    assert hash_list.format == "VICS case"
    assert hash_list.provenance.source_application == "Synthetic 1"
    assert hash_list.provenance.organisation == "Unit"
    assert hash_list.provenance.more["CaseNumber"] == "SYN/1"


def test_what_an_object_holds_decides_and_not_the_context(tmp_path):
    case_in_a_hash_set = vics(vics_20("US"), [{"CaseID": "{a}", "Media": [medium(1)]}])
    media_in_a_case = vics(vics_20("US", "Cases"), [medium(2)])
    assert [entry.md5.hex() for entry in entries(written(tmp_path, "a.json", case_in_a_hash_set))] == [md5(1)]
    assert [entry.md5.hex() for entry in entries(written(tmp_path, "b.json", media_in_a_case))] == [md5(2)]


def test_photodna_is_stored_from_both_its_places(tmp_path):
    alternative = [{"MD5": md5(2), "HashName": "PhotoDNA", "HashValue": PHOTODNA}, {"HashName": "SHA256", "HashValue": sha256(2)}]  # fmt: skip  # noqa: E501
    one, two, three = entries(
        written(
            tmp_path,
            "a.json",
            vics(
                vics_20(),
                [
                    medium(1, PhotoDNA=PHOTODNA),
                    medium(2, AlternativeHashes=alternative),
                    medium(3, PhotoDNA=PHOTODNA, AlternativeHashes=[{"HashName": "PhotoDNA", "HashValue": "B" * 192}]),
                ],
            ),
        )
    )
    assert dict(one.facts.stored) == dict(two.facts.stored) == {"photodna": PHOTODNA}
    assert two.sha256.hex() == sha256(2)
    assert dict(three.facts.stored) == {"photodna": PHOTODNA, "photodna (another)": "B" * 192}


def test_booleans_numbers_and_categories_come_in_every_dress(tmp_path):
    media = [
        medium(1, Category="2", MediaSize="1234", IsDistributed="true", VictimIdentified=False, MimeType="video/mp4"),
        medium(2, Category=None, MediaSize=None, IsDistributed=True, Tags="a, b"),
        medium(3, Category=2.0, MediaSize="big", Tags=["c"]),
    ]
    one, two, three = entries(written(tmp_path, "a.json", vics(vics_20(), media)))
    assert (one.facts.category, one.facts.size, one.facts.kind) == ("2", 1234, "video")
    assert (one.facts.fields["IsDistributed"], one.facts.fields["VictimIdentified"]) == ("true", "false")
    assert (two.facts.category, two.facts.profile, two.facts.size) == (None, None, None)
    assert (two.facts.fields["IsDistributed"], two.facts.tags) == ("true", ("a", "b"))
    assert (three.facts.category, three.facts.size, three.facts.tags) == ("2", None, ("c",))


def test_no_category_is_read_as_a_verdict_by_its_number(tmp_path):
    media = [medium(number, Category=number) for number in range(8)]
    hash_list = written(tmp_path, "a.json", vics(vics_20(), media))
    assert {entry.standing for entry in entries(hash_list)} == {Standing.UNKNOWN}
    assert "its numbers mean what its profile says" in hash_list.why


def test_zero_five_and_silence_are_no_verdict_whoever_calls_the_list_bad(tmp_path):
    media = [medium(number, Category=category) for number, category in enumerate([0, 1, 2, 3, 4, 5, None, "0", "5"])]
    called_bad = entries(written(tmp_path, "a.json", vics(vics_20(), media), standing=Standing.KNOWN_BAD))
    assert [entry.standing is Standing.KNOWN_BAD for entry in called_bad] == [
        False, True, True, True, True, False, False, False, False,
    ]  # fmt: skip
    assert {entry.standing for entry in called_bad} == {Standing.KNOWN_BAD, Standing.UNKNOWN}


@pytest.mark.parametrize(
    ("region", "good", "refused"), [("US", [0, 8], [5, None]), ("UK", [8], [0, 5, None]), (None, [8], [0, 5, None])]
)
def test_on_a_list_that_is_called_good_only_what_says_that_it_is_harmless_becomes_good(tmp_path, region, good, refused):
    context = vics_20(region) if region else VICS_13_CASES.replace("#Cases", "#Media")
    media = [medium(number, MediaID=number, Category=number) for number in (0, 1, 3, 5, 8)]
    hash_list = written(
        tmp_path, "a.json", vics(context, [*media, medium("none", Category=None)]), standing=Standing.KNOWN_GOOD
    )
    read, bad = both(hash_list)
    said = {entry.facts.category: entry.standing for entry in read}
    assert said == {"1": Standing.UNKNOWN, "3": Standing.UNKNOWN} | {str(each): Standing.KNOWN_GOOD for each in good}
    assert len(bad) == len(refused) == hash_list.tally.bad_rows
    assert {"it has no category" in row.reason or "nobody has looked" in row.reason for row in bad} == {True}


def test_several_entries_of_one_file_are_kept(tmp_path):
    media = [medium(1, RelativeFilePath="a"), medium(1, RelativeFilePath="b")]
    read = entries(written(tmp_path, "a.json", vics(vics_20(), media)))
    assert [entry.facts.fields["RelativeFilePath"] for entry in read] == ["a", "b"]


def test_an_entry_without_a_hash_is_bad_and_the_rest_is_read(tmp_path):
    media = [medium(1), {"MediaID": 2, "Category": 1}, 3, None, medium(4, MD5="xyz"), medium(5, MD5="xyz", SHA1="abc")]
    hash_list = written(tmp_path, "a.json", vics(vics_20(), media))
    good, bad = both(hash_list)
    assert [entry.where for entry in good] == [1, 5]
    assert good[1].sha1.hex() == sha1(4)
    assert [row.where for row in bad] == [2, 3, 4, 6]
    assert any("entry 5: an MD5 has 32" in warning for warning in hash_list.warnings)


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n \t"])
def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(tmp_path, start):
    text = json.dumps(vics(vics_20(), [medium(1)]), indent=2).replace("\n", "\r\n")
    assert [entry.md5.hex() for entry in entries(written(tmp_path, "a.json", start + text.encode()))] == [md5(1)]


def test_a_document_that_breaks_off_gives_what_came_before(tmp_path):
    text = json.dumps(vics(vics_20(), [medium(number) for number in range(3)]))
    hash_list = written(tmp_path, "a.json", text[: text.index(md5(2).upper())])
    good, bad = both(hash_list)
    assert [entry.md5.hex() for entry in good] == [md5(0), md5(1)]
    assert (bad[0].where, "stops before its end" in bad[0].reason) == (3, True)
    assert not hash_list.tally.complete


def test_a_document_of_which_nothing_can_be_read_is_refused(tmp_path):
    with pytest.raises(UnreadableHashList, match="damaged"):
        written(tmp_path, "a.json", '{"odata.metadata":nonsense}')


def test_keys_beside_the_values_are_told(tmp_path):
    hash_list = written(tmp_path, "a.json", vics(vics_20(), [medium(1)]) | {"exported": {"by": "x"}, "n": 1})
    assert entries(hash_list)
    assert any("“exported” beside the values" in warning for warning in hash_list.warnings)
    assert [kept.path for kept in hash_list.not_understood] == ["exported", "n"]


def test_an_entry_without_end_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("daymark.exchange.hashlist.vics_json._MOST_EVENTS", 1000)
    media = [medium(1), medium(2, MediaFiles=[{"FileName": str(number)} for number in range(1000)]), medium(3)]
    good, bad = both(written(tmp_path, "a.json", vics(vics_20(), media)))
    assert [entry.where for entry in good] == [1]
    assert "more than 1,000 parts" in bad[0].reason


def test_a_text_without_end_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("daymark.exchange.hashlist.vics_json._MOST_BYTES", 256 * 1024)
    good, bad = both(written(tmp_path, "a.json", vics(vics_20(), [medium(1), medium(2, Comments="x" * 600_000)])))
    assert [entry.where for entry in good] == [1]
    assert "one entry has more than" in bad[0].reason


def test_many_entries_together_may_be_longer_than_one(tmp_path, monkeypatch):
    monkeypatch.setattr("daymark.exchange.hashlist.vics_json._MOST_BYTES", 256 * 1024)
    monkeypatch.setattr("daymark.exchange.hashlist.vics_json._MOST_EVENTS", 100)
    media = [medium(number, Comments="x" * 1000) for number in range(1000)]
    assert len(entries(written(tmp_path, "a.json", vics(vics_20(), media)))) == 1000


def test_a_tower_of_brackets_is_given_up(tmp_path):
    tower = '{"odata.metadata":"x","value":[{"MD5":' + "[" * 100_000 + "]" * 100_000 + "}]}"
    good, bad = both(written(tmp_path, "a.json", tower))
    assert (good, "levels" in bad[0].reason) == ([], True)


# NIST's list of harmless files, named CAID


def nist_list(tmp_path, media, **asked):
    return written(tmp_path, "NSRL-CAID-JSONs.json", vics(VICS_12, media), **asked)


def test_nists_list_is_known_good_by_itself(tmp_path):
    hash_list = nist_list(tmp_path, [nist_media(number) for number in range(5)])
    assert hash_list.standing is Standing.KNOWN_GOOD
    assert {entry.standing for entry in entries(hash_list)} == {Standing.KNOWN_GOOD}
    assert "NIST" in hash_list.why


def test_nists_list_is_bad_only_by_an_explicit_word_and_with_a_warning(tmp_path):
    hash_list = nist_list(tmp_path, [nist_media(1)], standing=Standing.KNOWN_BAD)
    assert {entry.standing for entry in entries(hash_list)} == {Standing.KNOWN_BAD}
    assert any("NIST's list of harmless files" in warning for warning in hash_list.warnings)


@pytest.mark.parametrize(
    "difference",
    [
        {"Category": 1},
        {"Category": "8"},
        {"MediaSize": 488},
        {"MediaFiles": []},
        {"MediaFiles": [{"FileName": ""}]},
        {"Series": "Synthetic series"},
        {"VictimIdentified": False},
    ],
    ids=str,
)
def test_a_list_of_which_one_mark_differs_is_not_taken_for_nists(tmp_path, difference):
    hash_list = nist_list(tmp_path, [nist_media(1), nist_media(2, **difference)])
    assert hash_list.standing is Standing.UNKNOWN
    assert "say whether it is known bad or good" in hash_list.why
    assert {entry.standing for entry in entries(hash_list)} == {Standing.UNKNOWN}


def test_the_same_entries_under_another_version_are_not_taken_for_nists(tmp_path):
    hash_list = written(tmp_path, "a.json", vics(vics_20(), [nist_media(1)]))
    assert hash_list.standing is Standing.UNKNOWN


def test_an_entry_that_hides_far_down_in_nists_list_does_not_become_good(tmp_path):
    hash_list = nist_list(tmp_path, [*(nist_media(number) for number in range(400)), medium("hidden")])
    assert hash_list.standing is Standing.KNOWN_GOOD
    read = entries(hash_list)
    assert [entry.standing for entry in read[-2:]] == [Standing.KNOWN_GOOD, Standing.UNKNOWN]
    assert any("entry 401" in warning for warning in hash_list.warnings)


def test_an_entry_with_a_verdict_stays_unknown_in_nists_list_whoever_calls_it_good(tmp_path):
    hash_list = nist_list(tmp_path, [nist_media(1), nist_media(2, Category=1)], standing=Standing.KNOWN_GOOD)
    assert [entry.standing for entry in entries(hash_list)] == [Standing.KNOWN_GOOD, Standing.UNKNOWN]
