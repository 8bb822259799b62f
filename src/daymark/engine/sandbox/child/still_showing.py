"""One small upright picture of a still, to be shown: the first page, at the size that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import simplejpeg
from PIL import Image
from PIL.AvifImagePlugin import AvifImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.DdsImagePlugin import DdsImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.IcnsImagePlugin import IcnsImageFile
from PIL.IcoImagePlugin import IcoImageFile
from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PcxImagePlugin import PcxImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.PpmImagePlugin import PpmImageFile
from PIL.PsdImagePlugin import PsdImageFile
from PIL.QoiImagePlugin import QoiImageFile
from PIL.SgiImagePlugin import SgiImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from daymark.engine.kinds import Group, Kind, kind_of
from daymark.engine.sandbox.child import heif, pages, png, tiff
from daymark.engine.sandbox.child.complaints import broken_off, unopened
from daymark.engine.sandbox.child.heif_items import items_in
from daymark.engine.sandbox.child.hevc import colours_seen, luma_seen
from daymark.engine.sandbox.child.metadata.source import Damaged, InMemory
from daymark.engine.sandbox.child.orientation import orientation_of, upright
from daymark.engine.sandbox.child.page import Data
from daymark.engine.sandbox.child.pillow_planes import eight_bits
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.child.warming_files import warming_files
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason
from daymark.engine.sandbox.seen import Extent, Tile

MID_GREY = (128, 128, 128, 255)  # under pixels that can be seen through: neither black nor white drawings vanish


@dataclass(frozen=True, slots=True)
class _Wish:
    longest: int
    grey: bool

    def least(self, size: tuple[int, int]) -> tuple[int, int]:
        """Width and height of a picture of this size when it is shown; never larger than it is."""
        share = min(1.0, self.longest / max(size))
        return max(1, round(size[0] * share)), max(1, round(size[1] * share))


@dataclass(frozen=True, slots=True)
class _Opened:
    """A picture, perhaps smaller already than its `size` says; `turned`: what its file says of turns is done."""

    image: Image.Image
    size: tuple[int, int]
    complaint: Exception | None = None
    turned: bool = False


_Opener = Callable[[Data, Limits, _Wish], _Opened]


def show(data: Data, kind: Kind, limits: Limits, *, longest: int, grey: bool) -> Iterator[Extent | Tile]:
    """The size of the picture as it is seen upright, then one tile of it, its longer side at most `longest` pixels.

    Raises `Refused` when nothing could be seen, and at the end when not all could be.
    """
    opener = _OPENERS.get(kind.mime)
    if opener is None:
        raise Refused(Reason.NOT_SUPPORTED if kind.group is Group.STILL else Reason.UNKNOWN_KIND)
    wish = _Wish(max(1, longest), grey)
    opened = opener(data, limits, wish)
    turn = 1 if opened.turned else orientation_of(data, kind)
    small = upright(_small(opened, wish), turn)
    width, height = opened.size if turn < 5 else opened.size[::-1]
    yield Extent(width, height)
    yield Tile(0, *small.size, small.tobytes(), 1 if grey else 3)
    if opened.complaint:
        raise _end(opened.complaint)


def _end(complaint: Exception) -> Refused:
    return complaint if isinstance(complaint, Refused) else Refused(broken_off(complaint))


def _small(opened: _Opened, wish: _Wish) -> Image.Image:
    image = _plain(opened.image)
    if opened.complaint and _is_blank(image):
        raise opened.complaint if isinstance(opened.complaint, Refused) else Refused(unopened(opened.complaint))
    small = image.resize(wish.least(opened.size), Image.Resampling.BICUBIC, reducing_gap=2.0)
    if small.mode in ("LA", "RGBA"):
        ground = Image.new("RGBA", small.size, MID_GREY)
        ground.alpha_composite(small.convert("RGBA"))
        small = ground
    return small.convert("L" if wish.grey else "RGB")


def _plain(image: Image.Image) -> Image.Image:
    """In grey or RGB of 8 bits, with its transparency if it has any."""
    if (deep := eight_bits(image)) is not None:
        return deep
    if image.mode in ("L", "RGB", "LA", "RGBA") and "transparency" not in image.info:
        return image
    if image.mode in ("PA", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in ("La", "LAB"):
        return image.convert("LA") if image.mode == "La" else image.getchannel("L")
    return image.convert("L" if image.mode == "1" else "RGB")


def _is_blank(image: Image.Image) -> bool:
    """Whether nothing can be seen on it: all of one shade, but for what a decoder fills a missing picture with."""
    return bool(np.ptp(np.asarray(image.convert("L"))) < 2)


def _jpeg(data: Data, limits: Limits, wish: _Wish) -> _Opened:
    try:
        height, width, _, _ = simplejpeg.decode_jpeg_header(data, strict=False)
        pages.check_size((width, height), limits)
        pixels, complaint = _scaled(data, (width, height), wish)
    except (ValueError, KeyError):
        return _by(JpegImageFile)(data, limits, wish)
    image = Image.fromarray(pixels[:, :, 0] if wish.grey else pixels)
    if complaint and _is_blank(image):
        return _by(JpegImageFile)(data, limits, wish)
    return _Opened(image, (width, height), complaint)


def _scaled(data: Data, size: tuple[int, int], wish: _Wish) -> tuple[np.ndarray, ValueError | None]:
    """The picture at the least of the sizes that its coding offers and that is enough, and what was wrong with it."""
    least = dict(zip(("min_width", "min_height"), wish.least(size), strict=True))
    decode = partial(simplejpeg.decode_jpeg, data, "GRAY" if wish.grey else "RGB", fastdct=True, **least)
    try:
        return decode(fastupsample=True, strict=True), None
    except ValueError as problem:
        complaint = problem
    # What the lenient decoder leaves out must not be what memory held before.
    buffer = np.zeros(size[0] * size[1] * (1 if wish.grey else 3), np.uint8)
    shape = decode(buffer=buffer, strict=False).shape
    return buffer[: int(np.prod(shape))].reshape(shape), complaint


def _by(reader: pages.Reader, prepare: Callable[[Data, Limits], Data] | None = None) -> _Opener:
    def opener(data: Data, limits: Limits, wish: _Wish) -> _Opened:
        data = prepare(data, limits) if prepare else data
        picture, size, complaint = pages.loaded_first(data, reader, limits, (wish.longest, wish.longest))
        turned = picture.format == "TIFF"  # Pillow does it itself
        return _Opened(picture, picture.size if turned else size, complaint, turned)

    return opener


def _checked_tiff(data: Data, limits: Limits) -> Data:
    tiff.check_directories(data, limits)
    return data


def _heif(data: Data, limits: Limits, wish: _Wish) -> _Opened:
    pixels, refused = heif.first_picture(data, limits, luma_seen if wish.grey else colours_seen)
    return _Opened(Image.fromarray(pixels), (pixels.shape[1], pixels.shape[0]), refused, turned=True)


def _avif(data: Data, limits: Limits, wish: _Wish) -> _Opened:
    """AVIF is turned and cropped as HEIF is; what EXIF says of it does not count there."""
    opened = _by(AvifImageFile)(data, limits, wish)
    try:
        items = items_in(InMemory(data))
        pixels = heif.turned(np.asarray(opened.image), items.shown[0]) if items.shown else np.asarray(opened.image)
    except Damaged:
        return opened
    return _Opened(Image.fromarray(pixels), (pixels.shape[1], pixels.shape[0]), opened.complaint, turned=True)


_OPENERS: dict[str, _Opener] = {
    "image/jpeg": _jpeg,
    "image/png": _by(PngImageFile, png.only_pixels),
    "image/apng": _by(PngImageFile, png.only_pixels),
    "image/tiff": _by(TiffImageFile, _checked_tiff),
    "image/heic": _heif,
    "image/heif": _heif,
    "image/avif": _avif,
    "image/gif": _by(GifImageFile),
    "image/webp": _by(WebPImageFile),
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


def _warm_up() -> None:
    """Load now what is loaded when it is first used: in a sealed process it no longer could."""
    for sample in warming_files("stills"):
        for grey in (False, True):
            for _ in show(sample, kind_of(sample), Limits(), longest=8, grey=grey):
                pass


_warm_up()
