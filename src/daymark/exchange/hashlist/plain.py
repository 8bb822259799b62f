"""Lists of one hash a line: MD5, SHA-1, SHA-256 or PDQ, told by their length; a file name may follow (md5sum).

64 digits are a SHA-256 or a PDQ hash. Unless the person says which (`signal_type`), such an entry matches as either:
no file has a SHA-256 that is somebody's PDQ hash, and a SHA-256 taken for a PDQ hash lies within 31 bits of a given
one with a probability of 2^-123 (docs/operators/hash-lists.md, "Sixty-four digits").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from daymark.engine.known.kinds import EITHER, SIZES
from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist.asked import Asked
from daymark.exchange.hashlist.entries import BadRow, Facts, KnownEntry, Piece, bad_row, entry_of, judged
from daymark.exchange.hashlist.hexadecimal import BY_DIGITS, DIGITS, what_is_wrong
from daymark.exchange.hashlist.lines import Block, blocks, numbered_in
from daymark.exchange.hashlist.lists import Description
from daymark.exchange.hashlist.opening import Source
from daymark.exchange.remarks import Remarks

# md5sum and its sisters write the digest, a space, a space or a star, and the name; a backslash marks an escaped name.
_LINE = re.compile(rb"\\?([0-9A-Fa-f]+)(?:[ \t]+\*?(.*))?[ \t]*")


def looks_plain(line: bytes) -> bool:
    """Whether a line is a hash, alone or before a file name."""
    found = _LINE.fullmatch(line)
    return found is not None and len(found[1]) in BY_DIGITS


def describe(source: Source, asked: Asked) -> Description:
    """A list of one hash a line."""

    def rows(remarks: Remarks) -> Iterator[Piece | KnownEntry | BadRow]:
        plain = PlainList(asked)
        with source.stream() as stream:
            yield from plain.pieces(stream)
        if plain.undecided:
            remarks.warn(
                "list", "its 64 digits may be SHA-256 or PDQ: they match as either. Say which, and they match as that"
            )

    return Description("one hash a line", rows, *standing_of_bare(asked), name=source.stem)


def standing_of_bare(asked: Asked) -> tuple[Standing, str]:
    """The standing of a list that says nothing about itself."""
    if asked.standing is not None:
        return asked.standing, "said by the person who brought the list"
    return Standing.UNKNOWN, "the list does not say whether its files are known bad or known good; say which"


class PlainList:
    """Reads the lines of one plain list; remembers whether any value was of an undecided kind."""

    def __init__(self, asked: Asked) -> None:
        self.standing, _ = standing_of_bare(asked)
        self.undecided = False
        self.kind = asked.signal_type

    def pieces(self, stream: BinaryIO) -> Iterator[Piece | KnownEntry | BadRow]:
        """The list as large pieces where its lines are alike, and row by row where they are not."""
        for block in blocks(stream):
            hashes, digits = _alike(block)
            kind = self._kind_of(digits)
            if kind is None:
                yield from self._by_line(block)
            else:
                self.undecided |= kind == EITHER
                yield Piece(block.first, kind, hashes, self.standing)

    def _kind_of(self, digits: int) -> str | None:
        """What values of so many digits are, as far as anybody said; None when they are none that is matched."""
        kind = self.kind or BY_DIGITS.get(digits)
        return kind if kind in SIZES and 2 * SIZES[kind] == digits else None

    def _by_line(self, block: Block) -> Iterator[KnownEntry | BadRow]:
        for number, line in numbered_in(block):
            text = line.strip()
            if text and not text.startswith(b"#"):
                yield self._row(number, text)

    def _row(self, number: int, text: bytes) -> KnownEntry | BadRow:
        found = _LINE.fullmatch(text)
        if found is None:
            return bad_row(number, "the line is no hash", text)
        digits = found[1].decode("ascii")
        kind = BY_DIGITS.get(len(digits)) if self.kind is None else self.kind
        if kind is None:
            return bad_row(number, f"no hash read here has {len(digits):,} hexadecimal digits", text)
        if self.kind and len(digits) != DIGITS[self.kind]:
            return bad_row(number, what_is_wrong(digits, self.kind), text)
        fields = {"file name": found[2].decode("utf-8", "replace")} if found[2] else {}
        if kind in ("sha384", "sha512"):
            return KnownEntry(number, standing=self.standing, facts=Facts(stored={kind: digits}, fields=fields))
        self.undecided |= kind == EITHER
        entry = entry_of(number, kind, bytes.fromhex(digits), self.standing)
        return judged(entry._replace(facts=Facts(fields=fields)) if fields else entry)


def _alike(block: Block) -> tuple[bytes, int]:
    """The hashes of the block end to end and the digits of each, when every line is one and nothing else; else none."""
    data = block.data
    width = data.find(b"\n") + 1
    end = 2 if data[width - 2 : width] == b"\r\n" else 1
    digits = width - end
    if digits not in BY_DIGITS or len(data) % width:
        return b"", 0
    lines = len(data) // width
    if data[width - 1 :: width] != b"\n" * lines:  # so no two digits have slipped into the line before or after
        return b"", 0
    try:
        hashes = bytes.fromhex(data.decode("ascii"))
    except ValueError:
        return b"", 0
    # fromhex refuses a blank between the two digits of a byte, and skips others: then the sum is short.
    return (hashes, digits) if 2 * len(hashes) == lines * digits else (b"", 0)
