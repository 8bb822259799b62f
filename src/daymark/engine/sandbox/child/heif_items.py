"""What a HEIF file says it is made of: its pictures, what each is made from, and where their codes lie.

Source: ISO/IEC 23008-12 (HEIF) and ISO/IEC 14496-12 (boxes, `iinf`, `iloc`, `iref`, `ipma`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from daymark.engine.sandbox.child.metadata.boxes import MOST_EXTENTS, MOST_ITEMS, Box, boxes_in
from daymark.engine.sandbox.child.metadata.source import Damaged, InMemory, Part, Source, exactly

_LONGEST_META = 16 << 20  # bytes of structure
# An item with such a reference serves the one it points to: small versions, depth and masks, parts of colour.
_SERVING = frozenset({b"thmb", b"auxl", b"base"})


@dataclass(frozen=True, slots=True)
class Item:
    """One picture, coded or made from others: `kind` is its type (hvc1, grid ...), `properties` in their order."""

    kind: bytes
    hidden: bool
    properties: tuple[Box, ...]
    made_from: tuple[int, ...]
    codes: tuple[Part, ...]

    def told(self, kind: bytes) -> bytes:
        """What stands in the item's first property of this kind. Raises Damaged where there is none."""
        for each in self.properties:
            if each.kind == kind:
                return each.body.at(0, each.body.size)
        raise Damaged

    def code(self) -> bytes:
        """The item's own bytes, as far as the file has them."""
        return b"".join(part.at(0, part.length) for part in self.codes)

    @property
    def cut_short(self) -> bool:
        """Whether the file ends before these bytes do."""
        return any(part.size < part.length for part in self.codes)


@dataclass(frozen=True, slots=True)
class Items:
    """All items by number, and those that are pictures to look at, the one that viewers show first."""

    all: dict[int, Item]
    shown: tuple[Item, ...]


Reference = tuple[bytes, int, tuple[int, ...]]  # its kind, the item that refers, those that it refers to


def items_in(source: Source) -> Items:
    """Read the structure of a HEIF file. Raises Damaged."""
    meta = next((box.body for box in boxes_in(source) if box.kind == b"meta"), None)
    if meta is None:
        raise Damaged
    inner = {box.kind: box.body for box in boxes_in(InMemory(meta.at(4, min(meta.size, _LONGEST_META))))}
    kinds = dict(_kinds(inner.get(b"iinf", InMemory(b""))))
    references = list(_references(inner.get(b"iref", InMemory(b""))))
    properties = _properties(inner[b"iprp"]) if b"iprp" in inner else {}
    codes = dict(_codes(inner[b"iloc"], source, inner.get(b"idat", InMemory(b"")))) if b"iloc" in inner else {}
    made_from = {first: others for kind, first, others in references if kind == b"dimg"}
    items = {
        number: Item(kind, hidden, properties.get(number, ()), made_from.get(number, ()), codes.get(number, ()))
        for number, (kind, hidden) in kinds.items()
    }
    return Items(items, _shown(items, references, _primary(inner.get(b"pitm", InMemory(b"")))))


def _shown(
    items: dict[int, Item], references: list[tuple[bytes, int, tuple[int, ...]]], primary: int
) -> tuple[Item, ...]:
    serving = {first for kind, first, _ in references if kind in _SERVING}
    parts = {other for kind, _, others in references if kind == b"dimg" for other in others}
    others = [
        item
        for number, item in items.items()
        if number not in serving | parts | {primary} and not item.hidden and _is_picture(item)
    ]
    return ((items[primary],) if primary in items else ()) + tuple(others)


def _is_picture(item: Item) -> bool:
    return any(each.kind == b"ispe" for each in item.properties)


def _primary(pitm: Source) -> int:
    cursor = Cursor(pitm)
    version = cursor.number(1)
    cursor.number(3)
    return cursor.number(4 if version else 2)


def _kinds(iinf: Source) -> Iterator[tuple[int, tuple[bytes, bool]]]:
    """Of each item its number, its type, and whether it is hidden."""
    start = 8 if exactly(iinf, 0, 1) > b"\0" else 6
    entries = boxes_in(Part(iinf, start, iinf.size))
    for _, box in zip(range(MOST_ITEMS), entries, strict=False):
        cursor = Cursor(box.body)
        version, flags = cursor.number(1), cursor.number(3)
        if box.kind == b"infe" and version in (2, 3):
            number = cursor.number(2 if version == 2 else 4)
            cursor.number(2)
            yield number, (cursor.bytes(4), bool(flags & 1))


def _references(iref: Source) -> Iterator[Reference]:
    wide = 4 if iref.at(0, 1) > b"\0" else 2
    for box in boxes_in(Part(iref, 4, iref.size)):
        cursor = Cursor(box.body)
        first, count = cursor.number(wide), cursor.number(2)
        yield box.kind, first, tuple(cursor.number(wide) for _ in range(min(count, MOST_ITEMS)))


def _properties(iprp: Source) -> dict[int, tuple[Box, ...]]:
    boxes = list(boxes_in(iprp))
    known = [box for each in boxes if each.kind == b"ipco" for box in boxes_in(each.body)]
    found: dict[int, tuple[Box, ...]] = {}
    for each in boxes:
        if each.kind == b"ipma":
            for number, places in _associations(each.body):
                found[number] = tuple(known[place - 1] for place in places if 1 <= place <= len(known))
    return found


def _associations(ipma: Source) -> Iterator[tuple[int, list[int]]]:
    cursor = Cursor(ipma)
    version, flags = cursor.number(1), cursor.number(3)
    wide = 2 if flags & 1 else 1
    for _ in range(min(cursor.number(4), MOST_ITEMS)):
        number = cursor.number(4 if version else 2)
        # The highest bit says whether a reader may leave the property out.
        yield number, [cursor.number(wide) & (0x7FFF if wide == 2 else 0x7F) for _ in range(cursor.number(1))]


def _codes(iloc: Source, file: Source, idat: Source) -> Iterator[tuple[int, tuple[Part, ...]]]:
    """Where the bytes of each item lie: in the file or among the structure."""
    cursor = Cursor(iloc)
    version = cursor.number(1)
    cursor.number(3)
    sizes = cursor.number(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version in (1, 2) else 0
    wide = 4 if version == 2 else 2
    for _ in range(min(cursor.number(wide), MOST_ITEMS)):
        number = cursor.number(wide)
        method = cursor.number(2) & 15 if version in (1, 2) else 0
        cursor.number(2)
        base, pieces = cursor.number(base_size), cursor.number(2)
        if pieces > MOST_EXTENTS or method > 1:
            raise Damaged
        parts = []
        for _ in range(pieces):
            cursor.number(index_size)
            start = base + cursor.number(offset_size)
            parts.append(Part(idat if method else file, start, cursor.number(length_size)))
        yield number, tuple(parts)


class Cursor:
    """Reads numbers and bytes one after the other. Raises Damaged at the end."""

    def __init__(self, source: Source) -> None:
        self._data = source.at(0, source.size)
        self._at = 0

    def bytes(self, size: int) -> bytes:
        """The next `size` bytes."""
        self._at += size
        if self._at > len(self._data):
            raise Damaged
        return self._data[self._at - size : self._at]

    def number(self, size: int) -> int:
        """The next `size` bytes as a number, 0 for no bytes."""
        return int.from_bytes(self.bytes(size), "big")
