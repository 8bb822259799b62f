"""Tells from the beginning of a file which hash list it is, and refuses by name what must not be read."""

from __future__ import annotations

from collections.abc import Callable

from daymark.exchange.hashlist import film, hashed, icse, ncmec, nsrl, nsrl_text, plain, signals, table, vics
from daymark.exchange.hashlist.asked import Asked
from daymark.exchange.hashlist.lists import Description
from daymark.exchange.hashlist.opening import Source
from daymark.exchange.hashlist.problems import UnreadableHashList, UnsafeHashList

_FIRST_LINES = 50  # blank ones and comments passed over on the way to the first that says something

# A pickle is a program. Protocols 2 to 5 begin with their number; 0 and 1 have no magic, and these are the words with
# which those of threatexchange (`*.state.pickle`) and of any dict, list or object begin.
_PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"(dp0\n", b"(lp0\n", b"(ip0\n", b"ccopy_reg\n")
_OLD_PICKLES = (b"(dp1\n", b"(lp1\n", b"c__builtin__\n", b"ccollections\n", b"cthreatexchange.", b"}q\x00", b"]q\x00")
_OTHERS = {
    b"PK\x03\x04": "a zip archive: unpack it, and bring the list inside",
    b"Rar!": "a RAR archive: unpack it, and bring the list inside",
    b"7z\xbc\xaf": "a 7-Zip archive: unpack it, and bring the list inside",
    b"BZh": "packed with bzip2: unpack it first",
    b"\xfd7zXZ": "packed with xz: unpack it first",
    b"(\xb5/\xfd": "packed with zstd: unpack it first",
    b"%PDF": "a PDF: ask for the list itself",
    b"PAR1": "a Parquet file: ask for the list as text",
    b"\x93NUMPY": "an array of numpy: ask for the list as text",
}


def described(source: Source, asked: Asked) -> Description:
    """The list's description. Raises UnreadableHashList for a file that is none, UnsafeHashList for a pickle."""
    head = source.head
    if not head.strip():
        raise UnreadableHashList(f"{source.path.name} is empty. Ask the sender for the list again.")
    if head.startswith((*_PICKLES, *_OLD_PICKLES)):
        raise UnsafeHashList(
            f"{source.path.name} is a Python pickle. Reading one runs code that lies in it, so it is never read. "
            "Ask the sender for a text, CSV or JSON form."
        )
    for start, what in _OTHERS.items():
        if head.startswith(start):
            raise UnreadableHashList(f"{source.path.name} is {what}.")
    describe = _reader(head)
    if describe is not None:
        return describe(source, asked)
    return _text(source, asked)


def _reader(head: bytes) -> Callable[[Source, Asked], Description] | None:
    """The reader of a format that is told by its first bytes; None for text."""
    if head.startswith(nsrl.MAGIC):
        return nsrl.describe
    start = head.lstrip()[:1]
    if start == b"<":
        return ncmec.describe
    if start in (b"{", b"["):
        return _json_reader(head)
    return None


def _json_reader(head: bytes) -> Callable[[Source, Asked], Description]:
    if vics.looks_like_vics(head):
        return vics.describe
    if film.looks_like_frame_list(head):
        return film.describe
    # The line of a long film does not end within the head; it begins as the others do.
    if hashed.looks_hashed(head.lstrip().split(b"\n", 1)[0]) or head.lstrip().startswith(b'{"path":'):
        return hashed.describe
    return _not_read


def _not_read(source: Source, _asked: Asked) -> Description:
    raise UnreadableHashList(
        f"{source.path.name} is JSON, but none of the forms that are read here: VICS, vPDQ, output of `daymark hash`. "
        "Ask for one of these, or for a table."
    )


def _text(source: Source, asked: Asked) -> Description:
    if b"\0" in source.head:
        raise UnreadableHashList(f"{source.path.name} is neither text nor a hash list. Ask the sender what it is.")
    lines = source.head.split(b"\n")[:_FIRST_LINES]
    said = [line.strip() for line in lines if line.strip() and not line.startswith(b"#")]
    if not said:
        raise UnreadableHashList(f"{source.path.name} begins with nothing but blank lines and comments.")
    first = said[0]
    if asked.columns:
        return table.describe(source, asked, _first_text(source))
    if film.looks_like_frames(first):
        return film.describe(source, asked)
    if plain.looks_plain(first):
        return plain.describe(source, asked)
    if signals.looks_like_signals(first):
        return signals.describe(source, asked)
    return _table_or_none(source, asked, said)


def _table_or_none(source: Source, asked: Asked, said: list[bytes]) -> Description:
    first = _first_text(source)
    if icse.looks_like_icse(first):
        return icse.describe(source, asked)
    if nsrl_text.looks_like_nsrl(first):
        return nsrl_text.describe(source, asked)
    if table.delimiter_of(first):
        return table.describe(source, asked, first)
    # One bad line at the top does not make the others unreadable; one hash in a letter does not make a list.
    for looks, describe in ((plain.looks_plain, plain.describe), (signals.looks_like_signals, signals.describe)):
        if 2 * sum(map(looks, said)) >= len(said):
            return describe(source, asked)
    raise UnreadableHashList(
        f"{source.path.name} is text, but no hash list: neither hashes, nor a table with a known name in its first "
        "line. If it is a table, say which column holds what, as md5=NAME for example."
    )


def _first_text(source: Source) -> str:
    first = next(line for line in source.head.split(b"\n") if line.strip())
    return table.decoded(first.rstrip(b"\r"))
