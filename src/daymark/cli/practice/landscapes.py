"""Harmless landscapes drawn by code, as pictures and as films: sky, sun, hills, a house, trees."""

from __future__ import annotations

import struct
from functools import cache

import numpy as np
import numpy.typing as npt

from daymark.engine.png import png

WIDTH, HEIGHT = 480, 360
FRAME_WIDTH, FRAME_HEIGHT = 160, 120
Colours = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float64]
Dice = np.random.Generator


@cache
def landscape(number: int, *, halved: bool = False) -> bytes:
    """A PNG of landscape `number`, 960 pixels wide; halved in size it has other bytes and looks the same."""
    pixels = draw(number, WIDTH, HEIGHT)
    return png(pixels if halved else pixels.repeat(2, axis=0).repeat(2, axis=1))


def draw(number: int, width: int, height: int, *, pan: float = 0.0) -> Colours:
    """The pixels of a landscape, seen from a point that lies `pan` picture widths further to the right."""
    dice = np.random.default_rng(number)
    y, x = np.mgrid[0:height, 0:width] / np.array([height, width])[:, None, None]
    picture = _sky(dice, y)
    _disc(picture, x, y, dice.uniform(0.1, 0.9) - pan, dice.uniform(0.08, 0.3), dice.uniform(0.04, 0.09), dice)
    for depth in range(3):
        _hills(picture, x + pan * (0.4 + 0.3 * depth), y, 0.45 + 0.15 * depth, dice)
    for _ in range(dice.integers(2, 7)):
        _tree(picture, x, y, dice.uniform(0.05, 0.95) - pan, dice)
    _house(picture, x, y, dice.uniform(0.2, 0.7) - pan, dice)
    return picture.clip(0, 255).astype(np.uint8)


def film(scenes: list[tuple[int, int]]) -> bytes:
    """An AVI without compression at one frame a second: of each (landscape, seconds), a slow pan."""
    frames = [
        draw(number, FRAME_WIDTH, FRAME_HEIGHT, pan=0.012 * second)
        for number, seconds in scenes
        for second in range(seconds)
    ]
    return _avi(frames)


def _sky(dice: Dice, y: Plane) -> Plane:
    top, bottom = dice.uniform(60, 200, 3), dice.uniform(140, 255, 3)
    sky: Plane = top + (bottom - top) * y[..., None]
    return sky


def _disc(picture: Plane, x: Plane, y: Plane, across: float, down: float, radius: float, dice: Dice) -> None:
    inside = (x - across) ** 2 * (WIDTH / HEIGHT) ** 2 + (y - down) ** 2 < radius**2
    picture[inside] = dice.uniform(200, 255, 3)


def _hills(picture: Plane, x: Plane, y: Plane, level: float, dice: Dice) -> None:
    waves = sum(dice.uniform(0.02, 0.1) * np.sin(dice.uniform(3, 12) * x + dice.uniform(0, 6)) for _ in range(3))
    inside = y > level + waves
    picture[inside] = dice.uniform(20, 160, 3)


def _tree(picture: Plane, x: Plane, y: Plane, across: float, dice: Dice) -> None:
    foot, height, half = dice.uniform(0.7, 0.95), dice.uniform(0.12, 0.35), dice.uniform(0.03, 0.07)
    rise = (foot - y) / height
    inside = (rise > 0) & (rise < 1) & (np.abs(x - across) < half * (1 - rise))
    picture[inside] = dice.uniform(0, 110, 3)


def _house(picture: Plane, x: Plane, y: Plane, left: float, dice: Dice) -> None:
    wide, tall, foot = dice.uniform(0.12, 0.25), dice.uniform(0.12, 0.22), dice.uniform(0.75, 0.92)
    wall = (x > left) & (x < left + wide) & (y > foot - tall) & (y < foot)
    picture[wall] = dice.uniform(120, 255, 3)
    above = (foot - tall - y) / (tall * 0.7)
    roof = (above > 0) & (above < 1) & (np.abs(x - left - wide / 2) < (wide / 2 + 0.02) * (1 - above))
    picture[roof] = dice.uniform(60, 190, 3)
    window = (np.abs(x - left - wide * 0.3) < wide * 0.1) & (np.abs(y - foot + tall * 0.6) < tall * 0.15)
    picture[window] = dice.uniform(0, 90, 3)


def _avi(frames: list[Colours]) -> bytes:
    """RIFF, as Microsoft's "AVI RIFF File Reference" lays it down: one stream of bottom-up BGR pictures."""
    size = FRAME_WIDTH * FRAME_HEIGHT * 3
    head = struct.pack("<14I", 1_000_000, size, 0, 0x10, len(frames), 0, 1, size, FRAME_WIDTH, FRAME_HEIGHT, *[0] * 4)
    stream = b"vidsDIB " + struct.pack(
        "<10I4H", 0, 0, 0, 1, 1, 0, len(frames), size, 0, 0, 0, 0, FRAME_WIDTH, FRAME_HEIGHT
    )
    form = struct.pack("<IiiHHIIiiII", 40, FRAME_WIDTH, FRAME_HEIGHT, 1, 24, 0, size, 0, 0, 0, 0)
    headers = _list(b"hdrl", _chunk(b"avih", head) + _list(b"strl", _chunk(b"strh", stream) + _chunk(b"strf", form)))
    pictures = b"".join(_chunk(b"00db", np.ascontiguousarray(frame[::-1, :, ::-1]).tobytes()) for frame in frames)
    return _chunk(b"RIFF", b"AVI " + headers + _list(b"movi", pictures))


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _list(name: bytes, data: bytes) -> bytes:
    return _chunk(b"LIST", name + data)
