"""What of a seizure has to be looked at, what need not be, and what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from daymark.casework.access.models import User
from daymark.casework.media.models import (
    FilmParts,
    GradingPlace,
    GradingTaste,
    SeizedFile,
    Seizure,
    SeriesSum,
    Stack,
    StackMember,
    StackVote,
)
from daymark.casework.media.rules import ASKED, Queue, Stage, Standing, Sweep
from daymark.casework.welfare.queries import left_out_for

# What the database keeps (migration 0014), summed: a few hundred rows, however large the seizure is.
_SWEPT = """
SELECT standing, "group", stage, sum(files), sum(film_ms) FROM media_sweep_part WHERE seizure_id = %s GROUP BY 1, 2, 3
"""
# Film by film, of which there are few: the server would read every stack of the case first.
_NEW_PARTS = """
SELECT stack.id FROM media_film_parts AS film CROSS JOIN LATERAL (
    SELECT own.id, own.case_id FROM media_stack AS own WHERE own.face_id = film.content_id OFFSET 0
) AS stack WHERE film.new_ms > 0 AND stack.case_id = %s
"""


@dataclass(frozen=True)
class Shown:
    """A stack as the grid shows it: `content` is what is looked at, `joined` how many wait to be confirmed, `new_ms`
    how much of a film of which a part is known is new."""

    stack: Stack
    content: int
    joined: int = 0
    new_ms: int = 0


@dataclass(frozen=True)
class Place:
    """A stack's place in the order in which stacks are graded: those that look alike follow each other."""

    cluster: int = 0
    number: int = 0


def sweep_of(seizure: Seizure) -> Sweep:
    """What the lists, the copies and earlier decisions leave to be looked at."""
    sweep = Sweep(files=seizure.files, copies=seizure.read - seizure.different, not_read=seizure.not_read)
    with connection.cursor() as cursor:
        cursor.execute(_SWEPT, [seizure.pk])
        for standing, group, stage, files, film_ms in cursor.fetchall():
            sweep.count(Standing(standing), group, stage, int(files), timedelta(milliseconds=int(film_ms)))
    new = _here(seizure).filter(stage=Stage.WAITING, standing=Standing.NEW)
    by_group = dict(new.values_list("group").annotate(Count("id")))
    sweep.new_stacks, sweep.new_films = sum(by_group.values()), by_group.get("film", 0)
    if known := SeriesSum.objects.filter(seizure=seizure).first():
        sweep.in_series, sweep.series = known.files, known.series
    return sweep


def stacks_to_grade(seizure: Seizure, queue: Queue, user: User) -> QuerySet[Stack]:
    """The stacks of a seizure that the queue holds for this person, in order, without those that she leaves out."""
    waiting = _queued(_here(seizure), seizure, queue, user).exclude(foretold__in=_left_out(user))
    return waiting.select_related("face").order_by("cluster", "id")


def new_parts_in(seizure: Seizure, user: User) -> int:
    """How many films of the seizure hold a new part beside a known one, and wait for this person."""
    return stacks_to_grade(seizure, Queue.PARTS, user).count()


def left_out_in(seizure: Seizure, queue: Queue, user: User) -> QuerySet[Stack]:
    """The stacks of the queue of which somebody said that they show what this person leaves out: others see them."""
    return _queued(_here(seizure), seizure, queue, user).filter(foretold__in=_left_out(user))


def _left_out(user: User) -> list[str]:
    return sorted(left_out_for(user, at=timezone.now()))


def _here(seizure: Seizure) -> QuerySet[Stack]:
    """The stacks of the case that hold a file of this seizure.

    Each stack is asked for by itself (a sub-select, which no plan turns into a join of everything): a page needs two
    dozen of them, in their order.
    """
    stacks = Stack.objects.filter(case=seizure.exhibit.case_id)
    if not Seizure.objects.filter(exhibit__case=seizure.exhibit.case_id).exclude(pk=seizure.pk).exists():
        return stacks  # the only one of its case: all are here
    members = _lying_in(seizure, StackMember.objects.filter(stack=OuterRef("pk")))
    return stacks.alias(here=Subquery(members.values("pk")[:1])).filter(here__isnull=False)


def _lying_in(seizure: Seizure, members: QuerySet[StackMember]) -> QuerySet[StackMember]:
    """Those of these members that the seizure holds a file of."""
    files = SeizedFile.objects.filter(seizure=seizure, is_first=True, content=OuterRef("content"))
    return members.alias(lies=Subquery(files.values("pk")[:1])).filter(lies__isnull=False)


def next_stacks(seizure: Seizure, queue: Queue, user: User, *, after: Place, most: int) -> Sequence[Shown]:
    """The next stacks after a place, each with the content that is looked at: its face, or what joined it."""
    later = Q(cluster__gt=after.cluster) | Q(cluster=after.cluster, id__gt=after.number)
    stacks = list(stacks_to_grade(seizure, queue, user).filter(later, cluster__gte=after.cluster)[:most])
    if queue is not Queue.JOINED:
        films = FilmParts.objects.filter(content__in=[stack.face_id for stack in stacks if stack.group == "film"])
        new = dict(films.values_list("content", "new_ms"))
        return [Shown(stack, stack.face_id, new_ms=new.get(stack.face_id, 0)) for stack in stacks]
    joined = joined_in(seizure).filter(stack__in=stacks).order_by("-distance", "-id")
    nearest = dict(joined.values_list("stack", "content"))  # the last of a stack stays: its nearest
    counts = Counter(joined.values_list("stack", flat=True))
    return [Shown(stack, nearest[stack.pk], counts[stack.pk]) for stack in stacks if stack.pk in nearest]


def place_of(user: User, seizure: Seizure) -> Stack | None:
    """Where the person left off."""
    place = GradingPlace.objects.filter(user=user, seizure=seizure).select_related("stack").first()
    return place.stack if place else None


def taste_of(user: User) -> GradingTaste:
    """How the person likes the grid; the defaults for who never said."""
    return GradingTaste.objects.filter(user=user).first() or GradingTaste(user=user)


def joined_in(seizure: Seizure) -> QuerySet[StackMember]:
    """What joined stacks of this seizure after somebody had said what they show, and has to be looked at."""
    waiting = StackMember.objects.filter(case=seizure.exhibit.case_id, joined_at__isnull=False, confirmed_at=None)
    return _lying_in(seizure, waiting.filter(content__standing__in=ASKED))


def _with_new_part(seizure: Seizure) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_NEW_PARTS, [seizure.exhibit.case_id])
        return [number for (number,) in cursor.fetchall()]


def _queued(stacks: QuerySet[Stack], seizure: Seizure, queue: Queue, user: User) -> QuerySet[Stack]:
    match queue:
        case Queue.NEW:
            return stacks.filter(stage=Stage.WAITING, standing=Standing.NEW)
        case Queue.PARTS:  # whatever lists say of their known part: that never hides what is new
            return stacks.filter(stage=Stage.WAITING, pk__in=_with_new_part(seizure))
        case Queue.PROPOSALS:
            return stacks.filter(stage=Stage.WAITING, standing=Standing.LOOKS_KNOWN)
        case Queue.JOINED:
            return stacks.filter(stage=Stage.GRADED, pk__in=joined_in(seizure).values("stack"))
        case Queue.SECOND:
            mine = StackVote.objects.filter(stack=OuterRef("pk"), by=user, undone=None, from_ms=None)
            return stacks.filter(stage=Stage.SECOND).alias(mine=Subquery(mine.values("pk")[:1])).filter(mine=None)
        case Queue.DISPUTED:
            return stacks.filter(stage=Stage.DISPUTED)
