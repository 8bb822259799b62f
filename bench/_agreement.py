"""How near our hashes are to the reference's, format by format.

Each picture is written in each format; the same file is then hashed here, and by the reference implementation after
Pillow (libheif for HEIC) has made RGB of it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pillow_heif
from _figures import Figures
from _peers import peer
from _pictures import Picture, pictures
from PIL import Image

from daymark.engine.kinds import HEAD, kind_of
from daymark.engine.pdq import FEATURELESS_BELOW, distance
from daymark.engine.sandbox.child import stills
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.seen import FrameSeen

WANTED_P99 = 4  # bits
LARGE = 200  # pixels on each side; smaller pictures are hardly averaged, and feel every rounding
MOST_OTHERS = 1024 * 768  # pixels; larger pictures are written as JPEG alone, whose decoders differ most

Encoder = Callable[[Image.Image], bytes]


@dataclass
class Row:
    """One format: bits of distance and steps of quality to the reference, one for each picture."""

    form: str
    bits: list[int] = field(default_factory=list)  # of pictures of 200 pixels or more on each side
    small_bits: list[int] = field(default_factory=list)  # of pictures under 200 pixels on a side
    turned_bits: list[int] = field(default_factory=list)
    quality_steps: list[int] = field(default_factory=list)
    featureless: int = 0  # pictures left out: the reference gives them a quality at which no hash is used

    def percentile(self, share: float) -> int:
        """Bits that this share of the pictures, 0-100, stay within."""
        return _percentile(self.bits, share)


def _percentile(bits: list[int], share: float) -> int:
    return int(np.percentile(bits, share, method="higher"))


def _saved(form: str, mode: str = "RGB", **options: Any) -> Encoder:
    def encoder(picture: Image.Image) -> bytes:
        target = io.BytesIO()
        picture.convert(mode).save(target, form, **options)
        return target.getvalue()

    return encoder


def _palette(form: str) -> Encoder:
    return lambda picture: _saved(form, "P")(picture.quantize(256))


def _with_alpha(picture: Image.Image) -> bytes:
    picture = picture.copy()
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    return _saved("PNG", "RGBA")(picture)


def _sixteen_bits(picture: Image.Image) -> bytes:
    grey = np.asarray(picture.convert("L")).astype(np.uint16)
    target = io.BytesIO()
    Image.fromarray(grey * 256 + grey).save(target, "PNG")
    return target.getvalue()


def _heic(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    pillow_heif.from_pillow(picture).save(target, quality=80)
    return target.getvalue()


FORMATS: dict[str, Encoder] = {
    "JPEG, 4:2:0": _saved("JPEG", quality=85),
    "JPEG, 4:4:4": _saved("JPEG", quality=95, subsampling=0),
    "JPEG, progressive": _saved("JPEG", quality=85, progressive=True),
    "JPEG, grey": _saved("JPEG", "L", quality=85),
    "JPEG, CMYK": _saved("JPEG", "CMYK", quality=85),
    "JPEG, RGB": _saved("JPEG", quality=85, keep_rgb=True),
    "PNG": _saved("PNG"),
    "PNG, alpha": _with_alpha,
    "PNG, palette": _palette("PNG"),
    "PNG, grey of 16 bits": _sixteen_bits,
    "GIF": _palette("GIF"),
    "WebP": _saved("WEBP", quality=80),
    "WebP, lossless": _saved("WEBP", lossless=True),
    "TIFF, LZW": _saved("TIFF", compression="tiff_lzw"),
    "TIFF, CMYK": _saved("TIFF", "CMYK"),
    "BMP": _saved("BMP"),
    "JPEG 2000": _saved("JPEG2000", quality_mode="rates", quality_layers=[20]),
    "HEIC": _heic,
    "AVIF": _saved("AVIF", quality=75),
}


def agreement(of: Iterable[Picture], reference: Any) -> list[Row]:
    """One row for each format. `reference` is the module pdqhash."""
    rows = {form: Row(form) for form in FORMATS}
    for picture in of:
        image = Image.fromarray(picture.rgb)
        for form, encoder in FORMATS.items():
            if image.width * image.height <= MOST_OTHERS or form.startswith("JPEG,"):
                _compare(rows[form], encoder(image), min(image.size) >= LARGE, reference)
    return list(rows.values())


def _compare(row: Row, file: bytes, large: bool, reference: Any) -> None:
    values, quality = reference.compute_dihedral(_rgb(file))
    theirs = [np.packbits(value).tobytes() for value in values]
    seen = stills.look(file, kind_of(file[:HEAD]), Limits(), turned=True)
    ours = next(item for item in seen if isinstance(item, FrameSeen))
    row.quality_steps.append(abs(ours.quality - quality))
    if quality < FEATURELESS_BELOW:
        row.featureless += 1
        return
    bits = [distance(a, b) for a, b in zip(ours.hashes, theirs, strict=True)]
    (row.bits if large else row.small_bits).append(bits[0])
    row.turned_bits.append(max(bits[1:]))


def _rgb(file: bytes) -> np.ndarray:
    if kind_of(file[:HEAD]).mime == "image/heic":
        return np.ascontiguousarray(pillow_heif.open_heif(file).to_pillow().convert("RGB"))
    with Image.open(io.BytesIO(file)) as picture:
        if picture.mode.startswith("I;16"):
            return np.repeat((np.asarray(picture) >> 8).astype(np.uint8)[..., None], 3, axis=2)
        return np.ascontiguousarray(picture.convert("RGB"))


def tell(figures: Figures) -> None:
    """Print the distances, one line for each format; or that the reference is not installed."""
    reference = peer("pdqhash", figures)
    if reference is None:
        return
    figures.plain(
        f"Bits from the reference; the goal of {WANTED_P99} at p99 is for pictures of {LARGE} pixels a side or more"
    )
    for row in agreement(pictures(), reference):
        median, p90, p99 = (row.percentile(share) for share in (50, 90, 99))
        small = _percentile(row.small_bits, 99)
        figures.plain(
            f"{row.form:22} median {median}, p90 {p90}, p99 {p99}, most {max(row.bits)} of {len(row.bits)}; "
            f"smaller pictures p99 {small}, most {max(row.small_bits)} of {len(row.small_bits)}; "
            f"turned at most {max(row.turned_bits)}; quality within {max(row.quality_steps)}; "
            f"{row.featureless} left out without features",
            format=row.form,
            median=median,
            p90=p90,
            p99=p99,
            most=max(row.bits),
            small_p99=small,
            small_most=max(row.small_bits),
            turned_most=max(row.turned_bits),
            quality_most=max(row.quality_steps),
            pictures=len(row.bits),
            small_pictures=len(row.small_bits),
            featureless=row.featureless,
            wanted=WANTED_P99,
            reached=p99 <= WANTED_P99,
        )
