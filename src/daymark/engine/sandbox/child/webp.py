"""WebP, whose decoder says the same when a file is broken and when its canvas does not fit in memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL.WebPImagePlugin import WebPImageFile

from daymark.engine.sandbox.child import pages
from daymark.engine.sandbox.child.page import Data, Page
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason

_CANVASES = 2 * 4  # bytes a pixel: libwebp's animation decoder, used for stills too, keeps this frame and the last


def look(data: Data, limits: Limits) -> Iterator[Page]:
    """The picture, or every frame of an animated one."""
    try:
        yield from pages.look(data, WebPImageFile, limits)
    except Refused as refused:
        if refused.reason is Reason.BROKEN:
            np.empty(_CANVASES * _canvas(bytes(data[:30])), np.uint8)  # MemoryError is the better answer
        raise


def _canvas(head: bytes) -> int:
    """Pixels of the canvas. Source: RFC 9649, sections 2.5 to 2.7."""
    if head[12:16] == b"VP8X":
        return (int.from_bytes(head[24:27], "little") + 1) * (int.from_bytes(head[27:30], "little") + 1)
    if head[12:16] == b"VP8L":
        sides = int.from_bytes(head[21:25], "little")
        return ((sides & 0x3FFF) + 1) * ((sides >> 14 & 0x3FFF) + 1)
    width, height = (int.from_bytes(head[at : at + 2], "little") & 0x3FFF for at in (26, 28))
    return width * height
