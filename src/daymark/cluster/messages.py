"""What goes between the machines of a cluster, as JSON of our own: names of files out, plain numbers back.

Nothing of it is pickled by us, and what comes back is checked field by field before it is believed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from daymark.engine.digests import Digests
from daymark.engine.hashing import Hashed
from daymark.engine.kinds import Group, Kind
from daymark.engine.sandbox.protocol import LONGEST_FILM
from daymark.engine.sandbox.reasons import Reason
from daymark.engine.sandbox.seen import FrameSeen, Seen, View
from daymark.engine.walking import Found
from daymark.problems import OutsideProblem

FORM = 1  # of both messages; counted up with every change, so that machines of two editions refuse each other
PDQ_BYTES, MOST_HASHES, LONGEST_MIME = 32, 8, 60
LONGEST_SENTENCE = 1_000
MOST = 1 << 62  # bytes, milliseconds
MOST_PIXELS = 1 << 31


class OtherEdition(OutsideProblem):
    """A machine of the cluster runs another edition of Daymark. Install the same one on all of them."""


class NoAnswer(OutsideProblem):
    """A machine of the cluster sent what is no answer. Look at its log; nothing of it was stored."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Files to be read in one go, and the SHA-256 of those contents of the same sizes that need not be opened."""

    files: tuple[Found, ...]
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a portion, in the order of its files; or `refused`: why nothing of it could be read there."""

    machine: str
    hashed: tuple[Hashed, ...] = ()
    refused: str = ""


def portion_to_bytes(portion: Portion) -> bytes:
    """A portion as it travels."""
    files = [[os.fsencode(each.path).hex(), each.size, each.changed_ns] for each in portion.files]
    return orjson.dumps({"form": FORM, "files": files, "known": sorted(portion.known)})


def portion_from_bytes(message: bytes) -> Portion:
    """What a machine is to read. Raises OtherEdition."""
    said = orjson.loads(message)
    if said["form"] != FORM:
        raise OtherEdition()
    files = (Found(Path(os.fsdecode(bytes.fromhex(path))), size, changed) for path, size, changed in said["files"])
    return Portion(tuple(files), frozenset(said["known"]))


def answer_to_bytes(answer: Answer) -> bytes:
    """An answer as it travels; the paths stay with whoever asked."""
    hashed = [_hashed_as_json(each) for each in answer.hashed]
    return orjson.dumps({"form": FORM, "machine": answer.machine, "hashed": hashed, "refused": answer.refused})


def answer_from_bytes(message: object, paths: Sequence[Path]) -> Answer:
    """The answer for the files with these paths. Raises OtherEdition, NoAnswer."""
    if not isinstance(message, bytes):
        raise NoAnswer()
    try:
        return _checked(orjson.loads(message), paths)
    except (KeyError, TypeError, ValueError) as error:
        raise NoAnswer() from error


def _checked(untrusted: Any, paths: Sequence[Path]) -> Answer:
    if untrusted["form"] != FORM:
        raise OtherEdition()
    machine, refused = _sentence(untrusted["machine"]), _sentence(untrusted["refused"])
    if refused:
        return Answer(machine, refused=refused)
    hashed = tuple(_hashed(each, path) for each, path in zip(untrusted["hashed"], paths, strict=True))
    return Answer(machine, hashed)


def _hashed_as_json(hashed: Hashed) -> dict[str, Any]:
    digests, kind = hashed.digests, hashed.kind
    return {
        "kind": [kind.mime, kind.group.value] if kind else None,
        "digests": [digests.md5, digests.sha1, digests.sha256, digests.size] if digests else None,
        "seen": _seen_as_json(hashed.seen) if hashed.seen else None,
        "problem": hashed.problem,
    }


def _seen_as_json(seen: Seen) -> list[Any]:
    frames = [[f.number, f.at_ms, f.quality, f.view, f.change, b"".join(f.hashes).hex()] for f in seen.frames]
    return [seen.width, seen.height, seen.duration_ms, seen.reason, seen.broke_at_ms, seen.detail, frames]


def _hashed(untrusted: Any, path: Path) -> Hashed:
    kind, digests, seen = untrusted["kind"], untrusted["digests"], untrusted["seen"]
    problem = untrusted["problem"]
    return Hashed(
        path,
        kind=None if kind is None else _kind(*kind),
        digests=None if digests is None else _digests(*digests),
        seen=None if seen is None else _seen(*seen),
        problem=None if problem is None else _sentence(problem),
    )


def _kind(mime: Any, group: Any) -> Kind:
    if not 0 < len(_sentence(mime)) <= LONGEST_MIME:
        raise ValueError("a type of no length that types have")
    return Kind(mime, Group(group))


def _digests(md5: Any, sha1: Any, sha256: Any, size: Any) -> Digests:
    return Digests(_hex(md5, 16).hex(), _hex(sha1, 20).hex(), _hex(sha256, 32).hex(), _number(size, MOST))


def _seen(width: Any, height: Any, duration: Any, reason: Any, broke_at: Any, detail: Any, frames: Any) -> Seen:
    return Seen(
        width=_number(width, MOST_PIXELS),
        height=_number(height, MOST_PIXELS),
        duration_ms=_number(duration, MOST),
        reason=Reason(_number(reason, 255)),
        broke_at_ms=None if broke_at is None else _number(broke_at, MOST),
        detail=_sentence(detail),
        frames=[_frame(*each) for each in frames],
    )


def _frame(number: Any, at_ms: Any, quality: Any, view: Any, change: Any, hashes: Any) -> FrameSeen:
    joined = _hex(hashes)
    if len(joined) % PDQ_BYTES or len(joined) > MOST_HASHES * PDQ_BYTES:
        raise ValueError("hashes of no length that hashes have")
    cut = tuple(joined[at : at + PDQ_BYTES] for at in range(0, len(joined), PDQ_BYTES))
    place, at = _number(number, (1 << 32) - 1), _number(at_ms, LONGEST_FILM)
    return FrameSeen(place, at, _number(quality, 100), cut, View(_number(view, 255)), _number(change, 255))


def _number(untrusted: Any, most: int) -> int:
    if type(untrusted) is not int or not 0 <= untrusted <= most:
        raise ValueError("a number that cannot be")
    return untrusted


def _sentence(untrusted: Any) -> str:
    if not isinstance(untrusted, str) or len(untrusted) > LONGEST_SENTENCE or "\0" in untrusted:
        raise ValueError("words that cannot be")
    return untrusted


def _hex(untrusted: Any, length: int | None = None) -> bytes:
    data = bytes.fromhex(_sentence(untrusted))
    if length is not None and len(data) != length:
        raise ValueError("a digest of another length")
    return data
