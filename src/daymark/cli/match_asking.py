"""What is asked of known lists for one file, and the answers put together."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from daymark.cli.hash_line import frame_hash, name_of
from daymark.engine.digests import Digests
from daymark.engine.hashing import Hashed
from daymark.engine.kinds import Group
from daymark.engine.known.hits import METHODS, KnownHit
from daymark.engine.known.sets import KnownSet, Question
from daymark.engine.known.standing import Standing
from daymark.engine.pdq import FEATURELESS_BELOW, TURNS
from daymark.engine.sandbox.seen import FrameSeen
from daymark.engine.video.frames import FrameHash
from daymark.engine.video.stretches import FAR, Stretch, stretches_from_pairs
from daymark.exchange.hashlist import KnownEntry

VIDEO = "video"
_STRENGTH = {method: place for place, method in enumerate((*METHODS[:3], VIDEO, *METHODS[3:]))}
_AT_ONCE = 2048  # questions: a batch is many times faster than one after the other
_AT_LATEST = 2.0  # seconds: who watches sees answers, however slow the files come


class Look(NamedTuple):
    """One question by look: the hashes (as it stands, then turned), its quality, and where in a film it stands."""

    hashes: Sequence[bytes]
    quality: int | None = None
    seconds: float | None = None


@dataclass(slots=True)
class Asked:
    """One file, or one entry of a list that was given instead of a file, and what is asked for it."""

    name: str
    exact: Question
    looks: list[Look] = field(default_factory=list)
    frames: list[FrameHash] = field(default_factory=list)
    quality: int | None = None
    not_looked: str | None = None
    error: str | None = None

    def questions(self) -> list[Question]:
        """Everything that is asked of the set at once: the digests first."""
        return [self.exact, *(Question(hashes=look.hashes) for look in self.looks)]


class Answer(NamedTuple):
    """One known entry that the file agrees with, by the strongest of its agreements."""

    entry: int
    standing: Standing
    method: str
    distance: int
    quality: int | None = None
    turn: str | None = None
    seconds: float | None = None
    stretches: tuple[Stretch, ...] = ()
    contradicted: tuple[str, ...] = ()

    def rank(self) -> tuple[int, int, int]:
        """The order of agreements: strongest method, then least distance, then earliest."""
        return _STRENGTH[self.method], self.distance, round(1000 * (self.seconds or 0))


def asked_of_file(hashed: Hashed) -> Asked:
    """What is asked for a file that was hashed."""
    digests, seen = hashed.digests, hashed.seen
    asked = Asked(name_of(hashed.path), _exact(digests), error=hashed.error)
    if seen is None or not seen.frames:
        asked.not_looked = "it was not opened as a picture or film"
        return asked
    film = hashed.kind is not None and hashed.kind.group is Group.FILM
    asked.quality = None if film else seen.frames[0].quality
    asked.looks = [_look(frame, film or len(seen.frames) > 1) for frame in seen.frames if not _featureless(frame)]
    asked.frames = [frame_hash(frame) for frame in seen.frames if not _featureless(frame)] if film else []
    if not asked.looks:
        asked.not_looked = f"featureless (quality under {FEATURELESS_BELOW})"
    return asked


def _exact(digests: Digests | None) -> Question:
    if digests is None:
        return Question()
    return Question(bytes.fromhex(digests.md5), bytes.fromhex(digests.sha1), bytes.fromhex(digests.sha256))


def asked_of_entry(name: str, entry: KnownEntry) -> Asked:
    """What is asked for an entry of a list: only as it stands, a hash alone cannot be turned."""
    exact = Question(entry.md5, entry.sha1, entry.sha256, undecided=entry.undecided)
    asked = Asked(name, exact, quality=entry.quality)
    never = entry.never_matches.get("pdq")
    if entry.pdq and never is None:
        asked.looks = [Look((entry.pdq,), entry.quality)]
    asked.frames = [frame for frame in entry.frames if frame.quality >= FEATURELESS_BELOW]
    asked.looks += [Look((frame.hash,), frame.quality, frame.seconds) for frame in asked.frames]
    if not asked.looks:
        asked.not_looked = never or "the list gives no perceptual hash for it"
    return asked


def answered(many: Iterable[Asked], known: KnownSet, radius: int) -> Iterator[tuple[Asked, list[Answer]]]:
    """Each with its answers, the bad first; an empty list says: checked, and nothing agreed."""
    batch: list[Asked] = []
    waiting, answered_at = 0, time.monotonic()
    for asked in many:
        batch.append(asked)
        waiting += 1 + len(asked.looks)
        if waiting >= _AT_ONCE or time.monotonic() - answered_at > _AT_LATEST:
            yield from _answered_at_once(batch, known, radius)
            batch, waiting, answered_at = [], 0, time.monotonic()
    yield from _answered_at_once(batch, known, radius)


def _answered_at_once(batch: list[Asked], known: KnownSet, radius: int) -> Iterator[tuple[Asked, list[Answer]]]:
    hits = known.match_many([question for asked in batch for question in asked.questions()], radius)
    place = 0
    for asked in batch:
        answers = [_answer(hit, None) for hit in hits.of(place)]
        for look in asked.looks:
            place += 1
            answers += [_answer(hit, look) for hit in hits.of(place)]
        place += 1
        answers += _films(asked, known, radius)
        yield asked, _best(answers)


def _answer(hit: KnownHit, look: Look | None) -> Answer:
    turn = TURNS[hit.turn] if hit.turn else None
    quality, seconds = (look.quality, look.seconds) if look else (None, None)
    return Answer(hit.entry, hit.standing, hit.method, hit.distance, quality, turn, seconds, (), hit.contradicted)


def _films(asked: Asked, known: KnownSet, radius: int) -> list[Answer]:
    """Known films with which stretches are shared."""
    answers = []
    # Wider than for stills: an edited film's frames lie further away, and many of them in order outweigh the distance.
    for candidate in known.look_film(asked.frames, max(radius, FAR.radius)) if asked.frames else ():
        stretches = stretches_from_pairs(asked.frames, candidate.pairs, known_seconds=candidate.known_seconds.tolist())
        if stretches:
            nearest = min(stretch.distance for stretch in stretches)
            answers.append(Answer(candidate.entry, candidate.standing, VIDEO, nearest, stretches=tuple(stretches)))
    return answers


def _best(answers: list[Answer]) -> list[Answer]:
    """Of each entry the strongest agreement; the bad entries first, then the strongest and nearest."""
    best: dict[int, Answer] = {}
    for answer in answers:
        if answer.entry not in best or answer.rank() < best[answer.entry].rank():
            best[answer.entry] = answer
    return sorted(best.values(), key=lambda answer: (answer.standing, answer.rank(), answer.entry))


def _look(frame: FrameSeen, moving: bool) -> Look:
    return Look(frame.hashes, frame.quality, frame.at_ms / 1000 if moving else None)


def _featureless(frame: FrameSeen) -> bool:
    return frame.quality < FEATURELESS_BELOW
