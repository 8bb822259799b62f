"""Looks at stills and animations of any kind: PDQ with quality of every frame that differs from the one before.

How colour, transparency, profiles, orientation and depth are treated, and why, is told in `docs/engine/pdq.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from PIL import AvifImagePlugin
from PIL.AvifImagePlugin import AvifImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.DdsImagePlugin import DdsImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.IcnsImagePlugin import IcnsImageFile
from PIL.IcoImagePlugin import IcoImageFile
from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile
from PIL.PcxImagePlugin import PcxImageFile
from PIL.PpmImagePlugin import PpmImageFile
from PIL.PsdImagePlugin import PsdImageFile
from PIL.QoiImagePlugin import QoiImageFile
from PIL.SgiImagePlugin import SgiImageFile

from daymark.engine.kinds import Group, Kind, kind_of
from daymark.engine.pdq.operator import hash_samples
from daymark.engine.sandbox.child import heif, jpeg, pages, png, tiff, webp
from daymark.engine.sandbox.child.page import Data, Page
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.child.warming_files import warming_files
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason
from daymark.engine.sandbox.seen import Extent, FrameSeen

Decoder = Callable[[Data, Limits], Iterator[Page]]

AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # a sealed process can start none


def _by(reader: pages.Reader) -> Decoder:
    def decoder(data: Data, limits: Limits) -> Iterator[Page]:
        return pages.look(data, reader, limits)

    return decoder


# Stills of other kinds (JPEG XL, JPEG XR, raw files of cameras) are told apart, and said to be not supported.
DECODERS: dict[str, Decoder] = {
    "image/jpeg": jpeg.look,
    "image/png": png.look,
    "image/apng": png.look,
    "image/tiff": tiff.look,
    "image/heic": heif.look,
    "image/heif": heif.look,
    "image/avif": _by(AvifImageFile),
    "image/gif": _by(GifImageFile),
    "image/webp": webp.look,
    "image/bmp": _by(BmpImageFile),
    "image/jp2": _by(Jpeg2KImageFile),
    "image/j2c": _by(Jpeg2KImageFile),
    "image/vnd.microsoft.icon": _by(IcoImageFile),
    "image/x-icns": _by(IcnsImageFile),
    "image/vnd.adobe.photoshop": _by(PsdImageFile),
    "image/vnd.zbrush.pcx": _by(PcxImageFile),
    "image/x-portable-anymap": _by(PpmImageFile),
    "image/x-sgi": _by(SgiImageFile),
    "image/x-dds": _by(DdsImageFile),
    "image/qoi": _by(QoiImageFile),
}


def look(data: Data, kind: Kind, limits: Limits, *, turned: bool) -> Iterator[Extent | FrameSeen]:
    """What there is to see in a still: its size, then every frame or page that is not a copy of the one before.

    An animation's size comes once more at its end, with its duration. `turned` adds the seven turned and mirrored
    hashes. Raises `Refused` when nothing could be seen, and at the end when not all could be.
    """
    decoder = DECODERS.get(kind.mime)
    if decoder is None:
        raise Refused(Reason.NOT_SUPPORTED if kind.group is Group.STILL else Reason.UNKNOWN_KIND)
    return _seen(decoder(data, limits), limits, turned=turned)


def _seen(found: Iterator[Page], limits: Limits, *, turned: bool) -> Iterator[Extent | FrameSeen]:
    first = before = None
    distinct = pixels = 0
    for number, page in enumerate(found):
        pixels += page.width * page.height
        if distinct == limits.frames or (number and pixels > limits.animation_pixels):
            raise Refused(Reason.TOO_MANY_FRAMES, page.at_ms)
        if before is None:
            first = page
            yield Extent(page.width, page.height)
        # Frames whose samples are the same have the same hash, whatever differs in pixels that PDQ does not look at.
        if before is None or not np.array_equal(before.samples, page.samples):
            yield _frame(number, page, before, turned=turned)
            distinct += 1
        before = page
    if first and before and before is not first and before.until_ms:
        yield Extent(first.width, first.height, before.until_ms)


def _frame(number: int, page: Page, before: Page | None, *, turned: bool) -> FrameSeen:
    hashed = hash_samples(page.samples, (page.width, page.height), turned=turned)
    return FrameSeen(number, page.at_ms, hashed.quality, hashed.hashes, change=_change(before, page))


def _change(before: Page | None, page: Page) -> int:
    """Mean difference of luma, 0-255, rounded up; 0 for a first frame. A picture of another size is another picture."""
    if before is None:
        return 0
    if (before.width, before.height) != (page.width, page.height):
        return 255
    return max(1, min(255, int(np.ceil(np.mean(np.abs(before.samples - page.samples))))))


def _warm_up() -> None:
    """Load now what decoders load when they are first used: in a sealed process they no longer could."""
    for sample in warming_files("stills"):
        for _ in look(sample, kind_of(sample), Limits(), turned=True):
            pass


_warm_up()
