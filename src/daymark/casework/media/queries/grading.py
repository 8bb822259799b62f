"""What of a seizure has to be looked at, what need not be, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from daymark.casework.access.models import User
from daymark.casework.media.models import GradingPlace, GradingTaste, SeizedFile, Seizure, Stack, StackMember
from daymark.casework.media.rules import Queue, Stage, Standing, Sweep

_SWEPT = """
SELECT content.standing, content.group, COALESCE(stack.stage, ''), count(*), COALESCE(sum(content.duration_ms), 0),
    count(DISTINCT stack.id)
FROM media_seized_file AS file
JOIN media_content AS content ON content.id = file.content_id
LEFT JOIN media_stack_member AS member ON member.content_id = content.id AND member.case_id = %(case)s
LEFT JOIN media_stack AS stack ON stack.id = member.stack_id
WHERE file.seizure_id = %(seizure)s AND file.is_first
GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class Place:
    """A stack's place in the order in which stacks are graded: those that look alike follow each other."""

    cluster: int = 0
    number: int = 0


def sweep_of(seizure: Seizure) -> Sweep:
    """What the lists, the copies and earlier decisions leave to be looked at."""
    sweep = Sweep(files=seizure.files, copies=seizure.read - seizure.different, not_read=seizure.not_read)
    with connection.cursor() as cursor:
        cursor.execute(_SWEPT, {"seizure": seizure.pk, "case": seizure.exhibit.case_id})
        for standing, group, stage, files, duration_ms, stacks in cursor.fetchall():
            sweep.count(Standing(standing), group, stage, files, timedelta(milliseconds=int(duration_ms)), stacks)
    return sweep


def stacks_to_grade(seizure: Seizure, queue: Queue, user: User) -> QuerySet[Stack]:
    """The stacks of a seizure that the queue holds for this person, in order."""
    here = SeizedFile.objects.filter(seizure=seizure, is_first=True, content=OuterRef("content"))
    members = StackMember.objects.filter(Exists(here), stack=OuterRef("pk"))
    stacks = Stack.objects.filter(Exists(members), _in_queue(queue, user), case=seizure.exhibit.case_id)
    return stacks.select_related("face").order_by("cluster", "id")


def next_stacks(seizure: Seizure, queue: Queue, user: User, *, after: Place, most: int) -> Sequence[Stack]:
    """The next stacks after a place."""
    later = Q(cluster__gt=after.cluster) | Q(cluster=after.cluster, id__gt=after.number)
    return list(stacks_to_grade(seizure, queue, user).filter(later)[:most])


def place_of(user: User, seizure: Seizure) -> Stack | None:
    """Where the person left off."""
    place = GradingPlace.objects.filter(user=user, seizure=seizure).select_related("stack").first()
    return place.stack if place else None


def taste_of(user: User) -> GradingTaste:
    """How the person likes the grid; the defaults for who never said."""
    return GradingTaste.objects.filter(user=user).first() or GradingTaste(user=user)


def _in_queue(queue: Queue, user: User) -> Q:
    mine = Q(pk__in=Stack.objects.filter(stack_votes__by=user, stack_votes__undone=None).values("pk"))
    match queue:
        case Queue.NEW:
            return Q(stage=Stage.WAITING, face__standing=Standing.NEW)
        case Queue.PROPOSALS:
            return Q(stage=Stage.WAITING, face__standing=Standing.LOOKS_KNOWN)
        case Queue.SECOND:
            return Q(stage=Stage.SECOND) & ~mine
        case Queue.DISPUTED:
            return Q(stage=Stage.DISPUTED)
