"""What looks the same as a graded stack and came later: a person confirms it, or takes it out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.cases.actions import locked
from daymark.casework.cases.models import Case
from daymark.casework.media.actions.announcing import STACK_GRADED, Graded
from daymark.casework.media.actions.holding import held
from daymark.casework.media.actions.stacks import join_again, split
from daymark.casework.media.models import Stack, StackMember, StackMove
from daymark.casework.media.queries.stacks import grading_of, waiting_members
from daymark.casework.media.rules import NothingJoined, Stage


@transaction.atomic
def confirm_joined(*, stack: Stack, by: User, at: datetime) -> Stack:
    """A person has looked: what joined the graded stack shows the same, and its grade holds for that too.

    Raises NothingJoined when nothing waits, or when the stack is not graded.
    """
    now = _locked(stack)
    members = list(waiting_members(now))
    facts = grading_of(now).facts
    if not members or now.stage != Stage.GRADED or facts is None:
        raise NothingJoined()
    waiting = StackMember.objects.filter(pk__in=[member.pk for member in members])
    waiting.update(confirmed_at=at, confirmed_by=by)
    contents = tuple(member.content_id for member in members)
    STACK_GRADED.announce(Graded(now, facts, contents, by), at=at)
    _told(now, "joined files confirmed", len(members), by, at)
    return now


@transaction.atomic
def split_joined(*, stack: Stack, by: User, at: datetime) -> list[Stack]:
    """A person has looked: what joined is not the same. Each becomes a stack of its own. Raises NothingJoined."""
    now = _locked(stack)
    members = list(waiting_members(now).select_related("content"))
    if not members:
        raise NothingJoined()
    return [split(stack=now, content=member.content, by=by, at=at) for member in members]


def last_split(case: Case, by: User) -> StackMove | None:
    """What the person took out of a stack of this case last, as long as nobody has graded it by itself."""
    of_case = Subquery(Stack.objects.filter(pk=OuterRef("out_of")).values("case")[:1])
    moves = StackMove.objects.filter(by=by).alias(of_case=of_case).filter(of_case=case.pk)
    last = moves.select_related("out_of__case", "into__case").order_by("-at").first()
    if last is None or last.into.stack_votes.exists():
        return None
    return last if StackMember.objects.filter(stack=last.into, content=last.content_id).exists() else None


@transaction.atomic
def take_split_back(last: StackMove, *, by: User, at: datetime) -> Stack:
    """All that was taken out of the stack with this one goes into it again."""
    for move in StackMove.objects.filter(out_of=last.out_of, by=by, at=last.at).select_related("into__case"):
        join_again(stack=move.into, into=last.out_of, by=by, at=at)
    return Stack.objects.select_related("face", "case").get(pk=last.out_of_id)


def last_confirmed(case: Case, by: User) -> StackMember | None:
    """What the person confirmed last in this case."""
    mine = StackMember.objects.filter(case=case, confirmed_by=by).select_related("stack")
    return mine.order_by("-confirmed_at", "-id").first()


@transaction.atomic
def take_confirmation_back(confirmed: StackMember, *, by: User, at: datetime) -> Stack:
    """All that was confirmed with this one waits again."""
    now = _locked(confirmed.stack)
    together = StackMember.objects.filter(stack=now, confirmed_by=by, confirmed_at=confirmed.confirmed_at)
    contents = tuple(together.values_list("content", flat=True))
    together.update(confirmed_at=None, confirmed_by=None)
    STACK_GRADED.announce(Graded(now, None, contents, by), at=at)
    _told(now, "joined files no longer confirmed", len(contents), by, at)
    return now


def _locked(stack: Stack) -> Stack:
    locked(stack.case)
    return held(stack)


def _told(stack: Stack, act: str, files: int, by: User, at: datetime) -> None:
    detail = {"stack": stack.pk, "files": files}
    record(act=act, by=by, at=at, kind="case", reference=stack.case.reference, detail=detail)
