"""JPEG: the luma that the file itself holds, without a detour over colours."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import simplejpeg
from PIL.JpegImagePlugin import JpegImageFile

from daymark.engine.sandbox.child import pages
from daymark.engine.sandbox.child.complaints import broken_off, unopened
from daymark.engine.sandbox.child.luma import Data, Page, Plane
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason

# Complaints that take nothing from the picture: a few bytes of padding before the end, oddities of the header.
_HARMLESS = re.compile(r"\b\d{1,2} extraneous bytes before marker 0xd9|JFIF revision|Adobe color transform|ICC profile")


def look(data: Data, limits: Limits) -> Iterator[Page]:
    """The one picture of a JPEG; whatever follows it (a second view, a brighter version, a film) is left alone.

    A file that is cut short or damaged gives what there is of it, then `Refused`.
    """
    try:
        height, width, _, _ = simplejpeg.decode_jpeg_header(data, strict=False)
    except (ValueError, KeyError):  # KeyError: a kind of sampling that it has no name for
        yield from pages.look(data, JpegImageFile, limits)
        return
    pages.check_size((width, height), limits)
    luma, complaint = _decoded(data, height, width)
    if luma is None:
        yield from pages.look(data, JpegImageFile, limits)
        return
    yield Page(luma)
    if complaint and not _HARMLESS.search(str(complaint)):
        raise Refused(broken_off(complaint))


def _decoded(data: Data, height: int, width: int) -> tuple[Plane | None, ValueError | None]:
    """The luma and what was wrong with the file; no luma when this decoder cannot open the file at all."""
    luma = np.empty((height, width, 1), np.uint8)
    try:
        # The accurate transform: the reference's decoders use it, and the fast one saves a twentieth at most.
        simplejpeg.decode_jpeg(data, "GRAY", fastdct=False, buffer=luma, strict=True)
        return luma[:, :, 0], None
    except ValueError as problem:
        complaint = problem
    try:
        # Once more: where colours were to be mixed, the strict decoder stops before that.
        simplejpeg.decode_jpeg(data, "GRAY", fastdct=False, buffer=luma, strict=False)
    except ValueError as problem:
        if unopened(problem) is Reason.TOO_MUCH_MEMORY:
            raise MemoryError from None
        return None, problem
    return luma[:, :, 0], complaint
