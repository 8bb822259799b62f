"""The scenes of a film, from its hashed frames: which of them are known, and what people said of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from daymark.casework.access.models import User
from daymark.casework.media.models import Content, ContentFrames, FilmParts, Stack, StackVote
from daymark.casework.media.queries.stacks import facts_in, stretches_of
from daymark.casework.media.rules import Known, Piece, Word, cut_at, in_words, is_known
from daymark.engine.video.packed import unpack
from daymark.engine.video.scenes import scenes

# The largest side of a tile, in pixels. So small a picture shows light and dark and nothing else; the page draws it
# large and soft, so that what is in it never reaches the browser before somebody asks.
BLURRED = 14
MOST_SCENES = 60  # on one page; of a longer film neighbours are joined, so that 400 hours stay minutes of looking


@dataclass(frozen=True)
class SceneShown:
    """A scene as pages show it; `is_spared`: a person has confirmed that it is known, so that no look shows it."""

    place: int
    from_ms: int
    to_ms: int
    is_known: bool = False
    is_spared: bool = False
    said: tuple[StackVote, ...] = ()

    @property
    def state(self) -> str:
        """Of a film of which a part is known: whether this scene is."""
        return ("Known" if self.is_spared else "Looks known") if self.is_known else "New"

    @property
    def last(self) -> StackVote:
        """What was said of it last."""
        return max(self.said, key=lambda vote: vote.place)

    @property
    def side(self) -> int:
        """Pixels of its still in the row of all scenes."""
        return BLURRED

    @property
    def left(self) -> int:
        """Where in that row its still begins."""
        return self.place * BLURRED

    @property
    def ends(self) -> tuple[int, int]:
        """From and to."""
        return self.from_ms, self.to_ms


@dataclass(frozen=True)
class Film:
    """A film's scenes in order of time, and its pieces where a part of it is known."""

    scenes: list[SceneShown]
    pieces: list[Piece]
    known: list[Known]

    @property
    def new_in_words(self) -> str:
        """Which stretches of a known film are new; empty when there is no such thing to tell."""
        return in_words(self.pieces, self.known)

    @property
    def asks_whole(self) -> bool:
        """Whether the words on the scenes say nothing of the whole: a list knows a part as abuse, without facts."""
        return any(each.is_bad for each in self.known)

    @property
    def row_width(self) -> int:
        """Pixels of the row of all scenes."""
        return BLURRED * len(self.scenes)

    @cached_property
    def asked(self) -> list[tuple[int, int]]:
        """The scenes of which somebody has to say what they show."""
        return [scene.ends for scene in self.scenes if not scene.is_known]

    @property
    def shown(self) -> list[SceneShown]:
        """The scenes that a look shows: all, but those that are known for certain beside others."""
        return [scene for scene in self.scenes if not scene.is_spared] or self.scenes


def film_of(content: Content, said: Sequence[StackVote] = ()) -> Film:
    """A film with about MOST_SCENES scenes at most, none when its frames could not be read, and what of `said` is
    about each."""
    kept = ContentFrames.objects.filter(pk=content.pk).first()
    parts = FilmParts.objects.filter(pk=content.pk).first()
    pieces = [Piece(*each) for each in parts.pieces] if parts else []
    known = [Known(*each) for each in parts.known] if parts else []
    found = [(scene.from_ms, scene.to_ms) for scene in scenes(unpack(bytes(kept.packed)))] if kept else []
    together = joined(cut_at(found, pieces), pieces, MOST_SCENES)
    return Film([_shown(place, ends, pieces, known, said) for place, ends in enumerate(together)], pieces, known)


def joined(found: Sequence[tuple[int, int]], pieces: Sequence[Piece], most: int) -> list[tuple[int, int]]:
    """Neighbouring scenes joined evenly until there are about `most`; never a known one with a new one."""
    step = -(-len(found) // most) if found else 1
    together = []
    for _, alike in groupby(found, key=lambda ends: is_known(ends[0], ends[1], pieces)):
        run = list(alike)
        parts = [run[start : start + step] for start in range(0, len(run), step)]
        together += [(part[0][0], part[-1][1]) for part in parts]
    return together


def words_of(stack: Stack, user: User) -> list[Word]:
    """What this person said of stretches of the film, the oldest first."""
    mine = StackVote.objects.filter(stack=stack, by=user, undone=None, from_ms__isnull=False).order_by("place")
    return [Word(vote.from_ms or 0, vote.to_ms or 0, facts_in(vote)) for vote in mine]


def film_shown(stack: Stack, user: User, *, is_blind: bool) -> Film:
    """The film of a stack for a page; who says what she sees before she reads what others said reads her own words."""
    said = stretches_of(stack)
    return film_of(stack.face, [vote for vote in said if not is_blind or vote.by_id == user.pk])


def _shown(
    place: int, ends: tuple[int, int], pieces: Sequence[Piece], known: Sequence[Known], said: Sequence[StackVote]
) -> SceneShown:
    about = tuple(vote for vote in said if (vote.from_ms or 0) <= ends[0] and (vote.to_ms or 0) >= ends[1])
    is_one = is_known(*ends, pieces)
    by = [each for each in known if each.from_ms < ends[1] and each.to_ms > ends[0]]
    return SceneShown(place, *ends, is_one, is_one and bool(by) and all(each.is_sure for each in by), about)
