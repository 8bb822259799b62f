"""JPEG: the luma that the file itself holds, without a detour over colours."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import simplejpeg
from PIL.JpegImagePlugin import JpegImageFile

from daymark.engine.pdq.operator import Samples, samples_of
from daymark.engine.sandbox.child import pages
from daymark.engine.sandbox.child.complaints import broken_off, unopened
from daymark.engine.sandbox.child.page import Data, Page, mixed
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason

Pixels = npt.NDArray[np.uint8]

# Complaints that take nothing from the picture: a few bytes of padding before the end, oddities of the header.
_HARMLESS = re.compile(r"\b\d{1,2} extraneous bytes before marker 0xd9|JFIF revision|Adobe color transform|ICC profile")


# Of other codings (RGB, CMYK) colours are decoded, and luma is mixed of them.
_OWN_LUMA = frozenset({"YCbCr", "Gray"})


def look(data: Data, limits: Limits) -> Iterator[Page]:
    """The one picture of a JPEG; whatever follows it (a second view, a brighter version, a film) is left alone.

    A file that is cut short or damaged gives what there is of it, then `Refused`.
    """
    try:
        height, width, colours, _ = simplejpeg.decode_jpeg_header(data, strict=False)
    except (ValueError, KeyError) as problem:  # KeyError: a kind of sampling that it has no name for
        yield from _by_another_decoder(data, limits, problem)
        return
    pages.check_size((width, height), limits)
    pixels = np.empty((height, width, 1 if colours in _OWN_LUMA else 3), np.uint8)
    try:
        complaint = _decode(data, pixels)
    except ValueError as problem:
        yield from _by_another_decoder(data, limits, problem)
        return
    page = Page(width, height, _samples_of(pixels))
    if complaint and page.blank:
        yield from _by_another_decoder(data, limits, complaint)
        return
    yield page
    if complaint and not _HARMLESS.search(str(complaint)):
        raise Refused(broken_off(complaint))


def _by_another_decoder(data: Data, limits: Limits, problem: Exception) -> Iterator[Page]:
    try:
        yield from pages.look(data, JpegImageFile, limits)
    except Refused as refused:
        raise Refused(unopened(problem)) if refused.reason is Reason.BROKEN else refused from None


def _decode(data: Data, pixels: Pixels) -> ValueError | None:
    """Fill `pixels` (height x width x 1 or 3) and give what was wrong with the file, if anything.

    Raises ValueError when this decoder cannot open the file at all, MemoryError when it has too little.
    """
    target = "GRAY" if pixels.shape[2] == 1 else "RGB"
    try:
        # The accurate transform: the reference's decoders use it, and the fast one saves a twentieth at most.
        simplejpeg.decode_jpeg(data, target, fastdct=False, buffer=pixels, strict=True)
    except ValueError as problem:
        complaint = problem
    else:
        return None
    # The lenient decoder is silent even when it gives up: what it leaves out must not be what memory held before.
    pixels.fill(0)
    try:
        # Needed, because with some codings of colour the strict one gives nothing of a damaged picture.
        simplejpeg.decode_jpeg(data, target, fastdct=False, buffer=pixels, strict=False)
    except ValueError as problem:
        if unopened(problem) is Reason.TOO_MUCH_MEMORY:
            raise MemoryError from None
        raise
    return complaint


def _samples_of(pixels: Pixels) -> Samples:
    planes = (pixels[:, :, channel] for channel in range(pixels.shape[2]))
    return samples_of(next(planes)) if pixels.shape[2] == 1 else mixed(planes)
