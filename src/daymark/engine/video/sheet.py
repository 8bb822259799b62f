"""A contact sheet: a film's small pictures in rows, the time of each under it, as a PNG made here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from daymark.engine.png import Pixels, png
from daymark.engine.sandbox.seen import Tile

GAP = 4  # pixels around each tile
SCALE = 2  # pixels for each dot of a digit
PAPER, INK = 24, 230  # levels of grey
# Digits of 3 x 5 dots, row by row from the top; the highest bit of three is the left dot.
_DOTS = {
    "0": (7, 5, 5, 5, 7),
    "1": (2, 6, 2, 2, 7),
    "2": (7, 1, 7, 4, 7),
    "3": (7, 1, 7, 1, 7),
    "4": (5, 5, 7, 1, 1),
    "5": (7, 4, 7, 1, 7),
    "6": (7, 4, 7, 5, 7),
    "7": (7, 1, 1, 1, 1),
    "8": (7, 5, 7, 5, 7),
    "9": (7, 5, 7, 1, 7),
    ":": (0, 2, 0, 2, 0),
}
_TEXT_HIGH = 5 * SCALE + 2 * GAP


def contact_sheet(tiles: Sequence[Tile], *, columns: int = 5, times: bool = True) -> bytes:
    """All tiles as one PNG, grey or in colour, `columns` in a row, without tiles an empty sheet; `times`: the time of
    each below it.

    The pixels come from the sandbox, checked for their number; nothing is decoded here.
    """
    columns = max(1, min(columns, len(tiles)))
    wide = max((tile.width for tile in tiles), default=1) + GAP
    high = max((tile.height for tile in tiles), default=1) + GAP + _TEXT_HIGH
    rows = -(-len(tiles) // columns) or 1
    sheet = np.full((rows * high + GAP, columns * wide + GAP, 3), PAPER, np.uint8)
    for place, tile in enumerate(tiles):
        top, left = place // columns * high + GAP, place % columns * wide + GAP
        pixels = np.frombuffer(tile.pixels, np.uint8).reshape(tile.height, tile.width, -1)  # one grey, or three
        sheet[top : top + tile.height, left : left + tile.width] = pixels
        if times:
            _write(sheet, clock(tile.at_ms), top + high - _TEXT_HIGH, left)
    return png(sheet)


def row_of(tiles: Sequence[Tile], *, side: int) -> bytes:
    """All tiles in one row without gaps as a PNG, each in the middle of a square of this side."""
    row = np.full((side, side * max(1, len(tiles)), 3), PAPER, np.uint8)
    for place, tile in enumerate(tiles):
        pixels = np.frombuffer(tile.pixels, np.uint8).reshape(tile.height, tile.width, -1)[:side, :side]
        top, left = (side - pixels.shape[0]) // 2, place * side + (side - pixels.shape[1]) // 2
        row[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
    return png(row)


def clock(at_ms: int) -> str:
    """Hours, minutes and seconds; the hours only when there are some."""
    minutes, seconds = divmod(at_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _write(sheet: Pixels, text: str, top: int, left: int) -> None:
    """Digits from here on, as far as the sheet goes."""
    for place, character in enumerate(text):
        dots = np.array([[row >> 2 & 1, row >> 1 & 1, row & 1] for row in _DOTS[character]], np.uint8)
        glyph = np.kron(dots, np.ones((SCALE, SCALE), np.uint8))
        x = left + place * 4 * SCALE
        window = sheet[top : top + glyph.shape[0], x : x + glyph.shape[1]]
        window[glyph[: window.shape[0], : window.shape[1]] > 0] = INK
