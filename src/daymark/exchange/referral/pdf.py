"""The referral as a PDF: tagged for readers, pages numbered, the reference on each page.

Typeset by typst from `referral.typ`. The document goes in as JSON data and is never pasted into the template, so
nothing that was reported can act as a command.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from daymark.exchange.referral.document import ReferralDocument
from daymark.problems import Problem

TEMPLATE = Path(__file__).with_name("referral.typ")
# PDF/UA-1 for people who read with software, PDF/A-2a for archives. Both refuse a character that no font draws, and
# PDF/A a text of more than 32,767 characters without a space; then the next set is tried, the last takes everything.
STANDARDS = (("ua-1", "a-2a"), ("ua-1",), ())
UNDRAWN = ("glyph", "font")  # what typst says of a character that it cannot draw


class NotTypeset(Problem):
    """The PDF of this referral could not be made, so nothing was sent. Tell the administrator."""

    http_status = 500


@dataclass(frozen=True)
class ReferralPdf:
    """The PDF's bytes. `complete` is False when a character could not be drawn with the fonts that are here: then the
    JSON beside it holds the text whole, and the PDF says so on its first page."""

    data: bytes
    complete: bool


def referral_pdf(
    document: ReferralDocument, *, fonts: Path | None = None, words: Mapping[str, str] | None = None
) -> ReferralPdf:
    """Typesets a referral with the fonts in a folder; without them, with those that typst brings along.

    `words` says how codes of countries and languages are called; a code that it lacks is printed as it is.
    """
    complete, refusal = True, ""
    for standards in STANDARDS:
        try:
            return ReferralPdf(_typeset(document, fonts, standards, words or {}, complete=complete), complete)
        except typst.TypstError as error:
            refusal = str(error)
            complete = complete and not any(word in refusal for word in UNDRAWN)
    raise NotTypeset(f"The PDF could not be made: {refusal}. Nothing was sent. Tell the administrator.")


def _typeset(
    document: ReferralDocument,
    fonts: Path | None,
    standards: tuple[Any, ...],
    words: Mapping[str, str],
    *,
    complete: bool,
) -> bytes:
    compiler = typst.Compiler(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=_fonts_in(fonts),
        sys_inputs={
            "referral": json.dumps(document.to_json(), ensure_ascii=False),
            "words": json.dumps(dict(words), ensure_ascii=False),
            "complete": "yes" if complete else "no",
        },
    )
    data: Any = compiler.compile(
        format="pdf", pdf_standards=list(standards), timestamp=document.written_at.replace(microsecond=0), pdf_tags=True
    )
    return bytes(data)


@lru_cache(maxsize=2)
def _fonts_in(folder: Path | None) -> typst.Fonts:
    """Looked for once in a process: searching the machine for fonts takes longer than typesetting a referral."""
    return typst.Fonts(font_paths=[str(folder)] if folder and folder.is_dir() else [])
