"""Pictures by Pillow's decoders, one page or frame after the other, never more of it in memory than one."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageFile

from daymark.engine.sandbox.child.complaints import broken_off, unopened
from daymark.engine.sandbox.child.page import Data, Page
from daymark.engine.sandbox.child.pillow_planes import Sampler
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason

# Pages of these are frames of an animation or sheets of a document. Those of others are versions of one picture (the
# sizes of an icon, the layers of a drawing): of them the one that everybody is shown is looked at.
_WITH_PAGES = frozenset({"GIF", "PNG", "WEBP", "TIFF", "AVIF"})
_LONGEST_SIDE = 1 << 24  # pixels; the parent believes no more
_LONGEST_SHOWN = 3_600_000  # milliseconds for one frame; longer is a mistake, and would make times meaningless
_COPIES = 2  # for each frame that may differ one copy: a million copies are not gone through


Reader = type[ImageFile.ImageFile]


def look(data: Data, reader: Reader, limits: Limits) -> Iterator[Page]:
    """Every page of a file by one of Pillow's readers; all of an animation's frames, copies included.

    Raises `Refused` before anything large is allocated when the header claims too much, and after the pages that
    could be had when there are too many, or when the file breaks off.
    """
    picture = opened(data, reader, limits)
    sampler, at_ms = Sampler(), 0
    for number in range(most_gone_through(limits)):
        if number and not _turned_to(picture, number, at_ms, limits):
            return
        page, complaint = _loaded(picture, sampler, number, at_ms, limits)
        yield page
        if complaint:
            raise Refused(broken_off(complaint), at_ms)
        at_ms = page.until_ms
    raise Refused(Reason.TOO_MANY_FRAMES, at_ms)


def most_gone_through(limits: Limits) -> int:
    """So many frames are decoded at most, in search of those that differ from the one before."""
    return _COPIES * limits.frames


def check_size(size: tuple[int, int], limits: Limits) -> None:
    """Raise `Refused` for a picture of this claimed width and height that is not to be opened."""
    width, height = size
    if width * height > limits.pixels or max(size) > _LONGEST_SIDE:
        raise Refused(Reason.TOO_MANY_PIXELS)
    if width * height == 0:
        raise Refused(Reason.BROKEN)


def loaded_first(
    data: Data, reader: Reader, limits: Limits, least: tuple[int, int] | None = None
) -> tuple[ImageFile.ImageFile, tuple[int, int], Exception | None]:
    """The first page with its pixels, its size by the header, and what was wrong with it.

    `least`: a JPEG may come at a smaller size, but not below this width and height. Raises `Refused`.
    """
    picture = opened(data, reader, limits)
    size = picture.size
    with _within(limits):
        if least:
            picture.draft(None, least)
        complaint = _load(picture, 0, 0)
    return picture, size, complaint


def opened(data: Data, reader: Reader, limits: Limits) -> ImageFile.ImageFile:
    """The file's header, read by the one decoder that its first bytes call for: no other gets to see it."""
    with _within(limits):
        try:
            picture = reader(io.BytesIO(data), "")
        except Exception as problem:  # decoders raise anything
            raise _refusal(problem, first=True) from None
    check_size(picture.size, limits)
    return picture


def _turned_to(picture: ImageFile.ImageFile, number: int, at_ms: int, limits: Limits) -> bool:
    """Go to the next page; False when there is none."""
    if picture.format not in _WITH_PAGES:
        return False
    with _within(limits):
        try:
            picture.seek(number)
        except EOFError:
            # APNG, WebP and AVIF say how many there ought to be.
            if picture.format != "GIF" and number < getattr(picture, "n_frames", 0):
                raise Refused(Reason.CUT_SHORT, at_ms) from None
            return False
        except Exception as problem:
            raise _refusal(problem, first=False, at_ms=at_ms) from None
    check_size(picture.size, limits)
    return True


def _loaded(
    picture: ImageFile.ImageFile, sampler: Sampler, number: int, at_ms: int, limits: Limits
) -> tuple[Page, Exception | None]:
    """The page that the file stands at, and what was wrong with it."""
    with _within(limits):
        complaint = _load(picture, number, at_ms)
        page = Page(*picture.size, sampler.samples_from(picture), at_ms, at_ms + _shown_for(picture))
    if complaint and page.blank:
        raise _refusal(complaint, first=True)
    return page, complaint


def _load(picture: ImageFile.ImageFile, number: int, at_ms: int) -> Exception | None:
    try:
        picture.load()
    except Exception as problem:
        # LOAD_TRUNCATED_IMAGES stays off: with it Pillow would not say that something is missing. What the decoder had
        # filled before it gave up is in the picture; on later pages it may be the page before.
        if number or _holds_nothing(picture):
            raise _refusal(problem, first=number == 0, at_ms=at_ms) from None
        picture.tile = []
        return problem
    return None


def _holds_nothing(picture: ImageFile.ImageFile) -> bool:
    return picture._im is None


def _shown_for(picture: ImageFile.ImageFile) -> int:
    untrusted_duration = picture.info.get("duration", 0)
    if not isinstance(untrusted_duration, (int, float)) or picture.format == "TIFF":
        return 0
    return int(min(max(untrusted_duration, 0), _LONGEST_SHOWN))


def _refusal(problem: Exception, *, first: bool, at_ms: int | None = None) -> Exception:
    if isinstance(problem, (Refused, MemoryError)):
        return problem
    if isinstance(problem, Image.DecompressionBombError):
        return Refused(Reason.TOO_MANY_PIXELS)
    return Refused(unopened(problem)) if first else Refused(broken_off(problem), at_ms)


@contextmanager
def _within(limits: Limits) -> Iterator[None]:
    """Pillow's own bound on pixels is ours, wherever one of its decoders comes upon a size, and its warnings are mute.

    At its bound Pillow warns and at twice as much it raises; only raising stops it before it allocates.
    """
    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = limits.pixels // 2
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        Image.MAX_IMAGE_PIXELS = before
