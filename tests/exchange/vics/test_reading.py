"""What exporters really write is read: merged, in every dress, and what cannot be read is told by number."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from daymark.exchange.moments import Moment
from daymark.exchange.vics import NotVics, UnreadableHashList
from exchange.vics.vics_documents import (
    CASE_ID,
    PHOTODNA,
    V13_CASES,
    V20,
    AlternativeHash,
    both,
    case_document,
    cases_out,
    md5,
    media_of,
    medium,
    raw,
    saved,
)
from exchange.vics.vics_documents import Case as VicsCase


def only(folder, **said):
    """The one medium of a case in which others wrote these properties, and the warnings."""
    document = saved(folder, case_document([raw(1, **said)]))
    (media,) = media_of(document)
    return media, document.warnings


def test_entries_of_one_file_become_one_medium_with_every_place_where_it_lay(tmp_path):
    places = [[{"FileName": f"{number}.jpg", "MediaFileID": number}] for number in range(3)]
    entries = [
        raw(1, MediaFiles=places[0], Category=None, Series="Synthetic"),
        raw(2, MediaFiles=places[1]),
        raw(1, MediaID=7, MediaFiles=places[2], Category=1),
        raw(1, MediaID=8, MediaFiles=places[0]),
    ]
    found, bad = both(saved(tmp_path, case_document(entries)))
    assert bad == []
    assert [(each.where, each.entries, each.media.md5) for each in found] == [(2, 1, md5(2)), (1, 3, md5(1))]
    media = found[1].media
    assert [file.file_name for file in media.media_files] == ["0.jpg", "2.jpg"]
    assert (media.media_id, media.category, media.series) == (1, 1, "Synthetic")
    assert media.more == {"media_id (another)": [7, 8]}


def test_entries_that_contradict_each_other_are_told_and_both_are_kept(tmp_path):
    document = saved(tmp_path, case_document([raw(1, Category=1), raw(1, Category=2)]))
    (media,) = media_of(document)
    assert (media.category, media.more) == (1, {"category (another)": [2]})
    assert "entry 1: entries of this medium contradict each other about category; the first holds." in document.warnings


def test_an_md5_in_either_case_is_the_same_file(tmp_path):
    entries = [raw(0xABCDEF), raw(0xABCDEF, MD5=md5(0xABCDEF).hex())]
    assert len(media_of(saved(tmp_path, case_document(entries)))) == 1


@settings(max_examples=30, deadline=None)
@given(numbers=st.lists(st.integers(0, 5), max_size=20))
def test_however_often_and_wherever_entries_come_again_each_content_comes_once(tmp_path_factory, numbers):
    files = [{"FileName": str(place)} for place in range(len(numbers))]
    entries = [raw(number, MediaFiles=[file]) for number, file in zip(numbers, files, strict=True)]
    media = media_of(saved(tmp_path_factory.mktemp("vics"), case_document(entries)))
    assert sorted(each.md5 for each in media) == sorted({md5(number) for number in numbers})
    for each in media:
        expected = [str(place) for place, number in enumerate(numbers) if md5(number) == each.md5]
        assert [file.file_name for file in each.media_files] == expected


def test_when_too_many_media_await_further_entries_they_come_in_parts_and_none_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr("daymark.exchange.vics.merging._MOST_HELD", 10)
    document = saved(tmp_path, case_document([raw(number) for number in (*range(20), *range(20))]))
    found, _ = both(document)
    assert sum(each.entries for each in found) == 40
    assert any("come in parts" in warning for warning in document.warnings)


@pytest.mark.parametrize("value", ["true", "True", "TRUE", True, 1, "1", "yes"])
def test_a_truth_comes_in_every_dress(tmp_path, value):
    assert only(tmp_path, VictimIdentified=value)[0].victim_identified is True


@pytest.mark.parametrize("value", ["false", "False", False, 0, "no"])
def test_a_falsehood_comes_in_every_dress(tmp_path, value):
    assert only(tmp_path, VictimIdentified=value)[0].victim_identified is False


@pytest.mark.parametrize("value", [1234, "1234", 1234.0, " 1234 "])
def test_a_size_comes_as_number_or_text(tmp_path, value):
    assert only(tmp_path, MediaSize=value)[0].media_size == 1234


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Category", "one"),
        ("Category", 256),
        ("Category", 1.5),
        ("Category", True),
        ("MediaSize", "big"),
        ("MediaSize", [1]),
        ("SHA1", "abc"),
        ("VictimIdentified", "perhaps"),
        ("VictimIdentified", 2),
        ("Comments", {"a": 1}),
        ("MediaFiles", ["a.jpg"]),
        ("DateUpdated", 5),
    ],
)
def test_a_value_that_cannot_be_understood_is_kept_as_it_came_and_told(tmp_path, name, value):
    media, warnings = only(tmp_path, **{name: value})
    assert dict(media.more) == {name: value}
    assert any(warning.startswith(f"entry 1: {name}: ") for warning in warnings)


def test_tags_as_a_list_become_one_text(tmp_path):
    assert only(tmp_path, Tags=["a", "b"])[0].tags == "a,b"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-02T03:04:05.678Z", datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)),
        ("2026-01-02T03:04:05.6789012+01:00", datetime(2026, 1, 2, 2, 4, 5, 678901, tzinfo=UTC)),
        ("/Date(1735689599000+0000)/", datetime(2024, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("/Date(1735689599000+0100)/", datetime(2024, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("/Date(1735689599000)/", datetime(2024, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_times_that_say_their_offset_have_an_instant(tmp_path, text, instant):
    media, warnings = only(tmp_path, DateUpdated=text)
    assert (media.date_updated, warnings) == (Moment(text, instant, True), ())


@pytest.mark.parametrize(
    "text",
    ["2026-01-02T03:04:05", "1/2/2026 3:04:05 AM", "2026-01-02T03:04:05+1:00Z", "/Date(999999999999999)/", "soon"],
)
def test_of_other_times_nothing_is_guessed_and_a_person_is_told(tmp_path, text):
    media, warnings = only(tmp_path, DateUpdated=text)
    assert (media.date_updated.as_received, media.date_updated.instant) == (text, None)
    assert any("entry 1: DateUpdated: the time" in warning for warning in warnings)


@pytest.mark.parametrize("text", [str(CASE_ID), f"{{{str(CASE_ID).upper()}}}", CASE_ID.hex])
def test_a_case_id_comes_with_and_without_braces(tmp_path, text):
    document = saved(tmp_path, {"@odata.context": V20 + "Cases", "value": [{"CaseID": text, "Media": []}]})
    assert [case.case_id for case in document.cases] == [CASE_ID]


def test_a_case_whose_id_is_none_is_read_and_told(tmp_path):
    document = saved(tmp_path, {"@odata.context": V20 + "Cases", "value": [{"CaseID": "7", "Media": [raw(1)]}]})
    assert (document.cases[0].case_id, document.cases[0].more) == (None, {"CaseID": "7"})
    assert "case 1: it has no CaseID that can be read." in document.warnings


def test_unknown_properties_are_kept_wherever_they_stand(tmp_path):
    file = {"FileName": "a.jpg", "MD5": md5(1).hex(), "Changed": "x", "Media@odata.navigationLinkUrl": "/x"}
    media, _ = only(tmp_path, Miniature="AAAA", MediaFiles=[file], **{"odata.id": "Media(1)"})
    assert dict(media.more) == {"Miniature": "AAAA"}
    assert dict(media.media_files[0].more) == {"Changed": "x"}


def test_a_part_that_names_the_md5_of_another_file_keeps_it(tmp_path):
    media, _ = only(tmp_path, MediaFiles=[{"FileName": "a", "MD5": md5(2).hex()}])
    assert dict(media.media_files[0].more) == {"MD5": md5(2).hex()}


def test_photodna_is_found_in_both_its_places(tmp_path):
    there = [{"HashName": "PhotoDNA", "HashValue": PHOTODNA}, {"HashName": "SHA256", "HashValue": "00"}]
    media, _ = only(tmp_path, AlternativeHashes=there)
    assert (media.photo_dna, media.alternative_hashes) == (PHOTODNA, (AlternativeHash("SHA256", "00"),))
    both_places, _ = only(tmp_path, PhotoDNA="B" * 192, AlternativeHashes=there[:1])
    assert both_places.photo_dna == "B" * 192
    assert both_places.alternative_hashes == (AlternativeHash("PhotoDNA", PHOTODNA),)


def test_media_of_a_case_are_read_although_the_context_says_media(tmp_path):
    document = saved(tmp_path, case_document([raw(1)], context=V20 + "Media", CaseNumber="SYN/1"))
    assert (document.context.kind, document.holds_cases, document.cases[0].case_number) == ("Media", True, "SYN/1")
    assert [each.case for each in both(document)[0]] == [0]


def test_a_case_that_says_who_it_is_after_its_media_is_the_case_of_these(tmp_path):
    value = [{"Media": [raw(1)], "CaseNumber": "1"}, {"CaseNumber": "2", "Media": [raw(2)]}]
    document = saved(tmp_path, {"odata.metadata": V13_CASES, "value": value})
    found, _ = both(document)
    assert [(document.cases[each.case].case_number, each.media.md5) for each in found] == [("1", md5(1)), ("2", md5(2))]
    assert (document.context.version, document.context.region) == ("1.3", None)


def test_rows_that_are_no_media_are_told_by_number_and_the_rest_is_read(tmp_path):
    document = saved(tmp_path, case_document([raw(1), {"MediaID": 2}, 3, raw(4, MD5="xyz"), raw(5)]))
    found, bad = both(document)
    assert [each.where for each in found] == [1, 5]
    assert [(row.where, row.reason.split(",")[0]) for row in bad] == [
        (2, "it has no MD5"),
        (3, "the entry is no object"),
        (4, "its MD5 cannot be read"),
    ]
    assert document.entries == 5


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 2000))
@example(place=383)  # within the word false
def test_a_file_cut_off_anywhere_gives_the_whole_rows_before_and_says_so(tmp_path_factory, place):
    whole, _ = cases_out((VicsCase(CASE_ID, "SYN/1"), [medium(number, comments="x" * 99) for number in range(10)]))
    cut = whole[: min(place, len(whole.rstrip()) - 1)]
    ends = [whole.index(md5(number).hex().upper().encode()) + 200 for number in range(10)]
    try:
        document = saved(tmp_path_factory.mktemp("vics"), cut)
    except (NotVics, UnreadableHashList):
        assert b'"Media":[' not in cut
        return
    found, bad = both(document)
    assert not document.is_whole
    assert [each.where for each in found] == list(range(1, len(found) + 1))
    assert len(found) >= sum(end < len(cut) for end in ends)
    assert bad[-1].where == len(found) + 1
    assert "stops before its end" in bad[-1].reason
    assert f"after entry {len(found)}" in document.broke_off


def test_of_a_file_cut_off_in_the_media_the_case_is_known_as_far_as_it_came(tmp_path):
    whole, _ = cases_out((VicsCase(CASE_ID, "SYN/1"), [medium(1), medium(2)]))
    document = saved(tmp_path, whole[: whole.index(b'"MediaID":2')])
    assert [(case.case_id, case.case_number) for case in document.cases] == [(CASE_ID, "SYN/1")]
    assert [each.case for each in both(document)[0]] == [0]


def test_entries_that_await_others_are_given_out_where_the_file_is_cut(tmp_path):
    text = json.dumps(case_document([raw(1), raw(2), raw(1), raw(3)]))
    found, bad = both(saved(tmp_path, text[: text.index('"MediaID": 3')]))
    assert sorted(each.media.md5 for each in found) == [md5(1), md5(2)]
    assert len(bad) == 1


def test_a_byte_order_mark_utf16_and_gzip_are_no_matter(tmp_path):
    text = json.dumps(case_document([raw(1)]))
    for content in (b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16"), gzip.compress(text.encode())):
        assert len(media_of(saved(tmp_path, content))) == 1


def test_keys_beside_the_list_are_kept_and_told(tmp_path):
    document = saved(tmp_path, case_document([raw(1)]) | {"exported": "by x"})
    assert document.not_understood == {"exported": "by x"}
    assert any("“exported”" in warning for warning in document.warnings)


@pytest.mark.parametrize("content", ["MD5,SHA1\n", "{}", '{"a":1}', "[]", "<a/>"])
def test_another_file_is_refused_with_a_sentence(tmp_path, content):
    with pytest.raises(NotVics, match="no VICS document"):
        saved(tmp_path, content)


def test_a_document_of_which_nothing_can_be_read_is_refused(tmp_path):
    with pytest.raises(UnreadableHashList, match="stops before its end"):
        saved(tmp_path, '{"odata.metadata":"' + V13_CASES + '","value":[')


def test_a_document_with_cases_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("daymark.exchange.vics.reading._MOST_CASES", 3)
    with pytest.raises(UnreadableHashList, match="more than 3 cases"):
        saved(tmp_path, {"value": [{"CaseID": str(CASE_ID), "Media": []}] * 4})


def test_a_document_is_read_again_with_the_same_result(tmp_path):
    document = saved(tmp_path, case_document([raw(1, Category="x"), raw(1), {}]))
    assert both(document) == both(document)
    assert len(document.warnings) == 1
