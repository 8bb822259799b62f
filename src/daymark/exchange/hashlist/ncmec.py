"""NCMEC's hash sharing, version 2, as XML: images and videos with fingerprints and feedback, and what was deleted.

Read piece by piece with the guards of `exchange/xml.py`: no DTD, no entities, no network; and no entry of any size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist.asked import Asked
from daymark.exchange.hashlist.lists import Description, Provenance, Rows
from daymark.exchange.hashlist.ncmec_entry import read_entry
from daymark.exchange.hashlist.opening import Source
from daymark.exchange.hashlist.problems import BrokeOff, UnreadableHashList
from daymark.exchange.remarks import Remarks, shortened

NAMESPACE = "https://hashsharing.ncmec.org/hashsharing/v2"
_PIECE = 64 * 1024
_MOST_BYTES = 2 * 1024**2  # of one entry; one with every fingerprint and a thousand votes has some 200 kB
_ENTRIES = ("{*}image", "{*}video", "{*}deletedImage", "{*}deletedVideo", "{*}next")
_BEFORE_ROOT = re.compile(rb"(?>\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_ENCODING = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
# What a list is written in; an encoding that could hide a DTD from the look at the beginning is not among them.
_ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin1", "iso-8859-15", "windows-1252"})
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(\w+)[\s/>]")


def describe(source: Source, asked: Asked) -> Description:
    """One answer of `/v2/entries`. Raises UnreadableHashList for any other XML, and for what must not be read."""
    _refuse_another(source)

    def rows(remarks: Remarks) -> Rows:
        with source.stream() as stream:
            for where, element in enumerate(_elements(stream, source.encoding, remarks), start=1):
                yield read_entry(where, element, standing, remarks)

    standing = asked.standing if asked.standing is not None else Standing.KNOWN_BAD
    why = "NCMEC's members put on it what they assert to be abuse or exploitation material; votes stand with each entry"
    return Description(
        "NCMEC hash sharing (XML)",
        rows,
        standing,
        why if asked.standing is None else "said by the person who brought the list",
        version="2",
        name=source.stem,
        unit="entry",
        provenance=Provenance(NAMESPACE, organisation="NCMEC"),
        takes_back=True,
    )


def _refuse_another(source: Source) -> None:
    """Raise UnreadableHashList for a DTD, an encoding that could hide one, and any other document."""
    head = source.head
    declared = _ENCODING.match(head)
    if source.encoding is None and declared and declared[1].decode("ascii").lower() not in _ENCODINGS:
        name = declared[1].decode("ascii")
        raise UnreadableHashList(f"The list says that it is in {name}, which is not read here. Save it in UTF-8.")
    before = _BEFORE_ROOT.match(head)
    start = before.end() if before else 0
    if head.startswith(b"<!DOCTYPE", start):
        raise UnreadableHashList("The list has a DTD (<!DOCTYPE), which is never read. Ask for it without.")
    root = _ROOT.match(head, start)
    if root is None or root[1] != b"queryResult":
        raise UnreadableHashList(
            f"{source.path.name} is XML, but not NCMEC's hash sharing, the one XML form that is read here. Ask for its "
            "entries in version 2, or for a table."
        )


def _elements(stream: BinaryIO, encoding: str | None, remarks: Remarks) -> Iterator[etree._Element]:
    """Each entry of the document once it is whole; it is emptied when the next one is asked for."""
    parser = etree.XMLPullParser(
        events=("end",),
        tag=_ENTRIES,
        encoding="utf-8" if encoding else None,  # UTF-16 was recoded, and its declaration says so no longer
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    since = 0
    try:
        while piece := stream.read(_PIECE):
            parser.feed(piece)
            since += len(piece)
            for element in _ended(parser):
                if element.tag.endswith("next"):
                    if (element.text or "").strip():
                        remarks.warn("list", "this is one page of it; further ones follow")
                    continue
                yield element
                _empty(element)
                since = 0
            if since > _MOST_BYTES:
                raise BrokeOff("one entry has more than 2 MB")
        parser.close()
    except etree.XMLSyntaxError as error:
        raise BrokeOff(f"the XML is damaged ({shortened(error.msg or 'no reason given', 120)})") from None


def _ended(parser: etree.XMLPullParser) -> Iterator[etree._Element]:
    return (element for _, element in parser.read_events() if isinstance(element, etree._Element))


def _empty(element: etree._Element) -> None:
    """Let go of an entry and of everything that stands before it."""
    element.clear()
    within: etree._Element | None = element
    while within is not None and (parent := within.getparent()) is not None:
        while within.getprevious() is not None:
            del parent[0]
        within = parent
