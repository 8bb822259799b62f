"""Whatever arrives, the answer is a report or a sentence that names the fault, soon and in little memory."""

from __future__ import annotations

import codecs
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.exchange.cybertip import (
    CyberTipProblem,
    CyberTipReport,
    FileDetails,
    Invalid,
    Malformed,
    read_file_details,
    read_report,
)
from daymark.exchange.cybertip.grammar import Shape, the_grammar
from daymark.exchange.moments import Moment
from daymark.exchange.remarks import MAX_WARNINGS
from exchange.cybertip_documents import REPORTER, SUMMARY, report_xml

WHOLE = report_xml(after="<additionalInfo>Café 北京</additionalInfo>").decode()


def refusal(document: bytes, **how) -> Malformed:
    for strict in (True, False):
        with pytest.raises(Malformed) as caught:
            read_report(document, strict=strict, **how)
        assert caught.value.response_code == 4110
        assert len(caught.value.message) < 600
    return caught.value


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE report [<!ENTITY x "y">]>' + report_xml(),
        b'<?xml version="1.0"?>\n<!-- first -->\n<!DOCTYPE report SYSTEM "file:///etc/passwd">' + report_xml(),
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><report><additionalInfo>&x;</additionalInfo></report>',
        b'\xef\xbb\xbf<!DOCTYPE report SYSTEM "https://example.org/x.dtd">' + report_xml(),
        f'<!DOCTYPE report [<!ENTITY x "y">]>{WHOLE}'.encode("utf-16"),
    ],
)
def test_a_dtd_is_refused_before_it_is_read(document):
    assert "DTD" in refusal(document).message


def test_a_billion_laughs_cost_nothing():
    lines = ['<!ENTITY l0 "ha">'] + [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)]
    bomb = f"<!DOCTYPE r [{''.join(lines)}]><report><additionalInfo>&l9;</additionalInfo></report>".encode()
    started = time.process_time()
    assert "DTD" in refusal(bomb).message
    assert time.process_time() - started < 0.5


def test_an_undeclared_entity_is_named():
    assert "nbsp" in refusal(report_xml(after="<additionalInfo>&nbsp;</additionalInfo>")).message


@pytest.mark.parametrize("levels", [65, 250, 300, 90_000, 1_000_000])
def test_deep_nesting_is_refused_however_deep(levels):
    started = time.process_time()
    assert "more than" in refusal(b"<report>" + b"<a>" * levels + b"</a>" * levels + b"</report>").message
    assert time.process_time() - started < 2


def test_a_million_empty_elements_are_refused_before_they_are_built():
    assert "200,000 tags" in refusal(b"<report>" + b"<a/>" * 1_000_000 + b"</report>").message


def test_a_flood_of_attributes_is_refused_before_it_is_built():
    flood = b" ".join(b"a%d=''" % n for n in range(300_000))
    assert "200,000 attributes" in refusal(b"<report " + flood + b"/>").message


def test_a_long_chat_full_of_quotes_is_no_flood():
    chat = '"quoted" ' * 100_000
    report = read_report(report_xml(after=f"<additionalInfo>{chat}</additionalInfo>"), strict=False)
    assert report.additional_info == chat


def test_a_body_that_is_too_large_names_both_sizes():
    message = refusal(report_xml(), max_bytes=100).message
    assert "100" in message
    assert f"{len(report_xml()):,}" in message


@pytest.mark.parametrize("cut", [0, 1, 8, 100, 200, -1])
def test_a_body_that_stops_half_way_is_refused_with_the_place(cut):
    assert "Line 1" in refusal(report_xml()[:cut]).message


@pytest.mark.parametrize("cut", range(1, len(report_xml()), 7))
def test_no_cut_of_a_report_is_taken_for_a_report(cut):
    refusal(report_xml()[:cut])


@pytest.mark.parametrize(
    ("document", "remark"),
    [
        (WHOLE.encode(), None),
        (codecs.BOM_UTF8 + WHOLE.encode(), "byte order mark"),
        (WHOLE.encode("utf-16"), "UTF-16"),
        (f'<?xml version="1.0" encoding="UTF-16"?>{WHOLE}'.encode("utf-16"), "UTF-16"),
        (f'<?xml version="1.0" encoding="UTF-16LE"?>{WHOLE}'.encode("utf-16-le"), "without a byte order mark"),
        (f'<?xml version="1.0" encoding="UTF-16BE"?>{WHOLE}'.encode("utf-16-be"), "without a byte order mark"),
        (f'<?xml version="1.0" encoding="utf-16"?>{WHOLE}'.encode(), "says utf-16 but is not"),
    ],
)
def test_every_unicode_encoding_and_byte_order_mark_is_read_and_remarked_upon(document, remark):
    for strict in (True, False):
        report = read_report(document, strict=strict)
        assert report.additional_info == "Café 北京"
        assert (remark is None) == (report.warnings == ())
        assert remark is None or remark in report.warnings[0]


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252", "iso-8859-15"])
def test_a_declared_western_encoding_is_read(encoding):
    document = f'<?xml version="1.0" encoding="{encoding}"?>{WHOLE}'.replace(" 北京", "").encode(encoding)
    assert read_report(document, strict=False).additional_info == "Café"


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (WHOLE.replace(" 北京", "").encode("latin-1"), "not utf-8"),
        (b'<?xml version="1.0" encoding="us-ascii"?>' + WHOLE.encode(), "not ascii"),
        (b'<?xml version="1.0" encoding="EBCDIC-CP-US"?><report/>', "EBCDIC-CP-US"),
        (b'<?xml version="1.0" encoding="UTF-7"?><report/>', "UTF-7"),
        (WHOLE.encode("utf-32"), "UTF-32"),
        (WHOLE.encode("utf-16")[:-1], "utf-16"),
        (report_xml(after="<additionalInfo>\x00</additionalInfo>"), "Line 1"),
        (report_xml(after="<additionalInfo>\x01</additionalInfo>"), "Line 1"),
        (report_xml() + report_xml(), "Line 1"),
        (b"not xml at all", "Line 1"),
        (b'{"reportId": 1}', "Line 1"),
        (b"", "Line 1"),
    ],
)
def test_a_wrong_encoding_or_no_xml_is_named(document, words):
    assert words in refusal(document).message


def test_unknown_parts_cannot_be_made_to_grow_beyond_the_document():
    bomb = f'<report xmlns:p="{"u" * 50_000}">{SUMMARY}{REPORTER}{"<p:x/>" * 50_000}</report>'.encode()
    with pytest.raises(Malformed, match="many times its size"):
        read_report(bomb, strict=False)


def test_many_divergences_are_kept_whole_and_listed_in_part():
    report = read_report(report_xml(after="<odd/>" * 5_000), strict=False)
    assert len(report.unknown) == 5_000
    assert len(report.warnings) == MAX_WARNINGS + 1
    assert "4,8" in report.warnings[-1]


def _filled(shape: Shape, text: str) -> str:
    inside = text if shape.text else ""
    for place in shape.places():
        part = place[0]
        kind = the_grammar().shapes.get(part.kind)
        core = {"incidentType": "Child Sex Tourism", "incidentDateTime": "2026-01-04T22:15:30Z"}.get(part.name, text)
        inside += f"<{part.name}>{_filled(kind, text) if kind else core}</{part.name}>"
    return inside


def test_100_kb_in_every_field_are_read_whole():
    document = f"<report>{_filled(the_grammar().shapes['report'], 'x' * 100_000)}</report>".encode()
    assert len(document) > 10_000_000
    started = time.process_time()
    report = read_report(document, strict=False)
    assert time.process_time() - started < 3
    assert len(report.person_or_user_reported[0].profile_bio) == 100_000
    assert all(len(sentence) < 500 for sentence in report.warnings)
    assert any(kept.path.endswith("victimPerson/age") for kept in report.unknown)
    with pytest.raises(Invalid) as caught:
        read_report(document, strict=True)
    assert len(caught.value.message) < 600


def _moments_of(value):
    if isinstance(value, Moment):
        yield value
    for name in getattr(type(value), "__slots__", ()):
        held = getattr(value, name)
        for item in held if isinstance(held, tuple) else (held,):
            yield from _moments_of(item)


_FRAGMENTS = st.sampled_from(
    [
        SUMMARY, REPORTER, "<victim>", "</victim>", "<victimPerson>", "</victimPerson>", "<age>", "</age>", "-1",
        "&#0;", "&#xD800;", "<![CDATA[", "]]>", "<!--", "-->", "<?x ?>", "<dateOfBirth>0000-00-00</dateOfBirth>",
        "<internetDetails>", "</internetDetails>", "<webPageIncident thirdPartyHostedContent='maybe'/>", "\x0b", "𐀀",
        "&amp;", " ",
        "<cellPhoneIncident><latitude>NaN</latitude><longitude>1e999</longitude></cellPhoneIncident>", "xmlns:a='b'",
        "<personOrUserReported><ipCaptureEvent><dateTime>9999-12-31T23:59:59-14:00</dateTime></ipCaptureEvent>"
        "<ipCaptureEvent><dateTime>0001-01-01T00:00:00+14:00</dateTime></ipCaptureEvent></personOrUserReported>",
    ]
)  # fmt: skip


def outcome(read, document: bytes, strict: bool):
    """The document read, or the response code of its refusal; anything else is a fault of ours."""
    try:
        return read(document, strict=strict)
    except CyberTipProblem as problem:
        return problem.response_code


@settings(max_examples=400, deadline=None)
@given(st.lists(_FRAGMENTS, max_size=12).map("".join))
def test_any_stuffing_of_a_report_gives_a_report_or_a_problem(stuffing):
    document = f"<report>{SUMMARY}{REPORTER}{stuffing}</report>".encode()
    for strict in (True, False):
        report = outcome(read_report, document, strict)
        assert report in (4100, 4110) or isinstance(report, CyberTipReport)
        assert all(moment.instant is None or moment.offset_known for moment in _moments_of(report))


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda b: report_xml()[:90] + b + report_xml()[90:]))
def test_arbitrary_bytes_give_a_report_or_a_problem(data):
    for read, kind in ((read_report, CyberTipReport), (read_file_details, FileDetails)):
        for strict in (True, False):
            found = outcome(read, data, strict)
            assert found in (4100, 4110) or isinstance(found, kind)
