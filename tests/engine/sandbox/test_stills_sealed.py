"""What is seen inside the sealed process is what is seen outside it: no thread, no file, nothing left to load."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import simplejpeg
from PIL import Image

from daymark.engine.hashing import Wanted, hash_file
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.pool import Lane
from daymark.engine.sandbox.reasons import Reason
from daymark.engine.sandbox.seen import Seen
from engine.pdq.drawn import plane
from engine.sandbox.still_making import animation, look_at, picture, saved

FILES = {
    "JPEG": saved("JPEG"),
    "progressive JPEG": saved("JPEG", progressive=True),
    "CMYK JPEG": saved("JPEG", picture().convert("CMYK")),
    "PNG": saved("PNG"),
    "16-bit PNG": saved("PNG", picture().convert("I;16")),
    "APNG": animation("PNG"),
    "GIF": animation("GIF"),
    "WebP": animation("WEBP"),
    "TIFF": saved("TIFF"),
    "TIFF, LZW": saved("TIFF", compression="tiff_lzw"),
    "TIFF, JPEG": saved("TIFF", compression="jpeg"),
    "TIFF, group 4": saved("TIFF", picture().convert("1"), compression="group4"),
    "TIFF, pages": animation("TIFF"),
    "BMP": saved("BMP"),
    "JPEG 2000": saved("JPEG2000"),
    "HEIC": saved("HEIF"),
    "tiled HEIC": saved("HEIF", tile_size=64),
    "AVIF": saved("AVIF", speed=10),
    "animated AVIF": animation("AVIF", speed=10),
    "ICO": saved("ICO"),
    "ICNS": saved("ICNS", picture(64, 64)),
    "PPM": saved("PPM"),
    "PCX": saved("PCX"),
    "SGI": saved("SGI"),
    "DDS": saved("DDS", picture(64, 64)),
    "QOI": saved("QOI", picture(64, 64)),
    "a JPEG that is cut off": saved("JPEG")[:3000],
    "a PNG that is cut off": saved("PNG")[:3000],
}


@pytest.fixture(scope="module")
def lane() -> Iterator[Lane]:
    lane = Lane(Limits())
    yield lane
    lane.close()


def seen_inside(data: bytes, lane: Lane, folder: Path) -> Seen:
    path = folder / "file"
    path.write_bytes(data)
    seen = hash_file(path, lane, Wanted(turned=True)).seen
    assert seen is not None
    return seen


@pytest.mark.parametrize("name", FILES)
def test_the_same_is_seen_inside(name: str, lane: Lane, tmp_path: Path) -> None:
    inside, outside = seen_inside(FILES[name], lane, tmp_path), look_at(FILES[name], turned=True)
    assert (inside.reason, inside.frames) == (outside.reason, outside.frames)
    assert (inside.width, inside.height) == outside.size
    assert inside.reason in (Reason.DONE, Reason.CUT_SHORT)


def test_a_canvas_that_does_not_fit_is_no_broken_file(lane: Lane, tmp_path: Path) -> None:
    large = saved("WEBP", Image.new("L", (8_000, 6_000)), lossless=True, method=0, quality=0)
    assert seen_inside(large, lane, tmp_path).reason is Reason.TOO_MUCH_MEMORY
    assert seen_inside(large[: len(large) // 2], lane, tmp_path).reason in (Reason.TOO_MUCH_MEMORY, Reason.BROKEN)
    assert seen_inside(FILES["WebP"], lane, tmp_path).reason is Reason.DONE


def test_the_largest_photographs_fit(lane: Lane, tmp_path: Path) -> None:
    luma = np.repeat(np.repeat(plane(96, 128), 128, axis=0), 128, axis=1)
    seen = seen_inside(simplejpeg.encode_jpeg(luma[..., None], 50, "GRAY", "444"), lane, tmp_path)
    assert (seen.reason, seen.width, seen.height, len(seen.frames)) == (Reason.DONE, 16_384, 12_288, 1)
