"""Lists of `signal_type value` lines, the custom of python-threatexchange's local_file exchange."""

from __future__ import annotations

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist.asked import Asked
from daymark.exchange.hashlist.entries import BadRow, KnownEntry, bad_row, entry_of, judged
from daymark.exchange.hashlist.hexadecimal import DIGITS, unhexed
from daymark.exchange.hashlist.kinds import kind_named
from daymark.exchange.hashlist.lines import LONGEST_LINE, numbered
from daymark.exchange.hashlist.lists import Description, Rows
from daymark.exchange.hashlist.opening import Source
from daymark.exchange.hashlist.plain import standing_of_bare
from daymark.exchange.hashlist.values import Values
from daymark.exchange.remarks import Remarks


def looks_like_signals(line: bytes) -> bool:
    """Whether a line is the name of a signal type that is in use, and a value of it."""
    parts = line.decode("utf-8", "replace").split(None, 1)
    kind = kind_named(parts[0]) if len(parts) == 2 else None
    if kind is None:
        return False
    if kind == "video":  # its line does not end within the beginning of the file
        return parts[1].startswith(("[", "{"))
    return kind not in DIGITS or unhexed(parts[1], DIGITS[kind]) is not None


def describe(source: Source, asked: Asked) -> Description:
    """A list of signals."""
    standing, why = standing_of_bare(asked)

    def rows(remarks: Remarks) -> Rows:
        reader = _Reader(standing, remarks)
        with source.stream() as stream:
            for number, line in numbered(stream):
                text = line.strip()
                if text and not text.startswith(b"#"):
                    yield reader.read(number, text)

    return Description("signal type and value", rows, standing, why, name=source.stem)


class _Reader:
    """Reads the lines of one list; tells each signal type that it does not know once."""

    def __init__(self, standing: Standing, remarks: Remarks) -> None:
        self._standing, self._remarks = standing, remarks
        self._unknown: set[str] = set()

    def read(self, where: int, line: bytes) -> KnownEntry | BadRow:
        """One line as an entry, or why it is none."""
        if len(line) > LONGEST_LINE:
            return bad_row(where, "the line is too long to be a signal", line)
        try:
            name, *rest = line.decode("utf-8").split(None, 1)
        except UnicodeDecodeError:
            return bad_row(where, "the line is not in UTF-8", line)
        if not rest:
            return bad_row(where, "a signal type without a value", line)
        kind = kind_named(name) or self._stored_as(where, name[:60])
        if kind in DIGITS and (value := unhexed(rest[0], DIGITS[kind])) is not None:
            return judged(entry_of(where, kind, value, self._standing))
        values = Values()
        values.put(kind, rest[0])
        return bad_row(where, values.faults[0], line) if values.faults else values.entry(where, self._standing)

    def _stored_as(self, where: int, name: str) -> str:
        if name not in self._unknown and len(self._unknown) < 100:
            self._unknown.add(name)
            self._remarks.warn(f"line {where}", f"the signal type {name} is not known here; its values are stored")
        return name
