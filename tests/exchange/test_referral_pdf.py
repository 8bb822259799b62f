"""The PDF says what the document says, names itself on every page, and nothing reported can act as a command."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from daymark.exchange.referral import Desk, Place, ReferralDocument, referral_pdf
from exchange.referral_documents import make_document

FONTS = Path(__file__).parents[2] / "src/daymark/web/static/built/fonts"


def read(document: ReferralDocument) -> PdfReader:
    return PdfReader(io.BytesIO(referral_pdf(document, fonts=FONTS).data))


def text_of(document: ReferralDocument) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(document).pages).split())


def with_narrative(text: str) -> ReferralDocument:
    document = make_document()
    return replace(document, accounts=(replace(document.accounts[0], narrative=text),))


def test_the_child_stands_before_the_person_complained_of() -> None:
    text = text_of(make_document())

    assert text.index("Mia Example") < text.index("What happened") < text.index("Persons complained of")
    assert text.index("Priority 1: a child is in danger") < text.index("Mia Example")


def test_times_are_given_as_received_and_in_utc() -> None:
    text = text_of(make_document())

    assert "as received: 2026-03-02T07:00:00-05:00" in text
    assert "2 March 2026, 12:00 UTC" in text
    assert "port 4431" in text


def test_codes_are_printed_in_the_words_given_and_else_as_they_are() -> None:
    child = replace(make_document().children[0], languages=("cy",), places=(Place(text="GB", country="GB"),))
    document = make_document(children=(child,), recipient=Desk("Test Force", "test-force", "FR"))
    told = referral_pdf(document, fonts=FONTS, words={"GB": "United Kingdom", "cy": "Welsh"})
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(told.data)).pages).split())

    assert "GB, United Kingdom" in text
    assert "Welsh" in text
    assert "Practice centre (United Kingdom)" in text
    assert "Practice centre (GB)" in text_of(document)


def test_a_time_without_a_certain_moment_stays_as_received() -> None:
    account = replace(make_document().accounts[0], happened_as_received="last Friday evening")
    text = text_of(make_document(accounts=(account,)))

    assert "last Friday evening (as received, no certain moment)" in text


def test_every_page_carries_the_reference_and_its_number() -> None:
    pages = read(with_narrative("A grown-up writes to me every day.\n" * 300)).pages

    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert "F-2026-00001" in text
        assert f"Page {number} of {len(pages)}" in text


def test_it_is_tagged_titled_and_its_fonts_are_inside() -> None:
    pdf = read(make_document())

    assert pdf.root_object["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in pdf.root_object
    assert pdf.root_object["/Lang"] == "en"
    assert pdf.metadata.title == "Girl, 11 to 13, North West: meeting arranged (F-2026-00001)"
    fonts = [font.get_object() for page in pdf.pages for font in page["/Resources"]["/Font"].values()]
    for font in fonts:
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        "#sys.inputs $x$ *bold* _thin_ `code` <label> @ref \\ ] } = heading",
        '"; panic() //',
        "// not a comment /* nor this */",
    ],
)
def test_what_was_reported_is_never_a_command(text: str) -> None:
    squeezed = "".join(text_of(with_narrative(text)).split())

    assert "".join(text.split()) in squeezed


@pytest.mark.parametrize(
    "text", ["\x00\x07\x1b[31m", "\u202eright to left", "x" * 100_000, "\n" * 5000, "e\u0301" * 50]
)
def test_odd_text_still_makes_a_pdf(text: str) -> None:
    assert len(read(with_narrative(text)).pages) >= 1


def test_a_script_without_a_font_is_admitted_on_the_first_page() -> None:
    document = make_document()
    made = referral_pdf(replace(document, children=(replace(document.children[0], name="\U00013080\U00013081"),)))

    assert not made.complete
    first = PdfReader(io.BytesIO(made.data)).pages[0].extract_text()
    assert "cannot be drawn" in " ".join(first.split())
