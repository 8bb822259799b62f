"""Which stretches of a film somebody knows, which nobody has seen, and what the words on its scenes say of it whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from daymark.casework.media.rules.facts import Act, Facts, severity
from daymark.engine.video.sheet import clock

# Films are hashed at one frame a second, or at their keyframes (docs/engine/video.md): two seconds hold one frame that
# nobody knows and the way to the next one, whatever the doubt about where the known stretch ends.
SHORTEST_MS = 2_000
_BESIDE_CUT_MS = 1_000
ROUNDED_MS = 10  # the times of shared stretches are kept to a hundredth of a second


@dataclass(frozen=True, slots=True)
class Known:
    """A stretch of a film that a list knows, in milliseconds; `is_bad`: as abuse, `is_sure`: a person confirmed it."""

    from_ms: int
    to_ms: int
    is_bad: bool
    is_sure: bool = False

    def holds(self, at_ms: int) -> bool:
        """Whether a frame of this time lies in it."""
        return self.from_ms - ROUNDED_MS <= at_ms <= self.to_ms + ROUNDED_MS


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a film between two moments, known or new."""

    from_ms: int
    to_ms: int
    is_new: bool

    def shared_with(self, from_ms: int, to_ms: int) -> int:
        """Milliseconds of the stretch that lie in it."""
        return max(0, min(self.to_ms, to_ms) - max(self.from_ms, from_ms))


def pieces_of(
    moments: Iterable[int], length_ms: int, known: Sequence[Known], *, shortest_ms: int = SHORTEST_MS
) -> list[Piece]:
    """The film as pieces that follow each other, known and new in turn; none when nothing of it is known.

    `moments` are the times of the frames that could be known. A new piece goes from its first frame to the next known
    one; a frame that only looks new because it has no features is none of them. What is new for less than
    `shortest_ms` counts as known.
    """
    if not known or length_ms <= 0:
        return []
    found, begins, last = [], None, None
    for moment in sorted({min(max(each, 0), length_ms) for each in moments}):
        if any(each.holds(moment) for each in known):
            if begins is not None:
                found.append((begins, moment))
            begins = None
        elif begins is None:
            begins = 0 if last is None else moment
        last = moment
    if begins is not None:
        found.append((begins, length_ms))
    return _filled([each for each in found if each[1] - each[0] >= shortest_ms], length_ms)


def _filled(new: Sequence[tuple[int, int]], length_ms: int) -> list[Piece]:
    """The new stretches, and what lies between them as known."""
    pieces, until = [], 0
    for begins, ends in new:
        if begins > until:
            pieces.append(Piece(until, begins, False))
        pieces.append(Piece(begins, ends, True))
        until = ends
    return [*pieces, Piece(until, length_ms, False)] if until < length_ms else pieces


def is_known(from_ms: int, to_ms: int, pieces: Sequence[Piece]) -> bool:
    """Whether a scene of a film with these pieces need not be asked: nothing in it is new for long enough to tell.

    A scene of which half is new is new, however short it is.
    """
    new = sum(piece.shared_with(from_ms, to_ms) for piece in pieces if piece.is_new)
    return bool(pieces) and new < min(SHORTEST_MS, max(1, (to_ms - from_ms) / 2))


def cut_at(scenes: Iterable[tuple[int, int]], pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Scenes cut where a new piece begins or ends inside one, a second at least from where the scene does."""
    borders = [piece.from_ms for piece in pieces[1:]]
    cut = []
    for begins, ends in scenes:
        inside = [each for each in borders if begins + _BESIDE_CUT_MS <= each <= ends - _BESIDE_CUT_MS]
        cut += list(pairwise([begins, *inside, ends]))
    return cut


def in_words(pieces: Sequence[Piece], known: Sequence[Known]) -> str:
    """What is new in a film of which a part is known; empty when nothing is."""
    new = [f"{clock(piece.from_ms)} to {clock(piece.to_ms)}" for piece in pieces if piece.is_new]
    if not new:
        return ""
    named = "a known film" if any(each.is_sure for each in known) else "a film that looks like a known one"
    times = new[0] if len(new) == 1 else f"{', '.join(new[:-1])} and {new[-1]}"
    return f"New {'stretch' if len(new) == 1 else 'stretches'} {times} in {named}"


@dataclass(frozen=True, slots=True)
class Word:
    """What a person said of a stretch of a film."""

    from_ms: int
    to_ms: int
    facts: Facts

    def is_of(self, from_ms: int, to_ms: int) -> bool:
        """Whether it was said of the whole of this scene."""
        return self.from_ms <= from_ms and to_ms <= self.to_ms


def words_on(scenes: Sequence[tuple[int, int]], words: Sequence[Word]) -> list[Facts | None]:
    """The last word on each scene; `words` are one person's, the oldest first."""
    return [next((word.facts for word in reversed(words) if word.is_of(*scene)), None) for scene in scenes]


def whole_of(asked: Sequence[tuple[int, int]], words: Sequence[Word], known: Iterable[Known] = ()) -> Facts | None:
    """What one person's words on scenes say of the whole film: the facts of the gravest scene, as they were said.

    None while a scene that is asked has no word; also where a list knows a stretch as abuse: the list has no facts for
    it, and what is new may be less grave, so that a person says of the whole what it shows.
    """
    said = words_on(asked, words)
    if not said or any(each.is_bad for each in known):
        return None
    told = [facts for facts in said if facts is not None]
    return max(told, key=_gravity) if len(told) == len(said) else None


def _gravity(facts: Facts) -> tuple[int, int]:
    return severity(facts), list(Act).index(facts.act)
