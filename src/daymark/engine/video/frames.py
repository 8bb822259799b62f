"""Hashes of a film's frames, and vPDQ's text forms for them, both ways.

vPDQ (github.com/facebook/ThreatExchange, vpdq/) has no file format of its own but two customs. Its program writes one
line a frame, `frame,quality,hash,timestamp` (vpdq/cpp/io/vpdqio.cpp). Its Python package and threatexchange's `vpdq`
signal leave the frame number out, `hash,quality,timestamp`: one a line, or a JSON list of such strings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from daymark.engine.sandbox.seen import FrameSeen
from daymark.problems import Problem

HASH_BYTES = 32
LARGEST_NUMBER = 2**31 - 1  # vPDQ keeps frame numbers in a C int

_WHOLE = re.compile(r"[0-9]{1,10}")
_HASH = re.compile(r"[0-9a-fA-F]{64}")
# threatexchange rounds to three significant digits, so that 20 minutes become "1.2e+03".
_SECONDS = re.compile(r"[0-9]{1,12}(\.[0-9]{0,20})?([eE][+-]?[0-9]{1,2})?")


class NotVpdq(Problem):
    """This is not a list of vPDQ hashes. Give lines of `frame,quality,hash,timestamp`, or vPDQ's JSON list."""


@dataclass(frozen=True, slots=True)
class FrameHash:
    """One hashed frame: its number from 0, PDQ's quality 0-100, PDQ as 32 bytes, its time in seconds from the start."""

    number: int
    quality: int
    hash: bytes
    seconds: float


def frame_hashes(seen: Iterable[FrameSeen], *, turn: int = 0) -> list[FrameHash]:
    """What the sandbox saw of a film as frame hashes, the parts inside bars too: two hashes for one time then.

    `turn` is the place in `pdq.TURNS`: 5 finds a film that was mirrored left to right, 1 to 3 one that lies on its
    side or head. Frames seen without their turned hashes are left out for any turn but 0.
    """
    return [
        FrameHash(frame.number, frame.quality, frame.hashes[turn], frame.at_ms / 1000)
        for frame in seen
        if turn < len(frame.hashes)
    ]


def parse_vpdq(text: str) -> list[FrameHash]:
    """The frames of a vPDQ text, in any of its forms and in the order given; an empty text has none.

    Frames of the forms without numbers are numbered by their place. Raises `NotVpdq`, which names the line.
    """
    text = text.removeprefix("\ufeff")
    if text.lstrip().startswith(("[", "{")):
        return [_frame(entry, f"entry {place}", place - 1) for place, entry in enumerate(_json_entries(text), start=1)]
    lines = [(f"line {number}", line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    return [_frame(line, where, place) for place, (where, line) in enumerate(lines)]


def format_vpdq(frames: Iterable[FrameHash]) -> str:
    """The frames as vPDQ's program writes them: `frame,quality,hash,timestamp`, one a line, milliseconds kept."""
    return "".join(f"{f.number},{f.quality},{f.hash.hex()},{f.seconds:.3f}\n" for f in frames)


def format_vpdq_json(frames: Iterable[FrameHash]) -> str:
    """The frames as threatexchange's `vpdq` signal: a JSON list of `hash,quality,timestamp`. Frame numbers are lost."""
    return json.dumps([f"{f.hash.hex()},{f.quality},{f.seconds:.3f}" for f in frames])


def _json_entries(text: str) -> Iterator[str]:
    """The strings of the list, or those that the older form (`{"0": {"quality": ..., ...}}`) stands for."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotVpdq(f"The list of vPDQ hashes is no readable JSON ({error}). Export it again.") from None
    if isinstance(read, list):
        yield from (_string(entry, place) for place, entry in enumerate(read, start=1))
        return
    for place, (number, entry) in enumerate(read.items(), start=1):
        if not isinstance(entry, dict):
            raise NotVpdq(f"Entry {place} of the list of vPDQ hashes holds no quality, hash and timestamp.")
        yield f"{number},{entry.get('quality')},{entry.get('hash')},{entry.get('timestamp')}"


def _string(entry: object, place: int) -> str:
    if not isinstance(entry, str):
        raise NotVpdq(f"Entry {place} of the list of vPDQ hashes is not a text of `hash,quality,timestamp`.")
    return entry


def _frame(line: str, where: str, place: int) -> FrameHash:
    fields = [field.strip() for field in line.split(",")]
    if len(fields) == 3:
        value, quality, seconds = fields
        number = str(place)
    elif len(fields) == 4:
        number, quality, value, seconds = fields
    else:
        raise NotVpdq(
            f"A vPDQ hash is `frame,quality,hash,timestamp` or `hash,quality,timestamp`: {where} has {len(fields)} "
            "fields. Correct or remove it."
        )
    return FrameHash(
        _whole(number, "frame number", LARGEST_NUMBER, where),
        _whole(quality, "quality", 100, where),
        _hash(value, where),
        _seconds(seconds, where),
    )


def _whole(text: str, what: str, largest: int, where: str) -> int:
    if not _WHOLE.fullmatch(text) or int(text) > largest:
        raise NotVpdq(f"The {what} of a vPDQ hash is a whole number from 0 to {largest}: look at {where}.")
    return int(text)


def _hash(text: str, where: str) -> bytes:
    if not _HASH.fullmatch(text):
        raise NotVpdq(f"The hash of a frame is {2 * HASH_BYTES} hexadecimal digits: look at {where}.")
    return bytes.fromhex(text)


def _seconds(text: str, where: str) -> float:
    if not _SECONDS.fullmatch(text):
        raise NotVpdq(f"The timestamp of a frame is a number of seconds, 0 or more: look at {where}.")
    return float(text)
