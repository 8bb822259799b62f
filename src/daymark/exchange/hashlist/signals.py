"""Lists of `signal_type value` lines, the custom of python-threatexchange's local_file exchange."""

from __future__ import annotations

from daymark.exchange.hashlist.asked import Asked
from daymark.exchange.hashlist.entries import BadRow, KnownEntry, bad_row, entry_of, judged
from daymark.exchange.hashlist.hexadecimal import DIGITS, unhexed
from daymark.exchange.hashlist.kinds import kind_named, with_value
from daymark.exchange.hashlist.lines import LONGEST_LINE, numbered
from daymark.exchange.hashlist.lists import Description, Rows
from daymark.exchange.hashlist.opening import Source
from daymark.exchange.hashlist.plain import standing_of_bare
from daymark.exchange.remarks import Remarks


def looks_like_signals(line: bytes) -> bool:
    """Whether a line is the name of a signal type that is in use, and a value of it."""
    parts = line.decode("utf-8", "replace").split(None, 1)
    kind = kind_named(parts[0]) if len(parts) == 2 else None
    if kind == "video":  # its line does not end within the beginning of the file
        return parts[1].startswith(("[", "{"))
    return kind is not None and isinstance(with_value(KnownEntry(0), kind, parts[1]), KnownEntry)


def describe(source: Source, asked: Asked) -> Description:
    """A list of signals."""
    standing, why = standing_of_bare(asked)

    def rows(remarks: Remarks) -> Rows:
        unknown: set[str] = set()
        with source.stream() as stream:
            for number, line in numbered(stream):
                text = line.strip()
                if text and not text.startswith(b"#"):
                    yield _row(KnownEntry(number, standing=standing), text, remarks, unknown)

    return Description("signal type and value", rows, standing, why, name=source.stem)


def _row(empty: KnownEntry, line: bytes, remarks: Remarks, unknown: set[str]) -> KnownEntry | BadRow:
    if len(line) > LONGEST_LINE:
        return bad_row(empty.where, "the line is too long to be a signal", line)
    try:
        name, *rest = line.decode("utf-8").split(None, 1)
    except UnicodeDecodeError:
        return bad_row(empty.where, "the line is not in UTF-8", line)
    if not rest:
        return bad_row(empty.where, "a signal type without a value", line)
    kind = kind_named(name)
    if kind is None and name not in unknown and len(unknown) < 100:
        unknown.add(name)
        remarks.warn(f"line {empty.where}", f"the signal type {name[:60]} is not known here; its values are stored")
    if kind in DIGITS and (value := unhexed(rest[0], DIGITS[kind])) is not None:
        return judged(entry_of(empty.where, kind, value, empty.standing))
    entry = with_value(empty, kind or name[:60], rest[0])
    return judged(entry) if isinstance(entry, KnownEntry) else bad_row(empty.where, entry, line)
