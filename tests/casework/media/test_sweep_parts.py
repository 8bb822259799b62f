"""The sums that the database keeps of a seizure are those of a count of everything, whatever was done in between."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import F

from casework.media.graded_case import ABUSE, HARMLESS, Graded, graded_case
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.media import actions
from daymark.casework.media.actions import standings
from daymark.casework.media.actions.recounting import recount_all
from daymark.casework.media.models import Content, SeizedFile, Stack, StackMember, SweepPart
from daymark.casework.media.rules import ASKED, NothingJoined, NothingToUndo, NotInStack, OnlyOne, Standing
from daymark.casework.media.rules.votes import Stage, is_asked_again
from examples import NOON

pytestmark = pytest.mark.django_db
COUNTED = """
SELECT content.standing, content."group",
    CASE WHEN member.joined_at IS NOT NULL AND member.confirmed_at IS NULL THEN 'JOINED'
        ELSE coalesce(stack.stage, '') END, count(*), coalesce(sum(content.duration_ms), 0)
FROM media_seized_file AS file JOIN media_content AS content ON content.id = file.content_id
LEFT JOIN media_stack_member AS member ON member.content_id = content.id AND member.case_id = %(case)s
LEFT JOIN media_stack AS stack ON stack.id = member.stack_id
WHERE file.seizure_id = %(seizure)s AND file.is_first GROUP BY 1, 2, 3
"""
KEPT = """
SELECT standing, "group", stage, sum(files), sum(film_ms) FROM media_sweep_part WHERE seizure_id = %(seizure)s
GROUP BY 1, 2, 3 HAVING sum(files) <> 0 OR sum(film_ms) <> 0
"""


def counts(graded: Graded, statement: str) -> set[tuple[object, ...]]:
    """By standing, group and stage: files and film."""
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute(statement, {"case": graded.case.pk, "seizure": graded.seizure.pk})
        return {(*row[:3], int(row[3]), int(row[4])) for row in cursor.fetchall()}


def queue_standings() -> list[tuple[str, str]]:
    """Of every stack: the standing that it is queued by, and that of its member that most needs a look."""
    order = [*ASKED, Standing.DISPUTED, Standing.KNOWN_BAD, Standing.KNOWN_GOOD]
    with acting_as_system():
        found = []
        for stack in Stack.objects.all():
            members = StackMember.objects.filter(stack=stack).select_related("content")
            said = [Standing(each.content.standing) for each in members if not each.is_waiting]
            if said:
                found.append((stack.standing, min(said, key=order.index).value))
        return found


@pytest.fixture
def graded() -> Graded:
    return graded_case()


def test_the_sums_stay_those_of_a_count_of_everything(graded: Graded) -> None:
    dice = random.Random(20261123)
    acts = [_grade, _undo, _mark, _join, _confirm, _split, _forget]
    assert counts(graded, KEPT) == counts(graded, COUNTED) != set()
    for _ in range(60):
        act: Callable[[Graded, random.Random], None] = dice.choice(acts)
        act(graded, dice)
        assert counts(graded, KEPT) == counts(graded, COUNTED), act.__name__
        assert all(kept == counted for kept, counted in queue_standings()), act.__name__


def test_the_rows_of_the_sums_stay_few(graded: Graded) -> None:
    with acting_as_system():
        content = graded.content("new")
        for number in range(300):
            standings.mark(contents=[content.pk], standing=Standing.KNOWN_BAD if number % 2 else Standing.NEW)
        assert SweepPart.objects.filter(seizure=graded.seizure).count() < 150
    assert counts(graded, KEPT) == counts(graded, COUNTED)


@pytest.mark.parametrize("stage", Stage)
def test_who_joins_is_asked_again_as_soon_as_somebody_has_spoken(stage: Stage) -> None:
    assert is_asked_again(stage) is (stage is not Stage.WAITING)


def _stack(dice: random.Random) -> Stack:
    return dice.choice(list(Stack.objects.order_by("id")))


def _grade(graded: Graded, dice: random.Random) -> None:
    ines = graded.scene.cast.ines
    with acting_as(ines):
        actions.grade(stack=_stack(dice), facts=dice.choice([ABUSE, HARMLESS]), by=ines, at=NOON)


def _undo(graded: Graded, dice: random.Random) -> None:
    ines = graded.scene.cast.ines
    with acting_as(ines):
        try:
            actions.undo(case=graded.case, by=ines, at=NOON)
        except NothingToUndo:
            _grade(graded, dice)


def _mark(graded: Graded, dice: random.Random) -> None:
    with acting_as_system():
        numbers = list(Content.objects.order_by("id").values_list("id", flat=True))
        standings.mark(contents=dice.sample(numbers, 2), standing=dice.choice(list(Standing)))


def _join(graded: Graded, dice: random.Random) -> None:
    """The content of one stack joins another one, as a placing does it."""
    with acting_as_system():
        member, into = dice.choice(list(StackMember.objects.order_by("id"))), _stack(dice)
        if into.pk != member.stack_id:
            member.joined_at = NOON if is_asked_again(Stage(into.stage)) else None
            member.stack, member.confirmed_at, member.confirmed_by = into, None, None
            member.save()
            Stack.objects.filter(pk=into.pk).update(members=StackMember.objects.filter(stack=into).count())


def _confirm(graded: Graded, dice: random.Random) -> None:
    ines = graded.scene.cast.ines
    with acting_as(ines):
        try:
            actions.confirm_joined(stack=_stack(dice), by=ines, at=NOON)
        except NothingJoined:
            return


def _split(graded: Graded, dice: random.Random) -> None:
    ines = graded.scene.cast.ines
    with acting_as(ines):
        member = dice.choice(list(StackMember.objects.select_related("stack__case", "content").order_by("id")))
        try:
            actions.split(stack=member.stack, content=member.content, by=ines, at=NOON)
        except (OnlyOne, NotInStack, IndexError):
            return


def _forget(graded: Graded, dice: random.Random) -> None:
    """A file is no longer the first of its content."""
    with acting_as_system():
        file = dice.choice(list(SeizedFile.objects.filter(content__isnull=False).order_by("id")))
        SeizedFile.objects.filter(pk=file.pk).update(is_first=not file.is_first)


def test_a_count_of_everything_mends_sums_that_drifted_and_says_so(graded: Graded) -> None:
    assert recount_all(at=NOON) == 0
    right = counts(graded, KEPT)
    with acting_as_system():
        SweepPart.objects.filter(seizure=graded.seizure).update(files=F("files") + 2)
    assert counts(graded, KEPT) != right
    assert recount_all(at=NOON) == 1
    assert counts(graded, KEPT) == counts(graded, COUNTED) == right
    with acting_as_system():
        entry = AuditRecord.objects.get(act="sums of seizure mended")
        assert entry.object_reference == graded.seizure.reference
        assert any(line.startswith("-2 ") for line in json.loads(entry.detail)["mended"])
    assert recount_all(at=NOON) == 0
