"""The rules that the strictest known readers set for what goes out."""

from __future__ import annotations

import io
import json
import tracemalloc

import pytest
from hypothesis import given, settings

from daymark.exchange.hashlist import read_hash_list
from daymark.exchange.moments import Moment
from daymark.exchange.vics import NoCaseID, UnknownRegion, Version, write_cases, write_hash_set
from exchange.vics.vics_documents import (
    CASE_ID,
    PHOTODNA,
    AlternativeHash,
    Case,
    CaseMetadata,
    Exif,
    MediaFile,
    cases_out,
    hash_set_out,
    in_20_media,
    md5,
    medium,
)


def only(content: bytes) -> dict:
    """The one medium of a hash set."""
    return json.loads(content)["value"][0]


@pytest.mark.parametrize("version", list(Version))
def test_a_document_has_exactly_two_keys_the_context_first_and_no_byte_order_mark(version):
    for content, _ in (hash_set_out(medium(), version=version), cases_out((Case(CASE_ID), []), version=version)):
        assert list(json.loads(content)) == [version.key, "value"]
        assert content.startswith(b'{"')


def test_the_contexts_are_those_that_readers_compare_with():
    said = {
        (version, kind): next(iter(json.loads(content).values()))
        for version in Version
        for kind, content in (("set", hash_set_out(version=version)[0]), ("case", cases_out(version=version)[0]))
    }
    assert said[Version.V2_0, "set"] == "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/Default/$metadata#Media"  # fmt: skip  # noqa: E501
    assert said[Version.V2_0, "case"].endswith("/2.0.xml/Default/$metadata#Cases")
    assert said[Version.V1_3, "set"] == "http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Media"
    assert said[Version.V1_2, "case"] == "http://github.com/ICMEC/ProjectVic/DataModels/1.2.xml#Cases"
    assert "/2.0.xml/UK/$metadata#Media" in hash_set_out(region="UK")[0].decode()


@pytest.mark.parametrize("region", ["", "a/b", "x" * 41, 'U"K', "U K"])
def test_what_is_no_region_is_refused(region):
    with pytest.raises(UnknownRegion):
        hash_set_out(region=region)


@settings(max_examples=40, deadline=None)
@given(in_20_media)
def test_nothing_is_ever_null_or_empty(media):
    for version in Version:
        content, _ = hash_set_out(media, version=version)
        assert [value for value in everything(json.loads(content)["value"]) if value in (None, "", [])] == []


def everything(value):
    """Every value of a document."""
    if isinstance(value, dict):
        for each in value.values():
            yield each
            yield from everything(each)
    elif isinstance(value, list):
        for each in value:
            yield from everything(each)


def test_digests_are_upper_case_categories_are_numbers_and_truths_are_truths():
    media = medium(category=1, sha1=b"\xab" * 20, victim_identified=False, is_distributed=True, media_size=12)
    said = only(hash_set_out(media)[0])
    assert said["SHA1"] == "AB" * 20
    assert (said["Category"], said["MediaSize"]) == (1, 12)
    assert (said["VictimIdentified"], said["IsDistributed"]) == (False, True)
    assert said["IsPrecategorized"] is False
    assert (said["MediaID"], "Comments" in said) == (1, False)


def test_1x_writes_64_bits_as_text_as_its_protocol_does():
    assert only(hash_set_out(medium(media_size=12), version=Version.V1_3)[0])["MediaSize"] == "12"


def test_photodna_stands_with_the_medium_in_20_and_among_the_alternative_hashes_in_13():
    media = medium(photo_dna=PHOTODNA, alternative_hashes=(AlternativeHash("SHA256", "00"),))
    assert only(hash_set_out(media)[0])["PhotoDNA"] == PHOTODNA
    said = only(hash_set_out(media, version=Version.V1_3)[0])
    key = md5(1).hex().upper()
    assert "PhotoDNA" not in said
    assert said["AlternativeHashes"] == [
        {"MD5": key, "HashName": "PhotoDNA", "HashValue": PHOTODNA},
        {"MD5": key, "HashName": "SHA256", "HashValue": "00"},
    ]
    assert [list(each) for each in said["AlternativeHashes"]] == [["MD5", "HashName", "HashValue"]] * 2


def test_a_case_says_who_it_is_before_its_media_and_counts_them_after():
    case = Case(CASE_ID, "SYN/1", case_metadata=(CaseMetadata("Operation", "Synthetic"),), total_media_files=99)
    media = [medium(1, is_precategorized=True), medium(2)]
    (said,) = json.loads(cases_out((case, media))[0])["value"]
    assert list(said) == ["CaseID", "CaseNumber", "CaseMetadata", "Media", "TotalMediaFiles", "TotalPrecategorized"]
    assert (said["CaseID"], said["TotalMediaFiles"], said["TotalPrecategorized"]) == (str(CASE_ID), 2, 1)
    assert said["CaseMetadata"][0]["CaseID"] == str(CASE_ID)


def test_a_case_without_its_id_does_not_go_out():
    with pytest.raises(NoCaseID):
        cases_out((Case(), []))


def test_everything_of_a_medium_repeats_its_md5():
    said = only(hash_set_out(medium(media_files=(MediaFile(),), exifs=(Exif("Make", "Acme"),)))[0])
    assert [each["MD5"] for each in (*said["MediaFiles"], *said["Exifs"])] == [md5(1).hex().upper()] * 2


def test_media_and_files_without_numbers_are_numbered():
    media = [medium(1, media_files=(MediaFile(), MediaFile())), medium(2)]
    media = [type(each)(each.md5, media_files=each.media_files) for each in media]
    said = json.loads(hash_set_out(*media)[0])["value"]
    assert [each["MediaID"] for each in said] == [1, 2]
    assert [file["MediaFileID"] for file in said[0]["MediaFiles"]] == [1, 2]


def test_the_path_of_the_enclosed_file_has_backslashes_and_other_paths_stay():
    media = medium(relative_file_path="Files/00/a.bin", media_files=(MediaFile(1, "a", "/DCIM/a"),))
    said = only(hash_set_out(media)[0])
    assert (said["RelativeFilePath"], said["MediaFiles"][0]["FilePath"]) == ("Files\\00\\a.bin", "/DCIM/a")


def test_a_time_without_its_offset_is_told_and_not_written_as_if_it_had_one():
    content, said = hash_set_out(medium(date_updated=Moment("2026-01-02T03:04:05")))
    assert "DateUpdated" not in only(content)
    assert [(loss.property, loss.values) for loss in said.losses] == [("Media.DateUpdated", 1)]


def test_a_number_out_of_bounds_is_told_and_not_written():
    content, said = hash_set_out(medium(category=256, media_size=2**63))
    assert not {"Category", "MediaSize"} & set(only(content))
    assert {loss.property for loss in said.losses} == {"Media.Category", "Media.MediaSize"}


def test_half_a_character_in_a_name_does_not_stop_an_export():
    content, said = hash_set_out(medium(media_files=(MediaFile(1, "a\ud800.jpg"),)))
    assert only(content)["MediaFiles"][0]["FileName"] == "a?.jpg"
    assert "a question mark stands in its place" in said.remarks[0]


@pytest.mark.parametrize("version", list(Version))
def test_our_hash_lists_read_what_we_write(tmp_path, version):
    path = tmp_path / "set.json"
    media = [medium(1, category=1, sha1=b"\x01" * 20, alternative_hashes=(AlternativeHash("SHA256", "ab" * 32),))]
    path.write_bytes(hash_set_out(*media, version=version)[0])
    hash_list = read_hash_list(path)
    (entry,) = hash_list
    assert (hash_list.format, hash_list.version, entry.facts.category) == ("VICS hash set", version, "1")
    assert (entry.md5, entry.sha1, entry.sha256) == (md5(1), b"\x01" * 20, b"\xab" * 32)


def test_our_export_in_12_is_never_taken_for_nists_list_of_harmless_files(tmp_path):
    path = tmp_path / "set.json"
    media = medium(category=8, sha1=bytes(20), media_size=1, media_files=(MediaFile(None, "a", "b"),))
    path.write_bytes(hash_set_out(media, version=Version.V1_2)[0])
    assert read_hash_list(path).standing.name == "UNKNOWN"


class Nowhere(io.RawIOBase):
    """Takes everything and keeps nothing."""

    def writable(self):
        return True

    def write(self, data):
        return len(data)


@pytest.mark.parametrize("as_cases", [False, True])
def test_a_long_export_is_never_held(as_cases):
    media = (medium(number, media_files=(MediaFile(1, "a.jpg", "/DCIM/a.jpg"),)) for number in range(20_000))
    tracemalloc.start()
    try:
        said = write_cases(Nowhere(), [(Case(CASE_ID), media)]) if as_cases else write_hash_set(Nowhere(), media)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert said.media == said.media_files == 20_000
    assert most < 1_000_000
