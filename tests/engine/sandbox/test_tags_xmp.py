"""XMP packets: well-formed, odd, and hostile."""

from __future__ import annotations

import time

import pytest

from engine.sandbox.metadata_files import XMP, XMP_TEXT, XMP_VALUES, png, values_of


def told(packet: bytes) -> dict[str, str]:
    """What is read of a PNG with this packet."""
    return values_of(png((b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)))


def test_the_names_we_know_are_read_from_attributes_elements_and_lists():
    assert told(XMP) == XMP_VALUES


def test_the_history_of_a_document_is_not_taken_for_its_own_name():
    assert "xmp.iid:old" not in told(XMP).values()


def test_what_a_document_was_made_from_does_not_lend_it_its_names():
    lent = b"<xmpMM:DerivedFrom><rdf:Description xmpMM:OriginalDocumentID='xmp.did:of-another' xmp:CreateDate='2001'/>"
    packet = XMP.replace(b"<xmpMM:DerivedFrom ", lent + b"</xmpMM:DerivedFrom><xmpMM:DerivedFrom ")
    assert told(packet) == XMP_VALUES


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_packets_in_utf16_are_read(order):
    mark = b"\xff\xfe" if order == "utf-16-le" else b"\xfe\xff"
    assert (
        told(mark + XMP_TEXT.removeprefix('<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>').encode(order))
        == XMP_VALUES
    )


def test_another_prefix_for_a_namespace_changes_nothing():
    assert told(XMP.replace(b"xmpMM:", b"mm:").replace(b"xmlns:xmpMM", b"xmlns:mm")) == XMP_VALUES


def test_our_words_in_another_namespace_count_for_nothing():
    assert told(XMP.replace(b"http://ns.adobe.com/", b"http://ns.example.com/")) == {
        "xmp dc:title": "A gradient",
    }


def test_a_packet_that_breaks_off_gives_what_stood_before():
    values = told(XMP[: XMP.index(b"<xmpMM:History")])
    assert values["xmp xmp:CreatorTool"] == "Drawing Program 7"
    values = told(XMP[: XMP.index(b"<xmpMM:History")] + b"</wrong>")
    assert values["xmp xmp:CreatorTool"] == "Drawing Program 7"
    assert values["unread XMP"] == "damaged"


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + number, b"&%c;" % (97 + number) * 100) for number in range(9)
)


@pytest.mark.parametrize(
    "start",
    [
        LAUGHS + b"]>",
        b'<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">',
        b'<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_document_types_and_entities_are_refused(start):
    packet = start + b'<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    packet += b"<dc:title>&j;&f;</dc:title></x:xmpmeta>"
    assert told(packet) == {"unread XMP": "damaged"}


def test_a_codec_named_in_the_packet_is_not_looked_for():
    packet = b'<?xml version="1.0" encoding="idna"?>' + XMP[XMP.index(b"<x:xmpmeta") :]
    assert told(packet) == XMP_VALUES


@pytest.mark.parametrize(
    "packet",
    [
        b"<a>" * 300_000,
        b'<a b="">' * 130_000,
        b"<a " + b" ".join(b'b%d=""' % number for number in range(100_000)) + b"/>",
        b'<d:title xmlns:d="http://purl.org/dc/elements/1.1/">' + b"x" * 1_000_000,
        b'<d:title xmlns:d="http://purl.org/dc/elements/1.1/">' + b"<a>x</a>" * 120_000,
        b"\0" * 1_000_000,
        b"<!--" + b"-" * 1_000_000,
    ],
)
def test_packets_made_to_cost_time_cost_little(packet):
    begun = time.process_time()
    told(packet)
    assert time.process_time() - begun < 1.0
