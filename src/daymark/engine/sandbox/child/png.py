"""PNG without what is no picture: texts and profiles are never unpacked, so that they cannot be bombs."""

from __future__ import annotations

from collections.abc import Iterator

from PIL.PngImagePlugin import PngImageFile

from daymark.engine.sandbox.child import pages
from daymark.engine.sandbox.child.page import Data, Page
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason

_SIGNATURE = 8
# What pixels are made from; the last three are APNG's. Source: W3C PNG, third edition, section 5.6.
_NEEDED = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"acTL", b"fcTL", b"fdAT"})
# Chunks of 8 KiB, as most encoders write them, come to 1.6 GB.
_MOST_CHUNKS = 200_000


def look(data: Data, limits: Limits) -> Iterator[Page]:
    """The picture, or every frame of an animated one."""
    yield from pages.look(only_pixels(data, limits), PngImageFile, limits)


def only_pixels(data: Data, limits: Limits) -> bytes:
    """The file with the chunks alone that make up the picture, up to its end or to where it is cut off.

    Of an animation no more frames are kept than are looked at. Raises `Refused` for a file that is crumbled into more
    chunks than any encoder makes.
    """
    file = memoryview(data)
    kept, at, frames = [file[:_SIGNATURE]], _SIGNATURE, 0
    for _ in range(_MOST_CHUNKS):
        name = bytes(file[at + 4 : at + 8])
        end = at + 12 + int.from_bytes(file[at : at + 4], "big")
        frames += name == b"fcTL"
        if name in _NEEDED:
            kept.append(file[at:end])
        if name == b"IEND" or end > len(file) or frames > pages.most_gone_through(limits):
            return b"".join(kept)
        at = end
    raise Refused(Reason.BROKEN)
