"""Pictures drawn by whole numbers, as files of any format, and a look at them outside the sandbox."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass

import numpy as np
import pillow_heif
from PIL import Image

from daymark.engine.kinds import HEAD, kind_of
from daymark.engine.pdq import distance
from daymark.engine.pdq.operator import hash_plane
from daymark.engine.sandbox.child import stills
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason
from daymark.engine.sandbox.seen import Extent, FrameSeen
from engine.pdq.drawn import plane


@dataclass
class Look:
    """What one look gave."""

    extents: list[Extent]
    frames: list[FrameSeen]
    reason: Reason = Reason.DONE
    at_ms: int | None = None

    @property
    def size(self) -> tuple[int, int]:
        return self.extents[0].width, self.extents[0].height


def look_at(data: bytes | memoryview, limits: Limits | None = None, *, turned: bool = False) -> Look:
    """A look at a file of whatever kind it is by its content."""
    seen = Look([], [])
    try:
        for item in stills.look(data, kind_of(bytes(data[:HEAD])), limits or Limits(), turned=turned):
            (seen.extents if isinstance(item, Extent) else seen.frames).append(item)
    except Refused as refused:
        seen.reason, seen.at_ms = refused.reason, refused.at_ms
    return seen


def picture(width: int = 320, height: int = 240, *, shift: int = 0) -> Image.Image:
    """Three different planes as red, green and blue; `shift` moves them down."""
    colours = np.dstack([plane(height, width, seed) for seed in (1, 2, 3)])
    return Image.fromarray(np.roll(colours, shift, axis=0))


def saved(form: str, image: Image.Image | None = None, **options: object) -> bytes:
    """The picture as a file."""
    target = io.BytesIO()
    image = picture() if image is None else image
    if form == "HEIF":
        pillow_heif.from_pillow(image).save(target, **options)
    else:
        image.save(target, form, **options)
    return target.getvalue()


def animation(form: str, count: int = 4, **options: object) -> bytes:
    """Frames that move down, 120 ms each."""
    frames = [picture(160, 120, shift=15 * number) for number in range(count)]
    return saved(form, frames[0], save_all=True, append_images=frames[1:], **{"duration": 120, **options})


def bits_from(image: Image.Image, frame: FrameSeen) -> int:
    """Distance of a frame to the picture it was made of."""
    return distance(frame.hashes[0], hash_plane(np.asarray(image.convert("L"))).hashes[0])


def chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, rows: bytes, *between: bytes) -> bytes:
    """A PNG of 8-bit grey that claims a size, whatever its rows are."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(between) + data
