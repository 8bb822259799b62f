"""The lines of a text list, numbered from 1, at the speed of the disk and with a bound on their length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

LONGEST_LINE = 32 * 1024**2  # bytes; a film of 24 hours with one frame a second has 8 MB in vPDQ's text
_BLOCK = 1024**2


class Block(NamedTuple):
    """Whole lines: the number of the first, and their bytes with the line ends."""

    first: int
    data: bytes


def blocks(stream: BinaryIO) -> Iterator[Block]:
    """The text in blocks of whole lines, of about 1 MiB. A line beyond the bound is cut, in a block of its own."""
    number, kept, skipping = 1, b"", False
    while piece := stream.read(_BLOCK):
        if skipping:
            _, found, piece = piece.partition(b"\n")
            skipping = not found
        end = piece.rfind(b"\n") + 1
        if end:
            block = Block(number, kept + piece[:end])
            yield block
            number += block.data.count(b"\n")
            kept = b""
        if not skipping:
            kept += piece[end:]
        if len(kept) > LONGEST_LINE:
            yield Block(number, kept[: LONGEST_LINE + 1])
            number, kept, skipping = number + 1, b"", True
    if kept:
        yield Block(number, kept)


def numbered(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Each line with its number, without its end. One longer than `LONGEST_LINE` was cut."""
    for block in blocks(stream):
        yield from numbered_in(block)


def numbered_in(block: Block) -> Iterator[tuple[int, bytes]]:
    """The lines of one block, each with its number and without its end."""
    lines = block.data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines, block.first):
        yield number, line[:-1] if line.endswith(b"\r") else line
