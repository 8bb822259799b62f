"""HEIC: the luma of its coded pictures, put together as the file says.

libheif is not used: its HEVC decoder starts a thread for every picture, which a sealed process cannot, and it would
make colours of the luma only for us to make luma of the colours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from av.video.frame import VideoFrame

from daymark.engine.pdq.operator import Plane
from daymark.engine.sandbox.child.heif_items import Cursor, Item, Items, items_in
from daymark.engine.sandbox.child.hevc import Sight, luma_seen, pictures_of
from daymark.engine.sandbox.child.metadata.source import Damaged, InMemory
from daymark.engine.sandbox.child.page import Data, Page, page_of
from daymark.engine.sandbox.child.pages import check_size
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason

_PADDING = 128  # pixels a side by which a coded picture may be larger than it is shown
_DEEPEST = 4  # pictures made from pictures


def look(data: Data, limits: Limits) -> Iterator[Page]:
    """Every picture of the file, the one that viewers show first; turned as the file says, which is part of HEIF."""
    items = _items(data)
    for number, item in enumerate(items.shown):
        if number == limits.frames:
            raise Refused(Reason.TOO_MANY_FRAMES)
        puzzle = _Puzzle(items, limits)
        try:
            luma = puzzle.put_together(item)
        except Damaged:
            raise Refused(Reason.DAMAGED if number else Reason.BROKEN) from None
        yield page_of(luma)
        if refused := puzzle.refused():
            raise refused


def first_picture(data: Data, limits: Limits, see: Sight) -> tuple[Plane, Refused | None]:
    """The picture that viewers show first, upright, as `see` takes it, and why not all of it is there."""
    items = _items(data)
    puzzle = _Puzzle(items, limits, see)
    try:
        return puzzle.put_together(items.shown[0]), puzzle.refused()
    except Damaged:
        raise Refused(Reason.BROKEN) from None


def _items(data: Data) -> Items:
    try:
        items = items_in(InMemory(data))
    except Damaged:
        raise Refused(Reason.BROKEN) from None
    if not items.shown:
        raise Refused(Reason.NO_PICTURE)
    return items


@dataclass(slots=True)
class _Puzzle:
    """One picture, made from one code or from many; `missing` counts the pieces that could not be decoded."""

    items: Items
    limits: Limits
    see: Sight = luma_seen
    missing: int = 0
    cut_short: bool = False
    _depth: int = field(default=0)

    def refused(self) -> Refused | None:
        """Why some of it is missing, None when all is there."""
        if self.cut_short:
            return Refused(Reason.CUT_SHORT)
        return Refused(Reason.DAMAGED) if self.missing else None

    def put_together(self, item: Item) -> Plane:
        """The picture. Raises Damaged when nothing of it is there, `Refused` when it is too large or foreign."""
        check_size(_size(item), self.limits)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Damaged
        if item.kind in (b"hvc1", b"hev1"):
            luma = self._coded(item)
        elif item.kind == b"grid":
            luma = self._grid(item)
        elif item.kind == b"iden" and item.made_from:
            luma = self.put_together(self._item(item.made_from[0]))
        else:
            raise Refused(Reason.NOT_SUPPORTED)
        self._depth -= 1
        return turned(luma, item)

    def _coded(self, item: Item) -> Plane:
        lumas = [luma for _, luma in self._lumas([item])]
        if not lumas:
            raise Damaged
        return lumas[0]

    def _grid(self, item: Item) -> Plane:
        """Tiles of one size, row by row; what they cover beyond the picture's own size is cut off."""
        columns, (width, height) = _layout(item)
        check_size((width, height), self.limits)
        tiles = [self._item(number) for number in item.made_from]
        if not tiles:
            raise Damaged
        across, down = _size(tiles[0])
        if len(tiles) * across * down > 2 * self.limits.pixels:
            raise Refused(Reason.TOO_MANY_PIXELS)
        canvas, placed = np.zeros((height, width), np.uint8), 0
        for place, luma in self._lumas(tiles):
            if not placed and luma.ndim == 3:
                canvas = np.zeros((height, width, 3), np.uint8)
            top, left = place // columns * down, place % columns * across
            spot = canvas[top : top + down, left : left + across]
            spot[:] = luma[: spot.shape[0], : spot.shape[1]]
            placed += 1
        if not placed:
            raise Damaged
        return canvas

    def _lumas(self, items: list[Item]) -> Iterator[tuple[int, Plane]]:
        """The luma of coded items of one configuration, each with its place among them."""
        first = items[0]
        configuration, (width, height) = first.told(b"hvcC"), _size(first)
        if any(item.told(b"hvcC") != configuration or _size(item) != (width, height) for item in items):
            raise Refused(Reason.NOT_SUPPORTED)
        found = 0
        most = (width + _PADDING) * (height + _PADDING)
        said = _full_range(first)

        def see(frame: VideoFrame) -> Plane:
            return self.see(frame, said)

        for place, luma in pictures_of(configuration, (item.code() for item in items), most, see):
            if place < len(items) and luma.shape[0] >= height and luma.shape[1] >= width:
                found += 1
                yield place, luma[:height, :width]
        self.missing += len(items) - found
        self.cut_short |= any(item.cut_short for item in items)

    def _item(self, number: int) -> Item:
        try:
            return self.items.all[number]
        except KeyError:
            raise Damaged from None


def _size(item: Item) -> tuple[int, int]:
    """Width and height of the picture before it is turned or cropped."""
    cursor = Cursor(InMemory(item.told(b"ispe")))
    cursor.number(4)
    return cursor.number(4), cursor.number(4)


def _layout(grid: Item) -> tuple[int, tuple[int, int]]:
    """Columns of a grid, and width and height of the whole."""
    cursor = Cursor(InMemory(grid.code()))
    cursor.number(1)
    wide = 4 if cursor.number(1) & 1 else 2
    cursor.number(1)
    return cursor.number(1) + 1, (cursor.number(wide), cursor.number(wide))


def _full_range(item: Item) -> bool | None:
    """What a colr property of the kind nclx says; None where there is none."""
    for each in item.properties:
        body = each.body.at(0, 11)
        if each.kind == b"colr" and body.startswith(b"nclx") and len(body) == 11:
            return bool(body[10] & 0x80)
    return None


def turned(luma: Plane, item: Item) -> Plane:
    """Cropped, rotated and mirrored in the order in which the file says so: part of the picture in HEIF."""
    for each in item.properties:
        if each.kind == b"irot":
            luma = np.rot90(luma, (each.body.at(0, 1) or b"\0")[0] & 3)
        elif each.kind == b"imir":
            luma = luma[:, ::-1] if (each.body.at(0, 1) or b"\0")[0] & 1 else luma[::-1]
        elif each.kind == b"clap":
            luma = _cropped(luma, Cursor(each.body))
    return np.ascontiguousarray(luma)


def _cropped(luma: Plane, aperture: Cursor) -> Plane:
    """The clean aperture: its size, and how far its middle is from the picture's, all as fractions."""
    (wide, high), (right, lower) = ([_fraction(aperture), _fraction(aperture)] for _ in range(2))
    height, width = luma.shape[:2]
    left, top = round((width - wide) / 2 + right), round((height - high) / 2 + lower)
    if not (0 <= left < left + wide <= width and 0 <= top < top + high <= height):
        return luma  # readers show the whole then
    return luma[top : top + round(high), left : left + round(wide)]


def _fraction(cursor: Cursor) -> float:
    upper, lower = (int.from_bytes(cursor.bytes(4), "big", signed=True) for _ in range(2))
    return upper / lower if lower else 0.0
