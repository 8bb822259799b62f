"""Reads what a file says about itself: EXIF, maker notes, XMP, captions, container tags, a C2PA manifest's presence.

Runs in the sandbox's child. Group and name of a tag are words of ours, its value is as it stood in the file, cut to a
bounded length and otherwise untouched; `daymark.engine.exif` makes facts of them on the safe side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from daymark.engine.kinds import Group, Kind
from daymark.engine.sandbox.child.metadata.block import Block, Language
from daymark.engine.sandbox.child.metadata.c2pa import manifest_tags
from daymark.engine.sandbox.child.metadata.captions import iptc_tags, photoshop_blocks, text_tags
from daymark.engine.sandbox.child.metadata.exif import exif_tags
from daymark.engine.sandbox.child.metadata.films import film_tags
from daymark.engine.sandbox.child.metadata.source import Damaged, Seekable, Source, source_of
from daymark.engine.sandbox.child.metadata.stills import still_blocks
from daymark.engine.sandbox.child.metadata.xmp import xmp_tags
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.seen import Tag

LONGEST_VALUE = 512  # characters
MOST_TAGS = 200  # of one file; a telephone's picture gives about 40
MOST_BLOCKS = 64  # of one file, those inside others included

_READERS: Mapping[Language, Callable[[Source], Iterator[Tag | Block]]] = {
    Language.EXIF: exif_tags,
    Language.XMP: xmp_tags,
    Language.PHOTOSHOP: photoshop_blocks,
    Language.IPTC: iptc_tags,
    Language.MANIFEST: manifest_tags,
}


def read(data: bytes | bytearray | memoryview | Seekable, kind: Kind, limits: Limits) -> Iterator[Tag]:
    """At most 200 tags of a file, each value at most 512 characters, then what could not be read.

    A damaged part gives a tag of group `unread` named after it ("EXIF", "XMP", ...) and the rest is read. Raises
    Refused for a film that FFmpeg cannot open; nothing for pictures, whatever their bytes.
    """
    given = 0
    for tag in _every_tag(source_of(data), kind, limits):
        if not tag.untrusted_value.strip(" \0"):
            continue
        if given == MOST_TAGS:
            yield Tag("unread", "the rest", f"more than {MOST_TAGS} tags")
            return
        given += 1
        yield Tag(tag.group, tag.name, tag.untrusted_value[:LONGEST_VALUE])


def _every_tag(source: Source, kind: Kind, limits: Limits) -> Iterator[Tag]:
    """The tags of all blocks, breadth first: those of the file itself, then of blocks inside blocks."""
    waiting: list[Block] = []
    if kind.group is Group.FILM:
        found: Iterator[Tag | Block] = film_tags(source, kind.mime, limits)
    else:
        found = still_blocks(source, kind.mime)
    yield from _sorted_out("structure", found, waiting)
    for number, block in enumerate(waiting):
        if number == MOST_BLOCKS:
            yield Tag("unread", "the rest", f"more than {MOST_BLOCKS} blocks")
            return
        yield from _sorted_out(block.language.value, _statements(block), waiting)


def _statements(block: Block) -> Iterator[Tag | Block]:
    if block.language is Language.TEXT:
        return text_tags(block.source, block.name)
    return _READERS[block.language](block.source)


def _sorted_out(part: str, found: Iterator[Tag | Block], waiting: list[Block]) -> Iterator[Tag]:
    """Tags pass, blocks join those that wait; damage ends this part and is told as a tag."""
    try:
        for item in found:
            if isinstance(item, Tag):
                yield item
            elif len(waiting) <= MOST_BLOCKS:
                waiting.append(item)
    except Damaged:
        yield Tag("unread", part, "damaged")
