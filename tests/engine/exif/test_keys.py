"""What links files, what only supports a link, and what never counts."""

from __future__ import annotations

import pytest

from daymark.engine.exif import KeyKind, LinkingKey, MediaFacts, Strength
from engine.exif.told import stated, told


def key(found: MediaFacts, kind: KeyKind) -> LinkingKey:
    """The first key of this kind."""
    return next(key for key in found.keys if key.kind is kind)


def test_serial_and_make_together_are_a_strong_key():
    found = told(Make="Canon", Model="Canon EOS 5D", BodySerialNumber="042001234567")
    assert key(found, KeyKind.CAMERA).value == "canon|042001234567"
    assert [key.kind for key in found.strong_keys()] == [KeyKind.CAMERA]


def test_a_serial_without_its_maker_only_supports_a_link():
    found = told(BodySerialNumber="042001234567")
    assert key(found, KeyKind.CAMERA).strength is Strength.WEAK
    assert found.strong_keys() == ()


def test_make_and_model_alone_never_link():
    found = told(Make="Canon", Model="Canon EOS 5D")
    assert found.strong_keys() == ()
    assert [(key.kind, key.strength) for key in found.keys] == [(KeyKind.MODEL, Strength.WEAK)]
    assert "never links" in found.keys[0].why


@pytest.mark.parametrize(
    "text",
    [
        "0000000000",
        "0000001",
        "1111111",
        "",
        "   ",
        "None",
        "unknown",
        "N/A",
        "123456789",
        "1234567890",
        "0123456789",
        "4294967295",
        "ffffffff",
        "ABC",
        "12",
        "xxxxxxxx",
        "- - - -",
        "not available",
        "\u200b\u200b\u200b\u200b",
    ],
)
def test_a_serial_that_names_no_device_is_no_key(text):
    found = told(Make="Canon", BodySerialNumber=text)
    assert found.strong_keys() == ()
    assert not any(key.kind is KeyKind.CAMERA and key.value for key in found.keys)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        ("NIKON CORPORATION", "nikon"),
        ("Nikon", "nikon"),
        ("Canon Inc.", "canon"),
        ("  SAMSUNG  ELECTRONICS ", "samsung"),
        ("EASTMAN KODAK COMPANY", "eastman kodak"),
        ("OLYMPUS IMAGING CORP.", "olympus"),
        ("Company", "company"),
    ],
)
def test_a_makers_name_is_compared_without_what_surrounds_it(make, name):
    assert key(told(Make=make, BodySerialNumber="AB12345"), KeyKind.CAMERA).value == f"{name}|ab12345"


def test_one_serial_written_in_several_ways_is_one_key():
    spellings = ["NO= 2001 a3f8", "2001A3F8", "2001-a3f8", "\u202e2001a3f8", "2001A3F8\u200b"]
    values = {key(told(Make="NIKON", BodySerialNumber=text), KeyKind.CAMERA).value for text in spellings}
    assert values == {"nikon|2001a3f8"}


def test_the_number_in_the_makers_note_is_another_key_than_the_one_on_the_body():
    found = stated(
        {"exif Make": "Canon", "exif BodySerialNumber": "0123456780", "maker Canon InternalSerialNumber": "XA1234567"}
    )
    assert {(key.kind, key.value) for key in found.strong_keys()} == {
        (KeyKind.CAMERA, "canon|0123456780"),
        (KeyKind.CAMERA_INTERNAL, "canon|xa1234567"),
    }
    assert [said.text for said in found.camera.maker_serials] == ["XA1234567"]


def test_the_same_number_in_exif_and_in_the_note_is_one_key():
    found = stated(
        {"exif Make": "Canon", "exif BodySerialNumber": "0000012345", "maker Canon SerialNumber": "0000012345"}
    )
    assert len(found.strong_keys()) == 1


def test_serials_that_adobe_keeps_in_xmp_count():
    found = stated({"exif Make": "Canon", "xmp aux:SerialNumber": "320106639"})
    assert key(found, KeyKind.CAMERA).value == "canon|320106639"


def test_a_lens_is_a_key_of_its_own():
    found = told(Make="Canon", LensMake="SIGMA", LensSerialNumber="55443322")
    assert (key(found, KeyKind.LENS).value, key(found, KeyKind.LENS).strength) == ("sigma|55443322", Strength.STRONG)


@pytest.mark.parametrize(
    "text", ["0" * 32, "f" * 32, "0f" * 16, "00000000000000000000000000000001", "F16QLHF01VB", "", "a" * 31, "zz" * 16]
)
def test_an_image_identifier_that_is_constant_or_none_is_no_key(text):
    assert not any(key.kind is KeyKind.IMAGE and key.value for key in told(Make="X", ImageUniqueID=text).keys)


def test_a_real_image_identifier_must_be_counted_first():
    found = told(ImageUniqueID="1A2B3C4D5E6F708192A3B4C5D6E7F809")
    assert key(found, KeyKind.IMAGE).strength is Strength.COUNTED
    assert "only while few files carry it" in key(found, KeyKind.IMAGE).why
    assert found.strong_keys() == ()


def test_a_still_and_its_film_share_a_capture():
    uuid = "A1B2C3D4-0000-4111-8222-ABCDEFABCDEF"
    still = stated({"maker Apple ContentIdentifier": uuid})
    film = stated({"film com.apple.quicktime.content.identifier": uuid.lower()})
    assert still.strong_keys()[0].value == film.strong_keys()[0].value
    assert stated({"maker Apple ContentIdentifier": "0" * 36}).strong_keys() == ()


def test_documents_link_only_while_they_are_rare():
    found = stated(
        {
            "xmp xmpMM:DocumentID": "xmp.did:11112222333344445555666677778888",
            "xmp xmpMM:DerivedFrom/documentID": "xmp.did:0000aaaa1111bbbb2222cccc3333dddd",
            "xmp xmpMM:InstanceID": "uuid:9999aaaabbbbccccddddeeeeffff0000",
        }
    )
    assert {(key.kind, key.strength) for key in found.keys} == {
        (KeyKind.DOCUMENT, Strength.COUNTED),
        (KeyKind.INSTANCE, Strength.COUNTED),
    }
    assert len(found.keys) == 3


def test_an_owners_name_only_supports_a_link():
    assert key(told(CameraOwnerName="A. Owner"), KeyKind.OWNER).strength is Strength.WEAK


def test_the_strong_keys_come_first_and_every_key_says_why():
    found = told(
        Model="M", Make="Canon", BodySerialNumber="AB12345", ImageUniqueID="0" * 32, CameraOwnerName="A. Owner"
    )
    strengths = [key.strength for key in found.keys]
    assert strengths == sorted(strengths, key=list(Strength).index)
    assert all(key.why.endswith(".") for key in found.keys)
