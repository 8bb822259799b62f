"""What `daymark hash` writes: one JSON object a line, so that one run's output is the list of the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from daymark.engine.known.standing import Standing
from daymark.engine.video.frames import FrameHash, NotVpdq, parse_vpdq
from daymark.exchange.hashlist.asked import Asked
from daymark.exchange.hashlist.entries import BadRow, Facts, KnownEntry, bad_row, judged
from daymark.exchange.hashlist.hexadecimal import DIGITS, unhexed, what_is_wrong
from daymark.exchange.hashlist.lines import LONGEST_LINE, numbered
from daymark.exchange.hashlist.lists import Description, Rows
from daymark.exchange.hashlist.opening import Source
from daymark.exchange.hashlist.plain import standing_of_bare
from daymark.exchange.remarks import Remarks

_KINDS = ("md5", "sha1", "sha256", "pdq")
_TAKEN = frozenset({*_KINDS, "path", "kind", "size", "quality", "frames", "trimmed"})
# Long, and of use only with the file itself: they stay in the list's line, to which a hit points.
_LEFT = frozenset({"turned", "featureless", "scenes", "asserted", "error"})
_LARGEST = 2**63 - 1


def looks_hashed(line: bytes) -> bool:
    """Whether a line is one object of `daymark hash`."""
    found = _object(line)
    return found is not None and "path" in found and any(kind in found for kind in (*_KINDS, "frames", "error"))


def describe(source: Source, asked: Asked) -> Description:
    """The output of one run of `daymark hash`."""
    standing, why = standing_of_bare(asked)

    def rows(remarks: Remarks) -> Rows:
        with source.stream() as stream:
            for number, line in numbered(stream):
                if line.strip():
                    yield _row(number, line, standing, remarks)

    return Description("daymark hash (JSON lines)", rows, standing, why, name=source.stem)


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _row(where: int, line: bytes, standing: Standing, remarks: Remarks) -> KnownEntry | BadRow:
    if len(line) > LONGEST_LINE:
        return bad_row(where, "the line is too long", line)
    said = _object(line)
    if said is None:
        return bad_row(where, "the line is no JSON object", line)
    faults: list[str] = []
    values: dict[str, Any] = {kind: _value(said.get(kind), kind, faults) for kind in _KINDS}
    frames = _frames(said.get("frames"), faults) + _frames(said.get("trimmed"), faults)
    if not frames and not any(values.values()):
        error = said.get("error")
        return bad_row(where, "; ".join(faults) or (f"it has no hash: {error}" if error else "it has no hash"), line)
    for fault in faults:
        remarks.warn(f"line {where}", f"{fault}; the other values were taken")
    quality = _whole(said.get("quality"), 100)
    return judged(KnownEntry(where, **values, quality=quality, frames=frames, standing=standing, facts=_facts(said)))


def _value(text: Any, kind: str, faults: list[str]) -> bytes | None:
    if text is None or text == "":
        return None
    value = unhexed(text, DIGITS[kind]) if isinstance(text, str) else None
    if value is None:
        faults.append(what_is_wrong(str(text), kind))
    return value


def _frames(said: Any, faults: list[str]) -> tuple[FrameHash, ...]:
    """The frames that can be read; for the others one fault that says how many and what is wrong with the first."""
    frames: list[FrameHash] = []
    bad: list[str] = []
    for text in said if isinstance(said, list) else ():
        try:
            frames += parse_vpdq(text) if isinstance(text, str) else []
        except NotVpdq as problem:
            bad.append(problem.message)
    if bad:
        faults.append(f"{len(bad):,} frames could not be read ({bad[0]})")
    return tuple(frames)


def _facts(said: Mapping[str, Any]) -> Facts:
    path = said.get("path")
    mime = said.get("kind")
    fields = {key: _as_text(value) for key, value in said.items() if key not in _TAKEN | _LEFT and value is not None}
    return Facts(
        size=_whole(said.get("size"), _LARGEST),
        external_id=path if isinstance(path, str) and path else None,
        kind=mime if isinstance(mime, str) and mime else None,
        fields=fields,
    )


def _whole(value: Any, largest: int) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= largest else None


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
