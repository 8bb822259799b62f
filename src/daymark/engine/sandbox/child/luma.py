"""From a decoded picture of any kind to its luma: one byte a pixel, 0 black, 255 white."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

Data = bytes | memoryview  # a whole file, read-only
Plane = npt.NDArray[np.uint8]

_BAND = 1 << 20  # pixels converted at once: the copies between stay in cache, and small beside the picture
# What Pillow converts to "L" only by way of another mode.
_BY_WAY_OF = {"CMYK": "RGB", "HSV": "RGB", "RGBa": "RGBA", "La": "LA"}


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One frame or page of a file: its luma, when it is shown and until when, in milliseconds from the start."""

    luma: Plane
    at_ms: int = 0
    until_ms: int = 0


def luma_of(picture: Image.Image) -> Plane:
    """The luma of a picture that is loaded: 0.299 R + 0.587 G + 0.114 B, rounded.

    Transparency is dropped: the colour beneath it counts. Grey deeper than 8 bits is scaled down, not cut off.
    """
    width, height = picture.size
    deep = _deep(picture)
    luma = np.empty((height, width), np.uint8)
    rows = max(1, _BAND // width)
    for top in range(0, height, rows):
        bottom = min(height, top + rows)
        band = picture.crop((0, top, width, bottom))
        luma[top:bottom] = deep.scaled(band) if deep else np.asarray(_grey(band))
    return luma


def _grey(band: Image.Image) -> Image.Image:
    if band.mode == "LAB":
        return band.getchannel("L")
    if by_way_of := _BY_WAY_OF.get(band.mode):
        band = band.convert(by_way_of)
    return band if band.mode == "L" else band.convert("L")


@dataclass(frozen=True, slots=True)
class _Deep:
    """How grey of more than 8 bits, or of fractions, becomes 8: black, and how much of it is one step."""

    black: float
    step: float

    def scaled(self, band: Image.Image) -> npt.NDArray[np.float64]:
        values = np.nan_to_num(np.asarray(band, np.float64), nan=self.black)
        return np.clip(np.rint((values - self.black) / self.step), 0, 255)


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
    width, height = picture.size
    rows = max(1, _BAND // width)
    for top in range(0, height, rows):
        values = np.asarray(picture.crop((0, top, width, min(height, top + rows))))
        values = values[np.isfinite(values)]
        if values.size:
            lowest, highest = min(lowest, float(values.min())), max(highest, float(values.max()))
    return (lowest, highest) if lowest <= highest else (0.0, 0.0)
