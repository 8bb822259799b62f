"""The picture as a PDF: tagged for readers, pages numbered, charts as drawings, each beside its table.

Typeset by typst from `overview.typ`. Numbers and charts go in as JSON data and are never pasted into the template.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from daymark.problems import Problem

TEMPLATE = Path(__file__).with_name("overview.typ")
# PDF/UA-1 for people who read with software, PDF/A-2a for archives.
STANDARDS: tuple[Any, ...] = ("ua-1", "a-2a")


class NotPrinted(Problem):
    """The overview could not be made. The page and the CSV hold the same numbers; tell the administrator."""

    http_status = 500


def overview_pdf(
    overview: Mapping[str, Any], charts: Mapping[str, str], *, at: datetime, fonts: Path | None = None
) -> bytes:
    """Typesets an overview. `charts` holds one SVG document for the `key` of each table that has one."""
    inputs = {
        "overview": json.dumps(overview, ensure_ascii=False),
        "charts": json.dumps(dict(charts), ensure_ascii=False),
    }
    compiler = typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=_fonts_in(fonts), sys_inputs=inputs)
    try:
        data = compiler.compile(
            format="pdf", pdf_standards=list(STANDARDS), timestamp=at.replace(microsecond=0), pdf_tags=True
        )
    except typst.TypstError as refusal:
        raise NotPrinted(f"The overview could not be made: {refusal}. The CSV holds the same numbers.") from refusal
    if not isinstance(data, bytes):
        raise NotPrinted()
    return data


@lru_cache(maxsize=2)
def _fonts_in(folder: Path | None) -> typst.Fonts:
    """Looked for once in a process, which takes longer than typesetting."""
    return typst.Fonts(font_paths=[str(folder)] if folder and folder.is_dir() else [])
