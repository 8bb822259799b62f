"""Reads the directories of TIFF, in which EXIF is written too: bounded, and never following a chain.

Source: TIFF revision 6.0 (1992), section 2; EXIF 3.0 (CIPA DC-008-2023) for type 129; BigTIFF as libtiff documents it.
"""

from __future__ import annotations

import struct
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace

from daymark.engine.sandbox.child.metadata.source import Damaged, Source, exactly

# Camera directories hold 20-90 entries, maker notes up to 200; a directory with more than this is not read to its end.
MOST_ENTRIES = 1_000
MOST_BYTES = 2_048  # of one value: four bytes for each of 512 characters
MOST_NUMBERS = 16  # of one value; a position needs three

ASCII, UNDEFINED, UTF8 = 2, 7, 129
_TEXTS = frozenset({ASCII, UTF8})
# type: (bytes, struct code); rationals are two numbers
_NUMBERS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I", 16: "Q", 17: "q", 18: "Q"}
_RATIONALS = {5: "I", 10: "i"}
_SIZES = {ASCII: 1, UNDEFINED: 1, UTF8: 1, 5: 8, 10: 8} | {
    kind: struct.calcsize(code) for kind, code in _NUMBERS.items()
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a directory; its value lies at `offset` of the source."""

    tag: int
    kind: int
    count: int
    offset: int

    @property
    def length(self) -> int:
        """Bytes that the value claims to have."""
        return self.count * _SIZES.get(self.kind, 0)


@dataclass(frozen=True, slots=True)
class Tiff:
    """A TIFF structure: where it lies, in which byte order, and from where its offsets count."""

    source: Source
    order: str  # "<" or ">", as struct writes it
    big: bool = False
    base: int = 0

    def entries(self, directory: int, wanted: Container[int]) -> Iterator[Entry]:
        """The entries of the directory at this offset (from the start of the source) whose tags are wanted.

        Raises Damaged when the directory lies outside the source; one that is cut short gives what there is of it.
        """
        count_code, row_code, pointer_code = ("Q", "HHQ8s", "Q") if self.big else ("H", "HHI4s", "I")
        head = struct.calcsize("=" + count_code)
        (count,) = struct.unpack(self.order + count_code, exactly(self.source, directory, head))
        row = struct.Struct(self.order + row_code)
        data = self.source.at(directory + head, min(count, MOST_ENTRIES) * row.size)
        inline = struct.calcsize("=" + pointer_code)
        for number, (tag, kind, values, pointer) in enumerate(
            row.iter_unpack(data[: len(data) // row.size * row.size])
        ):
            if tag not in wanted:
                continue
            offset = directory + head + (number + 1) * row.size - inline
            if values * _SIZES.get(kind, 0) > inline:
                offset = self.base + struct.unpack(self.order + pointer_code, pointer)[0]
            yield Entry(tag, kind, values, offset)

    def raw(self, entry: Entry, most: int = MOST_BYTES) -> bytes:
        """The bytes of a value, at most so many, and fewer where the source ends."""
        return self.source.at(entry.offset, min(entry.length, most))

    def number(self, entry: Entry) -> int | None:
        """A single whole number, such as the offset of another directory; None when it is something else."""
        code = _NUMBERS.get(entry.kind)
        data = self.raw(entry, 8)
        if code is None or code in "fd" or len(data) < struct.calcsize(code):
            return None
        return int(struct.unpack_from(self.order + code, data)[0])

    def value(self, entry: Entry) -> str:
        """A value as text: characters up to the first zero byte, numbers with spaces between, rationals as `1/25`."""
        if entry.kind in _TEXTS or entry.kind == UNDEFINED:
            return text_of(self.raw(entry))
        if entry.kind in _RATIONALS:
            flat = self._unpacked(entry, _RATIONALS[entry.kind], 2)
            return " ".join(f"{over}/{under}" for over, under in zip(flat[::2], flat[1::2], strict=True))
        return " ".join(_written(number) for number in self._unpacked(entry, _NUMBERS.get(entry.kind, ""), 1))

    def _unpacked(self, entry: Entry, code: str, of_each: int) -> tuple[float, ...]:
        if not code:
            return ()
        size = struct.calcsize(code) * of_each
        data = self.raw(entry, min(entry.count, MOST_NUMBERS) * size)
        return struct.unpack(f"{self.order}{len(data) // size * of_each}{code}", data[: len(data) // size * size])

    def counted_from(self, base: int, order: str | None = None) -> Tiff:
        """The same bytes with offsets that count from elsewhere, as maker notes do."""
        return replace(self, base=base, order=order or self.order, big=False)


def open_tiff(source: Source) -> tuple[Tiff, int]:
    """A TIFF structure and the offset of its first directory. Raises Damaged when there is none."""
    head = source.at(0, 16)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 8:
        raise Damaged
    (magic,) = struct.unpack_from(order + "H", head, 2)
    if magic == 43 and len(head) == 16:
        return Tiff(source, order, big=True), struct.unpack_from(order + "Q", head, 8)[0]
    return Tiff(source, order), struct.unpack_from(order + "I", head, 4)[0]


def text_of(data: bytes) -> str:
    """Bytes up to the first zero, as UTF-8 where they are UTF-8 and as Latin-1 where not: it never fails.

    EXIF says ASCII; cameras write UTF-8, and older ones the code page of their country, which nothing tells.
    """
    data = data.split(b"\0", 1)[0]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _written(number: float) -> str:
    return format(number, ".10g") if isinstance(number, float) else str(number)
