"""A file that is the hash of one film: vPDQ's lines of `frame,quality,hash,timestamp`, or its JSON list."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import BinaryIO

from daymark.engine.known.standing import Standing
from daymark.engine.video.frames import FrameHash, NotVpdq, parse_vpdq
from daymark.exchange.hashlist.asked import Asked
from daymark.exchange.hashlist.entries import BadRow, Facts, KnownEntry, bad_row, judged
from daymark.exchange.hashlist.lines import numbered
from daymark.exchange.hashlist.lists import Description, Rows
from daymark.exchange.hashlist.opening import Source
from daymark.exchange.hashlist.plain import standing_of_bare
from daymark.exchange.hashlist.problems import BrokeOff
from daymark.exchange.remarks import Remarks

MOST_FRAMES = 3_000_000  # every frame of 24 hours at 30 a second, and some; the list holds them all at once
_MOST_JSON = 256 * 1024**2  # bytes; the same number of frames as text
_LINE = re.compile(rb"([0-9]{1,10},[0-9]{1,3},[0-9A-Fa-f]{64}|[0-9A-Fa-f]{64},[0-9]{1,3}),[0-9][0-9.eE+-]*")
_LIST = re.compile(rb"\s*\[\s*\"[0-9A-Fa-f]{64},|\s*\[\s*\"[0-9]+,[0-9]+,[0-9A-Fa-f]{64},|\s*\{\s*\"[0-9]+\"\s*:\s*\{")


def looks_like_frames(line: bytes) -> bool:
    """Whether a line is one frame of vPDQ's text."""
    return _LINE.fullmatch(line) is not None


def looks_like_frame_list(head: bytes) -> bool:
    """Whether a JSON document is vPDQ's list of frames, or its older object of them."""
    return _LIST.match(head) is not None


def describe(source: Source, asked: Asked) -> Description:
    """The hash of one film."""
    standing, why = standing_of_bare(asked)
    as_json = looks_like_frame_list(source.head)

    def rows(remarks: Remarks) -> Rows:
        frames: list[FrameHash] = []
        with source.stream() as stream:
            for frame in _from_json(stream) if as_json else _from_lines(stream):
                if isinstance(frame, BadRow):
                    yield frame
                elif len(frames) >= MOST_FRAMES:
                    raise BrokeOff(f"the film has more than {MOST_FRAMES:,} frames")
                else:
                    frames.append(frame)
        if frames:
            yield _film(source.stem, tuple(frames), standing)

    form = "vPDQ of one film (JSON)" if as_json else "vPDQ of one film (text)"
    return Description(form, rows, standing, why, name=source.stem)


def _film(name: str, frames: tuple[FrameHash, ...], standing: Standing) -> KnownEntry:
    facts = Facts(external_id=name, kind="video")
    return judged(KnownEntry(1, frames=frames, standing=standing, facts=facts))


def _from_lines(stream: BinaryIO) -> Iterator[FrameHash | BadRow]:
    place = 0
    for number, line in numbered(stream):
        text = line.strip()
        if not text:
            continue
        try:
            frame = parse_vpdq(text[:1000].decode("utf-8", "replace"))[0]
        except NotVpdq:
            yield bad_row(number, "the line is no frame: frame, quality, hash and seconds are expected", text)
            continue
        without_number = text.count(b",") == 2
        yield dataclasses.replace(frame, number=place) if without_number else frame
        place += 1


def _from_json(stream: BinaryIO) -> Iterator[FrameHash]:
    data = stream.read(_MOST_JSON + 1)
    if len(data) > _MOST_JSON:
        raise BrokeOff("the film's list of frames has more than 256 MB")
    try:
        yield from parse_vpdq(data.decode("utf-8", "replace"))
    except NotVpdq as problem:
        raise BrokeOff(problem.message) from None
