"""The referral as a PDF: tagged for readers, pages numbered, the reference on each page.

Typeset by typst from `referral.typ`. The document goes in as JSON data and is never pasted into the template, so
nothing that was reported can act as a command.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import typst

from daymark.exchange.referral.document import ReferralDocument
from daymark.problems import Problem

TEMPLATE = Path(__file__).with_name("referral.typ")
# PDF/UA-1 for people who read with software, PDF/A-2a for archives. Both refuse a character that no font draws.
STANDARDS = ("ua-1", "a-2a")


class NotTypeset(Problem):
    """The PDF of this referral could not be made, so nothing was sent. Tell the administrator."""

    http_status = 500


@dataclass(frozen=True)
class ReferralPdf:
    """The PDF's bytes. `complete` is False when a character could not be drawn with the fonts that are here: then the
    JSON beside it holds the text whole, and the PDF says so on its first page."""

    data: bytes
    complete: bool


def referral_pdf(document: ReferralDocument, *, fonts: Path | None = None) -> ReferralPdf:
    """Typesets a referral with the fonts in a folder; without them, with those that typst brings along."""
    try:
        return ReferralPdf(_typeset(document, fonts, STANDARDS, complete=True), True)
    except typst.TypstError as refusal:
        if "font" not in str(refusal) and "glyph" not in str(refusal):
            raise NotTypeset(f"The PDF could not be made: {refusal}. Nothing was sent. Tell the administrator.") from (
                refusal
            )
    return ReferralPdf(_typeset(document, fonts, (), complete=False), False)


def _typeset(document: ReferralDocument, fonts: Path | None, standards: tuple[str, ...], *, complete: bool) -> bytes:
    compiler = typst.Compiler(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(fonts)] if fonts and fonts.is_dir() else [],
        sys_inputs={
            "referral": json.dumps(document.to_json(), ensure_ascii=False),
            "complete": "yes" if complete else "no",
        },
    )
    data: bytes = compiler.compile(
        format="pdf", pdf_standards=list(standards), timestamp=document.written_at, pdf_tags=True
    )
    return data
