"""The kinds of values that lists carry, under the names that each maker gives them."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from daymark.engine.video.frames import FrameHash, NotVpdq, parse_vpdq
from daymark.exchange.hashlist.entries import KnownEntry
from daymark.exchange.hashlist.hexadecimal import DIGITS, unhexed, what_is_wrong

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


def comparable(name: str) -> str:
    """A name without its case, blanks and marks: "SHA-256", "sha_256" and "Sha256" are one."""
    return _NOT_A_LETTER.sub("", name.casefold())


def _table() -> dict[str, str]:
    with Path(__file__).with_name("kinds.csv").open(encoding="utf-8", newline="") as stream:
        return {row["theirs"]: row["ours"] for row in csv.DictReader(stream)}


_OURS = _table()


def kind_named(name: str) -> str | None:
    """Our name of a kind that is matched or is known and stored; None for a name that nobody uses for a value."""
    return _OURS.get(comparable(name))


def with_value(entry: KnownEntry, kind: str, text: str) -> KnownEntry | str:
    """The entry with one more value of a kind as `kind_named` gives it; or why the text is none, for a person.

    A kind that is not matched here is stored as it came.
    """
    if kind == "video":
        frames = _frames(text)
        return frames if isinstance(frames, str) else entry._replace(frames=frames)
    if kind not in DIGITS:
        stored = {**entry.facts.stored, kind: text}
        return entry._replace(facts=entry.facts._replace(stored=stored))
    value = unhexed(text, DIGITS[kind])
    return what_is_wrong(text, kind) if value is None else entry._replace(**{kind: value})  # type: ignore[arg-type]


def with_one_more(entry: KnownEntry, name: str, text: str, faults: list[str]) -> KnownEntry:
    """The entry with a value under the name that its maker gives the kind.

    A second value of the same kind is stored beside the first. A text that is no such value goes to `faults`.
    """
    kind = kind_named(name) or name[:60]
    held = entry.facts.stored.get(kind)
    if kind in DIGITS and (value := getattr(entry, kind)) is not None:
        held = value.hex()
    if held is not None and held.casefold() == text.casefold():
        return entry
    more = with_value(entry, kind if held is None else f"{kind} (another)", text)
    if isinstance(more, KnownEntry):
        return more
    faults.append(more)
    return entry


def _frames(text: str) -> tuple[FrameHash, ...] | str:
    try:
        frames = tuple(parse_vpdq(text))
    except NotVpdq as problem:
        return problem.message
    return frames or "it holds no frame"
