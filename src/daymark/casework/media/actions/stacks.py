"""Puts what was read into stacks: what is the same to the eye is looked at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.cases.actions import locked
from daymark.casework.cases.models import Case
from daymark.casework.media.actions.announcing import STACK_GRADED, Graded
from daymark.casework.media.actions.films import FilmFaces
from daymark.casework.media.actions.holding import held, held_numbers, held_together
from daymark.casework.media.models import Content, Stack, StackMember, StackMove
from daymark.casework.media.queries.stacks import settled_members, unstacked, waiting_members
from daymark.casework.media.rules import NotInStack, OnlyOne, Stage, is_asked_again
from daymark.engine.known.unmatchable import why_never_by_look
from daymark.engine.stacking import Beside, Faces


class Stacking:
    """The stacks of one case as a process holds them that reads files into it."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._faces, self._films = Faces(), FilmFaces()
        self._clusters: dict[int, int] = {}

    def load(self) -> None:
        """Reads the stacks that there are."""
        rows = Stack.objects.filter(case=self._case).values_list("id", "cluster", "group", "face__pdq", "face__quality")
        stills = []
        for number, cluster, group, look, quality in rows.iterator():
            self._clusters[number] = cluster
            if group == "still" and look is not None and has_look(look, quality):
                stills.append((bytes(look), number))
        self._faces = Faces([look for look, _ in stills], [number for _, number in stills])
        self._films = FilmFaces.of(self._case)

    @transaction.atomic
    def place(self, *, contents: Collection[int], at: datetime) -> int:
        """Puts those of these contents into stacks that are not in one yet; how many stacks were made."""
        locked(self._case)
        rows = list(unstacked(self._case, contents))
        pictures = [row for row in rows if row.group == "still" and has_look(row.pdq, row.quality)]
        films = [row for row in rows if row.group == "film"]
        blank = [row for row in rows if row.group == "still" and not has_look(row.pdq, row.quality)]
        made = self._place_pictures(pictures, at) + self._place_films(films, at)
        self._make([(row, 0) for row in blank], at)
        return made + len(blank)

    def _place_pictures(self, rows: Sequence[Content], at: datetime) -> int:
        looks = [bytes(row.pdq) for row in rows if row.pdq]
        placings = self._faces.place(looks)
        new = [place for place, placing in enumerate(placings) if placing.same is None]
        stacks = dict(zip(new, self._make([(rows[place], 0) for place in new], at), strict=True))
        for place in new:
            self._stand_beside(stacks[place], placings[place].alike, stacks)
        joined = [
            (self._number(placing.same, stacks), rows[place], placing.same.distance)
            for place, placing in enumerate(placings)
            if placing.same
        ]
        self._join(joined, at)
        self._faces.add([looks[place] for place in new], [stacks[place].pk for place in new])
        return len(new)

    def _place_films(self, rows: Sequence[Content], at: datetime) -> int:
        made = 0
        for row in rows:
            same, alike = self._films.place(row)
            if same is not None:
                self._join([(same, row, 0)], at)
                continue
            (stack,) = self._make([(row, 0)], at)
            if alike is not None:
                self._stand_beside(stack, Beside(0, number=alike), {})
            self._films.add(stack.pk, row)
            made += 1
        return made

    def _make(self, faces: Sequence[tuple[Content, int]], at: datetime) -> list[Stack]:
        """A stack for each of these, with itself as its face."""
        made = Stack.objects.bulk_create(
            Stack(case=self._case, face=row, group=row.group, cluster=cluster, made_at=at) for row, cluster in faces
        )
        StackMember.objects.bulk_create(
            StackMember(case=self._case, stack=stack, content=stack.face, distance=0, placed_at=at) for stack in made
        )
        for stack in made:
            stack.cluster = stack.cluster or stack.pk
            self._clusters[stack.pk] = stack.cluster
        Stack.objects.bulk_update(made, ["cluster"])
        return made

    def _stand_beside(self, stack: Stack, alike: Beside | None, made: dict[int, Stack]) -> None:
        if alike is not None:
            stack.cluster = self._clusters[self._number(alike, made)]
            self._clusters[stack.pk] = stack.cluster
            stack.save(update_fields=["cluster"])

    def _number(self, beside: Beside, made: dict[int, Stack]) -> int:
        return beside.number if beside.number is not None else made[beside.place or 0].pk

    def _join(self, joined: Sequence[tuple[int, Content, int]], at: datetime) -> None:
        """Contents join stacks, each with its distance from the face; who joins a graded one is asked again."""
        asked = _asked_again({number for number, _, _ in joined})
        StackMember.objects.bulk_create(
            StackMember(
                case=self._case,
                stack_id=number,
                content=row,
                distance=distance,
                placed_at=at,
                joined_at=at if number in asked else None,
            )
            for number, row, distance in joined
        )
        for number in {number for number, _, _ in joined}:
            _count(number)


def _asked_again(stacks: Collection[int]) -> set[int]:
    """Those of these stacks of which somebody has said what they show. None of them is graded meanwhile."""
    return {number for number, stage in held_numbers(stacks).items() if is_asked_again(Stage(stage))}


def has_look(look: bytes | memoryview | None, quality: int | None) -> bool:
    """Whether a picture has enough features to be compared by look; what has not never shares a stack."""
    return look is not None and why_never_by_look(bytes(look), quality) is None


@transaction.atomic
def split(*, stack: Stack, content: Content, by: User, at: datetime) -> Stack:
    """Takes a content out of its stack, because it is not the same: a stack of its own that nobody has graded.

    Raises NotInStack; OnlyOne when it is all that the stack holds.
    """
    locked(stack.case)
    stack = held(stack)
    member = StackMember.objects.select_for_update(no_key=True).filter(stack=stack, content=content).first()
    if member is None:
        raise NotInStack()
    if stack.members < 2:
        raise OnlyOne()
    alone = Stack.objects.create(
        case=stack.case, face=content, group=stack.group, cluster=stack.cluster, stage=Stage.WAITING, made_at=at
    )
    held_good = stack.stage == Stage.GRADED and not member.is_waiting
    _move(member, stack, alone, by, at)
    if stack.face_id == content.pk:
        _give_face(stack)
    if held_good:  # what was said of the stack no longer holds for it, here and on this centre's own list
        STACK_GRADED.announce(Graded(alone, None, (content.pk,), by), at=at)
    return alone


@transaction.atomic
def join_again(*, stack: Stack, into: Stack, by: User, at: datetime) -> None:
    """Takes a split back: the one content of a stack goes into another stack of the case again. Raises NotInStack."""
    locked(stack.case)
    stack, into = held_together([stack, into])
    member = StackMember.objects.select_for_update(no_key=True).get(stack=stack, content=stack.face)
    if into.case_id != stack.case_id or stack.stack_votes.exists():
        raise NotInStack()
    _move(member, stack, into, by, at)


def _move(member: StackMember, out_of: Stack, into: Stack, by: User, at: datetime) -> None:
    member.stack, member.placed_at = into, at
    member.joined_at = at if is_asked_again(Stage(into.stage)) else None
    member.confirmed_at = member.confirmed_by = None
    member.save(update_fields=["stack", "placed_at", "joined_at", "confirmed_at", "confirmed_by"])
    StackMove.objects.create(content=member.content, out_of=out_of, into=into, by=by, at=at)
    for stack in (out_of, into):
        _count(stack.pk)
    detail = {"content": member.content.pk, "out_of": out_of.pk, "into": into.pk}
    record(act="stack changed", by=by, at=at, kind="case", reference=out_of.case.reference, detail=detail)


def _count(number: int) -> None:
    members = StackMember.objects.filter(stack=number).count()
    Stack.objects.filter(pk=number).update(members=members)


def _give_face(stack: Stack) -> None:
    """The earliest of those left is looked at from now on, and one for which the grade holds before any other."""
    left = settled_members(stack).order_by("id").first() or waiting_members(stack)[0]
    stack.face_id = left.content_id
    stack.save(update_fields=["face"])
