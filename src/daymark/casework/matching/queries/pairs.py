"""The two files of a look-alike, where a person may look at them: the seized one, and the known one if it is here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from daymark.casework.access.models import User
from daymark.casework.cases.models import Case
from daymark.casework.cases.queries import visible_cases
from daymark.casework.matching.models import Entry, Hit
from daymark.casework.matching.queries.claims import graded_here
from daymark.casework.media.models import Content, SeizedFile
from daymark.casework.media.queries.stacks import SHOWN
from daymark.casework.media.rules import Fate

MOST_TRIED = 20  # files that a row names; all of them are the same


@dataclass(frozen=True)
class Side:
    """One of the two: what it is, the case in which it is opened, and the moment of a film that is shown."""

    name: str  # seized, known
    content: Content
    case: Case
    at_ms: int = 0


@dataclass(frozen=True)
class Pair:
    """Both sides, as far as this person may see them. `known_is_here`: the known file is in a case of the centre."""

    seized: Side | None
    known: Side | None
    known_is_here: bool

    @property
    def sides(self) -> tuple[Side, ...]:
        """Those that can be shown, the seized one first."""
        return tuple(side for side in (self.seized, self.known) if side is not None)

    def side(self, name: str) -> Side | None:
        """The one of this name."""
        return next((side for side in self.sides if side.name == name), None)


def pair_of(hit: Hit, user: User) -> Pair:
    """The two files of a look-alike for whoever looks: each in a case that she may see."""
    first = hit.stretches[0] if hit.stretches else {}
    known = list(_known(hit.entry, hit.content))
    sides = (_side("known", each, user, first.get("known_from", 0)) for each in known)
    return Pair(
        seized=_side("seized", hit.content, user, first.get("query_from", 0)),
        known=next((side for side in sides if side is not None), None),
        known_is_here=bool(known),
    )


def severity_of(pair: Pair) -> int | None:
    """How grave the graver of the two is by what was graded here; None when neither was."""
    grades = graded_here([side.content.pk for side in pair.sides])
    return max((grade for each in grades.values() for grade in each), default=None)


def _known(entry: Entry, besides: Content) -> Iterator[Content]:
    """The contents here that are the very file that the row names, and can be looked at."""
    hits = Hit.objects.filter(entry=entry, state="EXACT", content__group__in=SHOWN).exclude(content=besides)
    for hit in hits.select_related("content").order_by("id")[:MOST_TRIED]:
        yield hit.content


def _side(name: str, content: Content, user: User, seconds: float) -> Side | None:
    if content.group not in SHOWN:
        return None
    files = SeizedFile.objects.filter(content=content, fate=Fate.READ, seizure__exhibit__case__in=visible_cases(user))
    file = files.select_related("seizure__exhibit__case").order_by("id").first()
    return Side(name, content, file.seizure.exhibit.case, round(seconds * 1_000)) if file else None
