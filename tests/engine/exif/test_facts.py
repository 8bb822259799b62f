"""All facts together: from any tags, without an error, fit to be shown and stored."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.exif import KeyKind, MediaFacts, Role, facts
from daymark.engine.exif.names import _SPELLINGS
from daymark.engine.sandbox.seen import Tag
from engine.exif.told import stated, tag, told
from engine.sandbox.metadata_files import LONDON, MAKER_NOTE, directory, exif_block, jpeg_with_exif, tags_of
from exchange.outside_fixtures import outside


def test_from_the_bytes_of_a_picture_to_the_facts():
    def note(at: int) -> bytes:
        return directory({0x0096: "XA1234567"}, at)

    block = exif_block(
        {0x010F: "Canon", 0x0110: "Canon EOS 5D", 0x010E: "Harbour"},
        {0x9003: "2026:11:22 10:15:30", 0x9011: "+01:00", 0xA431: "0123456780", MAKER_NOTE: note},
        LONDON,
    )
    found = facts(tags_of(jpeg_with_exif(block)))
    assert found.asserted_by == "the file"
    assert found.captured is not None
    assert found.captured.utc == datetime(2026, 11, 22, 9, 15, 30, tzinfo=UTC)
    assert found.position is not None
    assert round(found.position.latitude, 4) == 51.5034
    assert {key.kind for key in found.strong_keys()} == {KeyKind.CAMERA, KeyKind.CAMERA_INTERNAL}
    assert [said.text for said in found.captions] == ["Harbour"]
    assert found.remarks == ()


def test_a_file_that_says_nothing_gives_no_facts():
    assert facts([]) == MediaFacts()


NAMES = sorted({name for names in _SPELLINGS.values() for name in names.split(", ")})
GROUPS = ["exif", "gps", "maker", "xmp", "film", "text", "iptc", "c2pa", "unread", "VICS"]
PIECES = [
    "2026:01:01 10:00:00",
    "51/1 30/1 12/1",
    "N",
    "0/0",
    "+01:00",
    "0000",
    "/",
    "-",
    "9" * 300,
    "\u202e",
    "\x00",
    " ",
]
VALUES = st.one_of(st.text(max_size=600), st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
ANY_TAG = st.builds(
    Tag, st.sampled_from(GROUPS) | st.text(max_size=10), st.sampled_from(NAMES) | st.text(max_size=30), VALUES
)


@given(st.lists(ANY_TAG, max_size=40))
def test_any_tags_give_facts_that_can_be_shown_and_stored(tags):
    found = facts(tags, read_at=datetime(2026, 11, 22, tzinfo=UTC))
    stored = json.dumps(found.as_json())
    for text in texts_in(json.loads(stored)):
        assert len(text) <= 700
        assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") for character in text), text
    for position in found.positions:
        assert -90 <= position.latitude <= 90
        assert -180 <= position.longitude <= 180
        assert position.doubt_m > 0


def texts_in(value: object) -> list[str]:
    """All texts of a JSON document."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts_in(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts_in(inner)]
    return [value] if isinstance(value, str) else []


def test_a_list_of_facts_from_ten_thousand_hostile_tags_is_quick_and_short():
    tags = [Tag("VICS", "Comment", f"{number}" * 100) for number in range(10_000)]
    tags += [Tag("x", name, "\u202e" * 4_000_000) for name in ("Make", "Model")]
    begun = time.process_time()
    found = facts(tags[::-1])
    assert time.process_time() - begun < 1
    assert len(found.captions) == 16
    assert any("more often than is read" in remark for remark in found.remarks)


def test_hidden_characters_are_taken_out_and_those_that_turn_text_are_told():
    found = told(Make="Ca\x00non\x1b[31m", Model="\u202eD5 SOE", ImageDescription="a\u200bb\ue000c\n\nd")
    assert found.camera.make is not None
    assert found.camera.make.text == "Canon[31m"
    assert found.camera.model is not None
    assert found.camera.model.text == "D5 SOE"
    assert found.captions[0].text == "abc d"
    assert found.remarks == ("exif Model holds characters that turn text around; they were taken out.",)


def test_long_texts_are_cut():
    assert len(told(ImageDescription="x" * 5_000).captions[0].text) == 512


def test_a_file_that_names_two_cameras_is_told():
    found = stated({"exif Make": "Canon", "xmp tiff:Make": "NIKON"})
    assert found.camera.make is not None
    assert found.camera.make.text == "Canon"
    assert found.remarks == ('The file names more than one camera make: "Canon" (exif Make), "NIKON" (xmp tiff:Make).',)


def test_the_cameras_own_words_come_before_later_ones():
    found = stated({"xmp tiff:Make": "NIKON", "film make": "Apple", "exif Make": "Canon"})
    assert found.camera.make is not None
    assert found.camera.make.source == "exif Make"


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("VICS Exif Serial Number", lambda found: found.camera.body_serial),
        ("VICS Exif: Make", lambda found: found.camera.make),
        ("VICS Camera Model Name", lambda found: found.camera.model),
        ("VICS ImageUniqueId", lambda found: found.camera.image_unique_id),
        ("VICS Exif: Author", lambda found: found.authors[0]),
        ("VICS Exif: Comment", lambda found: found.captions[0]),
        ("EXIF EXIF BodySerialNumber", lambda found: found.camera.body_serial),
        ("EXIF Image Make", lambda found: found.camera.make),
    ],
)
def test_names_of_case_files_and_other_readers_are_understood(name, fact):
    said = fact(stated({name: "something"}))
    assert (said.text, said.source) == ("something", name)


def test_case_files_write_times_under_other_names():
    for name in ("VICS Date/Time Original", "VICS Exif DateTimeOriginal", "VICS Exif: CreateDate"):
        assert stated({name: "2026:11:22 10:15:30"}).moments[0].role in (Role.CAPTURED, Role.DIGITISED)


def test_what_was_not_read_is_told():
    found = facts([Tag("unread", "XMP", "damaged"), Tag("unread", "the rest", "more than 200 tags")])
    assert found.remarks == (
        "The XMP of the file is damaged: only part of what it states was read.",
        "The file holds more statements about itself than are read: only the first ones were.",
    )


def test_how_a_picture_was_made_is_told_as_the_file_says_it():
    found = stated(
        {
            "c2pa manifest": "present",
            "c2pa claim_generator": "Drawing AI",
            "xmp Iptc4xmpExt:DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
            "text parameters": "a lighthouse, Steps: 20",
        }
    )
    assert found.provenance.c2pa_manifest
    assert found.provenance.claim_generator is not None
    assert found.provenance.claim_generator.text == "Drawing AI"
    assert found.provenance.digital_source is not None
    assert [said.text for said in found.provenance.generator_settings] == ["a lighthouse, Steps: 20"]


def test_json_holds_times_as_text_and_nothing_that_json_does_not_know():
    found = told(DateTimeOriginal="2026:11:22 10:15:30", OffsetTimeOriginal="+01:00", Make="Canon", Model="X")
    as_json = found.as_json()
    assert as_json["moments"][0]["utc"] == "2026-11-22T09:15:30+00:00"
    assert as_json["keys"][0]["strength"] == "weak"
    assert json.loads(json.dumps(as_json)) == as_json


def test_nothing_here_imports_a_decoder():
    decoders = ("PIL", "av", "exifread", "numpy", "simplejpeg", "pillow_heif")
    code = f"import sys, daymark.engine.exif; print([name for name in {decoders} if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


@pytest.mark.parametrize(
    ("name", "serial", "utc"),
    [
        ("img1.jpg", "canon|295057000674", True),
        ("img13.jpg", "canon|032022001223", False),
        ("img19.jpg", "canon|320106639", False),
    ],
)
def test_photographs_of_others_tell_their_camera(name, serial, utc):
    found = facts(tags_of(outside(f"faces/{name}").read_bytes()))
    assert found.strong_keys()[0].value == serial
    assert found.captured is not None
    assert (found.captured.utc is not None) == utc


def test_the_tag_helper_splits_group_and_name():
    assert tag("gps GPSLatitude", "1") == Tag("gps", "GPSLatitude", "1")
