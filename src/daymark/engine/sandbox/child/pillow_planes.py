"""From a picture that Pillow has loaded to PDQ's samples of its luma, plane by plane."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from daymark.engine.pdq.operator import Plane, Samples, samples_of
from daymark.engine.sandbox.child.page import mixed

_BAND = 1 << 20  # pixels copied at once: beside the picture no more than one plane of it is in memory
_GREY = frozenset({"1", "L", "LA", "La", "LAB"})
_RGB = frozenset({"RGB", "RGBA", "RGBX"})
_COLOURS = "RGB"


def eight_bits(picture: Image.Image) -> Image.Image | None:
    """Grey deeper than 8 bits, or in fractions, as grey of 8 bits, scaled as for the samples; None for the others."""
    deep = _deep(picture)
    return Image.fromarray(_plane(picture, deep.scaled)) if deep else None


class Sampler:
    """Takes PDQ's samples of one frame after the other; a copy of the frame before, if it is small, costs nothing."""

    def __init__(self) -> None:
        self._pixels: npt.NDArray[np.uint8] = np.empty(0, np.uint8)
        self._samples: Samples | None = None

    def samples_from(self, picture: Image.Image) -> Samples:
        """PDQ's samples of the luma, 0-255.

        Transparency is dropped: the colour beneath it counts. Grey deeper than 8 bits is scaled down, not cut off.
        """
        if deep := _deep(picture):
            return samples_of(_plane(picture, deep.scaled))
        if picture.mode in _GREY:
            return samples_of(_plane(picture, _grey))
        if picture.mode == "P":
            indices = _plane(picture, np.asarray)
            return mixed(shades[indices] for shades in _palette(picture))
        if picture.width * picture.height > _BAND:
            return mixed(_plane(picture, _channel(colour)) for colour in _COLOURS)
        return self._of_all_colours(np.asarray(_in_rgb(picture)))

    def _of_all_colours(self, pixels: npt.NDArray[np.uint8]) -> Samples:
        if self._samples is None or not np.array_equal(pixels, self._pixels):
            self._pixels, self._samples = pixels, mixed(pixels[:, :, :3].transpose(2, 0, 1))
        return self._samples


def _plane(picture: Image.Image, convert: Callable[[Image.Image], npt.NDArray[np.uint8]]) -> Plane:
    plane = np.empty((picture.height, picture.width), np.uint8)
    for top, band in _bands(picture):
        plane[top : top + band.height] = convert(band)
    return plane


def _bands(picture: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    width, height = picture.size
    rows = max(1, _BAND // width)
    for top in range(0, height, rows):
        yield top, picture.crop((0, top, width, min(height, top + rows)))


def _grey(band: Image.Image) -> npt.NDArray[np.uint8]:
    return np.asarray(band.getchannel(0) if band.mode != "1" else band.convert("L"))


def _channel(colour: str) -> Callable[[Image.Image], npt.NDArray[np.uint8]]:
    def convert(band: Image.Image) -> npt.NDArray[np.uint8]:
        return np.asarray(_in_rgb(band).getchannel(colour))

    return convert


def _in_rgb(picture: Image.Image) -> Image.Image:
    """CMYK, YCbCr and the like have no red of their own; Pillow mixes it as the reference's readers do."""
    return picture if picture.mode in _RGB else picture.convert("RGB")


def _palette(picture: Image.Image) -> Iterator[npt.NDArray[np.uint8]]:
    """What each index means in red, then in green, then in blue; indices beyond the palette are black."""
    colours = np.zeros(256 * 3, np.uint8)
    known = picture.getpalette("RGB") or []
    colours[: len(known)] = known
    yield from np.ascontiguousarray(colours.reshape(256, 3).T)


@dataclass(frozen=True, slots=True)
class _Deep:
    """How grey of more than 8 bits, or of fractions, becomes 8: what is black, and how much one step is."""

    black: float
    step: float

    def scaled(self, band: Image.Image) -> npt.NDArray[np.uint8]:
        values = np.nan_to_num(np.asarray(band, np.float64), nan=self.black)
        return np.clip(np.rint((values - self.black) / self.step), 0, 255).astype(np.uint8)


def _deep(picture: Image.Image) -> _Deep | None:
    """None for 8 bits.

    Whole numbers keep their black and take the least number of bits, 8 at least, that holds the brightest: a picture
    of 12 bits in a file of 16 is not dark. Fractions and negative numbers have no black and white of their own: they
    are stretched over the whole range. No such scaling moves a bit of the hash; it only bears on the quality.
    """
    if picture.mode != "F" and not picture.mode.startswith("I"):
        return None
    lowest, highest = _range(picture)
    if picture.mode != "F" and lowest >= 0:
        return _Deep(0, ((1 << max(8, int(highest).bit_length())) - 1) / 255)
    return _Deep(lowest, (highest - lowest) / 255 or 1)


def _range(picture: Image.Image) -> tuple[float, float]:
    lowest, highest = np.inf, -np.inf
    for _, band in _bands(picture):
        values = np.asarray(band)
        values = values[np.isfinite(values)]
        if values.size:
            lowest, highest = min(lowest, float(values.min())), max(highest, float(values.max()))
    return (lowest, highest) if lowest <= highest else (0.0, 0.0)
