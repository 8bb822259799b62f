"""What people say that a stack shows: given, taken back, decided by a senior."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from daymark.casework.access.models import Role, User
from daymark.casework.access.recording import record
from daymark.casework.cases.models import Case
from daymark.casework.media.actions.announcing import STACK_GRADED, Graded
from daymark.casework.media.actions.holding import held
from daymark.casework.media.actions.joined import last_confirmed, last_split, take_confirmation_back, take_split_back
from daymark.casework.media.models import GradingPlace, GradingTaste, Seizure, Stack, StackMember, StackVote, VoteUndone
from daymark.casework.media.queries.scenes import film_of, words_of
from daymark.casework.media.queries.stacks import grading_of, settled_members
from daymark.casework.media.rules import Facts, NothingToUndo, NotSenior, Stage, severity, whole_of


@transaction.atomic
def grade(
    *,
    stack: Stack,
    facts: Facts,
    by: User,
    at: datetime,
    note: str = "",
    as_senior: bool = False,
    stretch: tuple[int, int] | None = None,
) -> Stack:
    """One person's word on what a stack shows. What she said of it before no longer counts.

    `stretch` is the part of a film, from and to in milliseconds, that this is said of. With the last of the scenes
    that are asked the gravest of them becomes her word on the whole (`rules.films.whole_of`).
    `as_senior` ends a dispute; raises NotSenior for anybody but a supervisor.
    """
    if as_senior and not by.has_role(Role.SUPERVISOR):
        raise NotSenior()
    now = held(stack)
    ends = stretch or (None, None)
    said = {"is_senior": as_senior, "note": note.strip() or None, "from_ms": ends[0], "to_ms": ends[1]}
    StackVote.objects.create(stack=now, by=by, at=at, **asdict(facts), **said)
    if stretch:
        _say_the_whole(now, by, at)
    _settle(now, by, at)
    _told(now, "stack graded", by, at)
    return now


@transaction.atomic
def undo(*, case: Case, by: User, at: datetime) -> Stack:
    """Takes back what the person said, confirmed or split last in this case; the stack it was about.

    Raises NothingToUndo.
    """
    # The case of each vote by itself, from the latest on: a join would begin with all stacks of the case.
    of_case = Subquery(Stack.objects.filter(pk=OuterRef("stack")).values("case")[:1])
    mine = StackVote.objects.filter(by=by, undone=None).alias(of_case=of_case).filter(of_case=case.pk)
    vote, confirmed, move = mine.order_by("-place").first(), last_confirmed(case, by), last_split(case, by)
    said = [each for each in (vote and vote.at, confirmed and confirmed.confirmed_at) if each]
    if move is not None and all(each <= move.at for each in said):
        return take_split_back(move, by=by, at=at)
    if confirmed is not None and confirmed.confirmed_at and (vote is None or vote.at <= confirmed.confirmed_at):
        return take_confirmation_back(confirmed, by=by, at=at)
    if vote is None:
        raise NothingToUndo()
    now = held(vote.stack)
    VoteUndone.objects.create(vote=vote, by=by, at=at)
    if vote.follows:  # from the last word on a scene, with which it goes
        stretch = mine.filter(stack=now, from_ms__isnull=False, place__lt=vote.place).order_by("-place").first()
        if stretch is not None:
            VoteUndone.objects.create(vote=stretch, by=by, at=at)
    _settle(now, by, at)
    _told(now, "grade taken back", by, at)
    return now


def remember_place(*, user: User, seizure: Seizure, stack: Stack, at: datetime) -> None:
    """Where the person goes on when she comes back to this seizure."""
    GradingPlace.objects.update_or_create(user=user, seizure=seizure, defaults={"stack": stack, "at": at})


def choose_taste(*, user: User, tile: int, tiles: int, in_colour: bool) -> None:
    """How the person likes the grid from now on."""
    chosen = {"tile": tile, "tiles": tiles, "in_colour": in_colour}
    GradingTaste.objects.update_or_create(user=user, defaults=chosen)


def _say_the_whole(stack: Stack, by: User, at: datetime) -> None:
    film = film_of(stack.face)
    facts = whole_of(film.asked, words_of(stack, by), film.known)
    if facts is not None:
        StackVote.objects.create(stack=stack, by=by, at=at, follows=True, **asdict(facts))


def _settle(stack: Stack, by: User, at: datetime) -> None:
    """Where the stack stands now; whoever rests on its facts hears of every change."""
    before, grading = stack.stage, grading_of(stack)
    stack.stage = grading.stage
    stack.severity = severity(grading.facts) if grading.facts else None
    stack.foretold = grading.facts.age_band if grading.facts else ""
    stack.save(update_fields=["stage", "severity", "foretold"])
    if grading.stage is Stage.WAITING:  # nothing holds any more: whoever grades it next grades what joined it too
        StackMember.objects.filter(stack=stack).exclude(joined_at=None).update(
            joined_at=None, confirmed_at=None, confirmed_by=None
        )
    if Stage.GRADED in (before, grading.stage):
        holds = grading.facts if grading.stage is Stage.GRADED else None
        contents = tuple(settled_members(stack).values_list("content", flat=True))
        STACK_GRADED.announce(Graded(stack, holds, contents, by), at=at)


def _told(stack: Stack, act: str, by: User, at: datetime) -> None:
    """The record names the stack and where it stands, never what it shows: that stands in the vote."""
    detail = {"stack": stack.pk, "stage": stack.stage, "members": stack.members}
    record(act=act, by=by, at=at, kind="case", reference=stack.case.reference, detail=detail)
