"""Opens XML from outside: no DTD, no entities, no network, bounded depth and size, an encoding that is what it says."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple, cast

from lxml import etree

from daymark.problems import Problem

MAX_BYTES = 32 * 1024 * 1024  # a report of every field at 100 kB has about 25 MB; pictures come by another way
MAX_DEPTH = 64  # the deepest CyberTipline document has 6 levels
MAX_TAGS = 200_000  # a tag costs libxml2 about 120 bytes of memory, however short it is
MAX_QUOTES = 400_000  # an upper bound of attributes, which cost about as much

_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "iso-8859-15": "iso-8859-15",
    "windows-1252": "cp1252",
}
_DECLARED = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_BEFORE_ROOT = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_TAG = re.compile(r"<[A-Za-z_:](?>[^<>\"']+|\"[^\"]*\"|'[^']*')*")
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (MAX_DEPTH + 1) + ")")

# libxml2 itself stops at 256 levels and at 10 MB in one text while it reads, so nothing larger is ever built.
_PARSER = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)

_REWORDED = {
    "Premature end": "the document stops before its end",
    "Document is empty": "the document stops before its first element",
    "Excessive depth": f"more than {MAX_DEPTH} levels of elements",
    "Text node too long": "one text has more than 10 MB",
}


class UnreadableXML(Problem):
    """The document is not well-formed XML. Send it again as one whole XML document in UTF-8, without a DTD."""


class Document(NamedTuple):
    """An opened document: its root, and sentences about what had to be forgiven."""

    root: etree._Element
    notes: list[str]


def open_xml(data: bytes, *, max_bytes: int = MAX_BYTES) -> Document:
    """Open one XML document of at most `max_bytes`. Raises UnreadableXML with the place and the fault."""
    if len(data) > max_bytes:
        raise UnreadableXML(
            f"The document has {len(data):,} bytes; at most {max_bytes:,} are read. Send files by upload."
        )
    text, notes = _decoded(data)
    _refuse_dtd(text)
    _refuse_flood(text)
    root = _parsed(text)
    if _TOO_DEEP(root):
        raise UnreadableXML(f"The document has more than {MAX_DEPTH} levels of elements. Send it without that nesting.")
    return Document(root, notes)


def _decoded(data: bytes) -> tuple[str, list[str]]:
    encoding, notes = _encoding(data)
    try:
        return data.decode(encoding).removeprefix("\ufeff"), notes
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableXML(
            f"Line {line}, byte {error.start}: the text is not {encoding} as the document says. "
            "Send it in UTF-8, or declare the encoding that it has."
        ) from None


def _encoding(data: bytes) -> tuple[str, list[str]]:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise UnreadableXML("The document is in UTF-32, which is not read here. Send it in UTF-8.")
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8", ["the document starts with a byte order mark"]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", ["the document is in UTF-16"]
    if data.startswith((b"<\x00", b"\x00<")):
        return ("utf-16-le" if data[0] else "utf-16-be"), ["the document is in UTF-16 without a byte order mark"]
    found = _DECLARED.match(data)
    return _declared_encoding(found[1].decode("ascii")) if found else ("utf-8", [])


def _declared_encoding(declared: str) -> tuple[str, list[str]]:
    encoding = _ENCODINGS.get(declared.lower())
    if encoding is None:
        raise UnreadableXML(f"The document says that it is in {declared}, which is not read here. Send it in UTF-8.")
    if encoding.startswith("utf-16"):
        return "utf-8", [f"the document says {declared} but is not; it was read as UTF-8"]
    return encoding, [] if encoding in ("utf-8", "ascii") else [f"the document is in {declared}, not UTF-8"]


def _refuse_dtd(text: str) -> None:
    before_root = _BEFORE_ROOT.match(text)
    if before_root and text.startswith("<!DOCTYPE", before_root.end()):
        line = text.count("\n", 0, before_root.end()) + 1
        raise UnreadableXML(f"Line {line}: the document has a DTD (<!DOCTYPE), which is never read. Send it without.")


def _refuse_flood(text: str) -> None:
    if text.count("<") > MAX_TAGS:
        raise UnreadableXML(
            f"The document has more than {MAX_TAGS:,} tags, one inside another or side by side. Split it."
        )
    quotes = text.count('"') + text.count("'")
    if quotes > MAX_QUOTES and sum(tag.count('"') + tag.count("'") for tag in _TAG.findall(text)) > MAX_QUOTES:
        raise UnreadableXML(f"The document has more than {MAX_QUOTES // 2:,} attributes. Split it.")


def _parsed(text: str) -> etree._Element:
    try:
        return etree.fromstring(text.encode("utf-8"), _PARSER)
    except UnicodeEncodeError as error:  # UTF-16 may carry half a surrogate pair
        raise UnreadableXML(f"Character {error.start}: half a character. Send the document in UTF-8.") from None
    except etree.XMLSyntaxError as error:
        raise UnreadableXML(_sentence(error)) from None


def _sentence(error: etree.XMLSyntaxError) -> str:
    line, column = error.position
    what = re.sub(r", line \d+, column \d+.*", "", error.msg or "it is not XML", flags=re.DOTALL)
    what = what if len(what) <= 200 else f"{what[:200]}…"
    for theirs, ours in _REWORDED.items():
        if theirs in what:
            what = f"{ours} ({what})" if ours.startswith("the document stops") else ours
    return f"Line {line}, column {column}: {what}. Send one whole, well-formed XML document."


def line_of(element: etree._Element) -> int | None:
    """The line of the document on which an element starts, from 1."""
    return cast("int | None", element.sourceline)
