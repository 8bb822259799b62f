"""Films drawn by code for measuring: scenes of textured ground under a moving camera, with moving shapes, and edits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

WIDTH, HEIGHT, RATE = 640, 480, 25
Picture = np.ndarray  # RGB, uint8, height x width x 3
MARGIN = 320  # pixels that the camera may travel beyond the frame


@dataclass(frozen=True)
class Shape:
    """An ellipse with a texture of its own that crosses the picture: centre, speed (a second), half axes in pixels."""

    at: tuple[float, float]
    speed: tuple[float, float]
    size: tuple[int, int]
    texture: Picture


@dataclass(frozen=True)
class Scene:
    """One camera position: seconds long, seen from a hand-held camera that travels so many pixels a second."""

    ground: Picture
    seconds: float
    camera: tuple[float, float]
    shake: float
    shapes: tuple[Shape, ...]


def scenes(seed: int, seconds: float, longest: float = 16.0) -> Iterator[Scene]:
    """Scenes of 2 seconds to the longest until the film is full; in every seventh nothing moves."""
    dice = np.random.default_rng(seed)
    left, place = seconds, 0
    while left > 0:
        length = min(left, dice.uniform(2, longest))
        still = place % 7 == 6
        camera = (0.0, 0.0) if still else tuple(dice.uniform(-15, 15, 2))
        shapes = () if still else tuple(_shape(dice) for _ in range(int(dice.integers(2, 6))))
        yield Scene(_ground(dice), length, camera, 0.0 if still else dice.uniform(0.5, 2.5), shapes)
        left, place = left - length, place + 1


def _shape(dice: np.random.Generator) -> Shape:
    at, speed = tuple(dice.uniform((0, 0), (WIDTH, HEIGHT))), tuple(dice.uniform(-60, 60, 2))
    return Shape(at, speed, tuple(int(n) for n in dice.integers(30, 110, 2)), _ground(dice, 240, 240))


def _ground(dice: np.random.Generator, high: int = HEIGHT + MARGIN, wide: int = WIDTH + MARGIN) -> Picture:
    """Noise in every octave, the finest weaker, as in photographs taken with a telephone; one tint a scene."""
    grey = sum(_octave(dice, high, wide, 2**step) * min(1.0, step / 5) for step in range(2, 9))
    grey = (grey - grey.mean()) / grey.std() * 45 + dice.uniform(80, 170)
    tint = dice.uniform(0.75, 1.25, 3)
    return np.clip(grey[..., None] * tint, 0, 255).astype(np.uint8)


def _octave(dice: np.random.Generator, high: int, wide: int, cell: int) -> np.ndarray:
    coarse = dice.normal(size=(high // cell + 2, wide // cell + 2)).astype(np.float32)
    rows, columns = np.arange(high) / cell, np.arange(wide) / cell
    r, c = rows.astype(int), columns.astype(int)
    fr, fc = (rows - r)[:, None].astype(np.float32), (columns - c)[None].astype(np.float32)
    above = coarse[r][:, c] * (1 - fc) + coarse[r][:, c + 1] * fc
    below = coarse[r + 1][:, c] * (1 - fc) + coarse[r + 1][:, c + 1] * fc
    return above * (1 - fr) + below * fr


def pictures(seed: int, seconds: float) -> Iterator[Picture]:
    """Every frame of the film, 640 x 480, 25 a second, with the grain of a small sensor."""
    grain = np.random.default_rng(seed + 1).normal(0, 3, (HEIGHT + 64, WIDTH + 64, 1)).astype(np.int16)
    for scene in scenes(seed, seconds):
        for number in range(round(scene.seconds * RATE)):
            down, right = number * 37 % 64, number * 23 % 64
            noise = grain[down : down + HEIGHT, right : right + WIDTH]
            yield np.clip(_seen(scene, number / RATE) + noise, 0, 255).astype(np.uint8)


def _seen(scene: Scene, at: float) -> np.ndarray:
    shake = np.array([np.sin(7.3 * at) + np.sin(17.1 * at), np.sin(6.1 * at) + np.sin(19.7 * at)]) * scene.shake
    down, right = MARGIN / 2 + np.array(scene.camera) * (at - scene.seconds / 2) + shake
    picture = _between_pixels(scene.ground, float(down), float(right))
    for shape in scene.shapes:
        _draw(picture, shape, at)
    return picture


def _between_pixels(ground: Picture, down: float, right: float) -> np.ndarray:
    """The window at a fraction of a pixel, in sixteenths, by its four neighbours."""
    top, left = int(down), int(right)
    fd, fr = int(16 * (down - top)), int(16 * (right - left))
    part = ground[top : top + HEIGHT + 1, left : left + WIDTH + 1].astype(np.int16)
    rows = (part[:-1] * (16 - fd) + part[1:] * fd) >> 4
    return (rows[:, :-1] * (16 - fr) + rows[:, 1:] * fr) >> 4


def _draw(picture: np.ndarray, shape: Shape, at: float) -> None:
    x, y = (int(s + v * at) for s, v in zip(shape.at, shape.speed, strict=True))
    a, b = shape.size
    top, bottom, left, right = max(y - b, 0), min(y + b, HEIGHT), max(x - a, 0), min(x + a, WIDTH)
    if top >= bottom or left >= right:
        return
    rows, columns = np.ogrid[top - y : bottom - y, left - x : right - x]
    texture = shape.texture[top - y + b : bottom - y + b, left - x + a : right - x + a]
    inside = (rows / b) ** 2 + (columns / a) ** 2 <= 1
    picture[top:bottom, left:right][inside] = texture[inside]


def write_film(
    path: Path, frames: Iterable[Picture], *, crf: int = 23, rate: float = RATE, keyframes: float = 6.0
) -> Path:
    """Encode as H.264 in MP4 by libx264 on one thread, `keyframes` seconds at most between keyframes."""
    with av.open(str(path), "w") as container:
        stream = None
        for frame in frames:
            if stream is None:
                stream = container.add_stream("libx264", rate=Fraction(rate).limit_denominator(1000))
                stream.width, stream.height, stream.pix_fmt = frame.shape[1], frame.shape[0], "yuv420p"
                stream.codec_context.thread_count = 1
                stream.codec_context.gop_size = round(keyframes * rate)
                stream.options = {"preset": "veryfast", "crf": str(crf)}
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        assert stream is not None
        container.mux(stream.encode())
    return path


def read_film(path: Path) -> Iterator[Picture]:
    """Every frame as RGB."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="rgb24")


Edit = Callable[[Picture], Picture]


def scaled(wide: int, high: int) -> Edit:
    """Another size, by area."""

    def edit(picture: Picture) -> Picture:
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
        return frame.reformat(width=wide, height=high, interpolation="AREA").to_ndarray()

    return edit


def letterboxed(picture: Picture) -> Picture:
    """Black bars above and below, a sixth of the height each."""
    bar = np.zeros((HEIGHT // 6, picture.shape[1], 3), np.uint8)
    return np.concatenate([bar, picture, bar])


def pillared_with_logo(picture: Picture) -> Picture:
    """White bars at the sides, with a sign inside the left one."""
    bar = np.full((picture.shape[0], 120, 3), 235, np.uint8)
    signed = bar.copy()
    signed[60:140, 20:100] = (200, 30, 30)
    signed[85:115, 35:85] = (250, 240, 60)
    return np.concatenate([signed, picture, bar], axis=1)


def with_logo(picture: Picture) -> Picture:
    """A sign over the lower right corner, a sixth of the width."""
    picture = picture.copy()
    high, wide = picture.shape[:2]
    a, b = wide // 6, high // 10
    picture[-b - 12 : -12, -a - 12 : -12] = (255, 255, 255)
    picture[-b - 6 : -18, -a - 6 : -18] = (20, 40, 160)
    return picture


def grey(picture: Picture) -> Picture:
    """Without colour."""
    luma = picture @ np.array([0.299, 0.587, 0.114])
    return np.repeat(luma[..., None], 3, axis=2).astype(np.uint8)


def cropped(picture: Picture) -> Picture:
    """Two in a hundred cut off at each side."""
    high, wide = (side // 100 * 2 for side in picture.shape[:2])  # encoders want even sizes
    return picture[high:-high, wide:-wide]


def mirrored(picture: Picture) -> Picture:
    """Left and right exchanged."""
    return picture[:, ::-1]
