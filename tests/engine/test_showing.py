"""A picture of a file as a page shows it: every format, upright, of the size asked for, or a sentence why not."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from daymark.engine.png import png
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.pool import Sandbox
from daymark.engine.sandbox.seen import Tile
from daymark.engine.showing import CHANGED, GONE, NO_FILM, NO_PICTURE, NotShown, Picture, as_png, show, strip
from engine.sandbox.film_making import HIGH, WIDE, encode, scene, scenes, sound_only
from engine.sandbox.still_making import animation, picture, saved
from engine.sandbox.still_making import png as raw_png

FORMATS = {
    "JPEG": saved("JPEG"),
    "progressive JPEG": saved("JPEG", progressive=True),
    "CMYK JPEG": saved("JPEG", picture().convert("CMYK")),
    "PNG": saved("PNG"),
    "APNG": saved("PNG", save_all=True, append_images=[picture(shift=90)]),
    "GIF": saved("GIF", save_all=True, append_images=[picture(shift=90)]),
    "WebP": saved("WEBP", quality=90),
    "TIFF": saved("TIFF", compression="tiff_lzw"),
    "BMP": saved("BMP"),
    "JPEG 2000": saved("JPEG2000"),
    "HEIC": saved("HEIF", quality=90),
    "HEIC of tiles": saved("HEIF", quality=90, tile_size=64),
    "AVIF": saved("AVIF", speed=10, quality=90),
    "PPM": saved("PPM"),
    "SGI": saved("SGI"),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def written(folder: Path, data: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(data)
    return path


def pixels(tile: Tile) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(as_png(tile))))


def shown(data: bytes, folder: Path, sandbox: Sandbox, **wish: object) -> Picture:
    seen = show(written(folder, data), sandbox, **{"longest": 160, **wish})  # type: ignore[arg-type]
    assert isinstance(seen, Picture), seen
    return seen


def far(tile: Tile, image: Image.Image) -> float:
    """Mean difference to what it ought to look like."""
    there = np.asarray(image.resize((tile.width, tile.height), Image.Resampling.BICUBIC), np.float32)
    return float(np.abs(pixels(tile).astype(np.float32) - there).mean())


@pytest.mark.parametrize("name", FORMATS)
def test_a_picture_of_any_format_is_shown_in_colours_and_in_grey(name: str, tmp_path: Path, sandbox: Sandbox) -> None:
    seen = shown(FORMATS[name], tmp_path, sandbox)
    assert (seen.width, seen.height, seen.tile.width, seen.tile.height, seen.note) == (320, 240, 160, 120, "")
    assert far(seen.tile, picture()) < 12
    grey = shown(FORMATS[name], tmp_path, sandbox, grey=True)
    assert (grey.tile.channels, pixels(grey.tile).shape) == (1, (120, 160))
    assert far(grey.tile, picture().convert("L")) < 8


def test_a_small_picture_is_not_made_larger(tmp_path: Path, sandbox: Sandbox) -> None:
    seen = shown(FORMATS["PNG"], tmp_path, sandbox, longest=5_000)
    assert (seen.tile.width, seen.tile.height) == (320, 240)
    assert far(seen.tile, picture()) == 0
    thin = shown(saved("PNG", picture(4_000, 3)), tmp_path, sandbox, longest=100)
    assert (thin.tile.width, thin.tile.height) == (100, 1)


def cornered() -> Image.Image:
    """Dark but for its upper left corner."""
    image = Image.new("RGB", (80, 48), (20, 20, 20))
    image.paste((250, 250, 250), (0, 0, 40, 24))
    return image


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright(form: str, orientation: int, tmp_path: Path, sandbox: Sandbox) -> None:
    turns = {
        **{2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM},
        **{5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE},
        8: Image.Transpose.ROTATE_270,
    }
    stored = cornered().transpose(turns[orientation]) if orientation > 1 else cornered()
    exif = Image.Exif()
    exif[0x0112] = orientation
    seen = shown(saved(form, stored, exif=exif.tobytes()), tmp_path, sandbox, longest=80)
    assert (seen.width, seen.height, seen.tile.width, seen.tile.height) == (80, 48, 80, 48)
    assert far(seen.tile, cornered()) < 6


@pytest.mark.parametrize(
    ("form", "see_through"),
    [
        ("PNG", Image.new("RGBA", (8, 8), (255, 0, 0, 0))),
        ("PNG", Image.new("LA", (8, 8), (255, 0))),
        ("WEBP", Image.new("RGBA", (8, 8), (255, 0, 0, 0))),
        ("AVIF", Image.new("RGBA", (8, 8), (255, 0, 0, 0))),
        ("GIF", Image.new("RGBA", (8, 8), (255, 0, 0, 0))),
        ("TIFF", Image.new("RGBA", (8, 8), (255, 0, 0, 0))),
    ],
)
def test_what_can_be_seen_through_lies_on_mid_grey(
    form: str, see_through: Image.Image, tmp_path: Path, sandbox: Sandbox
) -> None:
    assert (pixels(shown(saved(form, see_through), tmp_path, sandbox).tile) == 128).all()


def test_grey_of_sixteen_bits_is_not_black(tmp_path: Path, sandbox: Sandbox) -> None:
    deep = Image.fromarray(np.asarray(picture().convert("L")).astype(np.uint16) << 4)
    assert far(shown(saved("PNG", deep), tmp_path, sandbox, grey=True).tile, picture().convert("L")) < 4


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "HEIF", "AVIF"])
def test_a_file_cut_off_is_shown_as_far_as_it_goes_or_refused(form: str, tmp_path: Path, sandbox: Sandbox) -> None:
    whole = saved(form)
    for length in (0, 10, 60, len(whole) // 2, len(whole) * 9 // 10):
        seen = show(written(tmp_path, whole[:length]), sandbox, longest=64)
        assert seen.why if isinstance(seen, NotShown) else seen.note
    assert isinstance(show(written(tmp_path, whole), sandbox, longest=64), Picture)


def test_half_a_jpeg_shows_its_upper_half_and_nothing_of_the_file_before(tmp_path: Path, sandbox: Sandbox) -> None:
    before = Image.new("RGB", (1600, 1200), (255, 0, 0))
    shown(saved("JPEG", before), tmp_path, sandbox)
    half = shown(saved("JPEG", picture(1600, 1200))[: len(saved("JPEG", picture(1600, 1200))) // 2], tmp_path, sandbox)
    rows = pixels(half.tile)
    assert np.ptp(rows[:40]) > 50
    assert (np.abs(rows[-20:].astype(int) - 128) < 4).all()


def test_a_bomb_is_refused_in_a_moment(tmp_path: Path, sandbox: Sandbox) -> None:
    began = time.monotonic()
    for data, word in ((raw_png(60_000, 60_000, bytes(1 << 20)), "more pixels"), (raw_png(9, 0, b""), "damaged")):
        seen = show(written(tmp_path, data), sandbox, longest=160)
        assert isinstance(seen, NotShown)
        assert word in seen.why
    assert time.monotonic() - began < 2


def test_what_is_no_picture_is_told(tmp_path: Path, sandbox: Sandbox) -> None:
    assert show(written(tmp_path, b"words"), sandbox, longest=9) == NotShown(NO_PICTURE)
    assert strip(written(tmp_path, FORMATS["PNG"]), sandbox, [0], longest=9) == NotShown(NO_FILM)
    seen = show(written(tmp_path, sound_only()), sandbox, longest=9)
    assert isinstance(seen, NotShown)
    assert "no picture" in seen.why


def test_a_file_that_went_or_changed_is_not_shown(tmp_path: Path, sandbox: Sandbox) -> None:
    path = written(tmp_path, FORMATS["PNG"])
    size = path.stat().st_size
    assert isinstance(show(path, sandbox, longest=9, size=size), Picture)
    assert show(path, sandbox, longest=9, size=size + 1) == NotShown(CHANGED)
    path.unlink()
    assert show(path, sandbox, longest=9, size=size) == NotShown(GONE)
    os.mkfifo(path)
    assert show(path, sandbox, longest=9) == NotShown(CHANGED)
    path.unlink()
    path.symlink_to("/etc/passwd")
    assert "cannot be read" in show(path, sandbox, longest=9).why  # type: ignore[union-attr]


@pytest.mark.parametrize("limits", [Limits(), Limits(window=500)], ids=["copied", "mapped"])
def test_many_broken_files_in_a_row_leave_nothing_open(limits: Limits, tmp_path: Path) -> None:
    with Sandbox(limits=limits) as own:
        for form in ("AVIF", "PNG", "WEBP", "TIFF"):
            whole = saved(form)
            for length in range(600, 3_600, 150):
                show(written(tmp_path, whole[:length]), own, longest=64)
            assert isinstance(show(written(tmp_path, whole), own, longest=64), Picture)


def test_a_file_larger_than_is_opened_is_told(tmp_path: Path) -> None:
    with Sandbox(limits=Limits(still_bytes=100)) as narrow:
        seen = show(written(tmp_path, FORMATS["PNG"]), narrow, longest=9)
        assert isinstance(seen, NotShown)
        assert "larger" in seen.why


CODINGS = [
    {"container": "mp4"},
    {"container": "matroska"},
    {"container": "mpegts"},
    {"container": "h264"},
    {"container": "mpeg", "codec": "mpeg2video"},
    {"container": "avi", "codec": "mpeg4"},
    {"container": "webm", "codec": "libvpx"},
    {"container": "asf", "codec": "wmv2"},
]


@pytest.mark.parametrize("coding", CODINGS, ids=lambda coding: coding["container"])
def test_a_film_is_shown_at_the_first_frame_at_or_after_a_time(
    coding: dict[str, str], tmp_path: Path, sandbox: Sandbox
) -> None:
    frames = list(scenes(1, 2, 3, speed=20))
    path = written(tmp_path, encode(frames, **coding))  # type: ignore[arg-type]
    for at_ms, place in ((0, 0), (2_490, 63), (4_000, 100), (8_000, 200), (99_000, len(frames) - 1)):
        seen = show(path, sandbox, longest=WIDE, at_ms=at_ms)
        assert isinstance(seen, Picture)
        assert seen.tile.at_ms == 40 * place
        assert (seen.width, seen.height) == (WIDE, HIGH)
        assert far(seen.tile, Image.fromarray(frames[place])) < 14
    asked = [0, 6_000, 1_000]
    stills = strip(path, sandbox, asked, longest=64)
    assert isinstance(stills, list)
    assert [(each.at_ms, each.width, each.height) for each in stills] == [(at_ms, 64, 48) for at_ms in asked]


def test_a_film_filmed_upright_stands_upright(tmp_path: Path, sandbox: Sandbox) -> None:
    film = encode(scene(1, 0.5))
    unit = (1 << 16).to_bytes(4, "big")
    place = film.index(unit + bytes(12) + unit + bytes(12), film.index(b"tkhd"))
    minus = ((1 << 32) - (1 << 16)).to_bytes(4, "big")
    quarter = bytes(4) + unit + bytes(4) + minus + bytes(4)  # shown turned to the right by 90 degrees
    seen = shown(film[:place] + quarter + film[place + 20 :], tmp_path, sandbox)
    assert (seen.width, seen.height, seen.tile.width, seen.tile.height) == (HIGH, WIDE, 120, 160)
    assert far(seen.tile, Image.fromarray(next(scene(1, 1))).transpose(Image.Transpose.ROTATE_270)) < 14


def test_a_film_that_breaks_off_shows_what_there_is(tmp_path: Path, sandbox: Sandbox) -> None:
    film = encode(scenes(1, 2), container="mpegts")
    seen = shown(film[: len(film) // 2], tmp_path, sandbox, at_ms=5_900)
    assert 1_000 < seen.tile.at_ms < 5_000
    broken = show(written(tmp_path, encode(scene(1, 1))[:900]), sandbox, longest=64)
    assert isinstance(broken, NotShown)


def test_pngs_come_back_as_they_went_in() -> None:
    dice = np.random.default_rng(1)
    for shape in ((1, 1, 3), (7, 5, 3), (5, 1), (6, 9)):
        given = dice.integers(0, 256, shape, np.uint8)
        assert (np.asarray(Image.open(io.BytesIO(png(given)))) == given).all()


def test_animations_show_their_first_frame(tmp_path: Path, sandbox: Sandbox) -> None:
    for form in ("GIF", "PNG", "WEBP", "TIFF"):
        assert far(shown(animation(form), tmp_path, sandbox).tile, picture(160, 120)) < 12
