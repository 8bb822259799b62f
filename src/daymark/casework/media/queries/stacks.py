"""Reads stacks: what is in them, what people said of them, and which file shows one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.cases.models import Case
from daymark.casework.cases.queries import visible_cases
from daymark.casework.media.models import Content, SeizedFile, Seizure, Stack, StackMember, StackVote
from daymark.casework.media.rules import Act, AgeBand, Facts, Grading, Made, Said, Sureness, Vote, is_drawn, stage_of
from daymark.casework.welfare.queries import policy_now
from daymark.casework.welfare.rules.policy import Policy
from daymark.problems import NotForYou

SHOWN = ("still", "film")  # the groups of contents that can be looked at


def get_stack_for(user: User, number: int, *, at: datetime, act: str = "stack read") -> Stack:
    """One stack of a case that the person may see; the reading goes on record."""
    stack = visible_stack(user, number)
    record(act=act, by=user, at=at, kind="case", reference=stack.case.reference, detail={"stack": stack.pk})
    return stack


def visible_stack(user: User, number: int) -> Stack:
    """One stack for what shows nothing of it: its blurred tile. Raises NotForYou."""
    there = Stack.objects.select_related("case", "face").filter(case__in=visible_cases(user))
    stack = there.filter(pk=number).first()
    if stack is None:
        raise NotForYou()
    return stack


def unstacked(case: Case, contents: Collection[int]) -> QuerySet[Content]:
    """Those of these contents that can be looked at and are in no stack of the case yet, in order of their coming."""
    stacked = StackMember.objects.filter(case=case, content_id__in=contents).values("content")
    return Content.objects.filter(pk__in=contents, group__in=SHOWN).exclude(pk__in=stacked).order_by("id")


def unstacked_in(seizure: Seizure, *, after: int, most: int) -> list[int]:
    """The next contents of a seizure that should be in a stack and are not: a process was killed between the two."""
    first = SeizedFile.objects.filter(seizure=seizure, is_first=True, content__group__in=SHOWN, content_id__gt=after)
    stacked = StackMember.objects.filter(case=seizure.exhibit.case_id).values("content")
    return list(first.exclude(content__in=stacked).order_by("content").values_list("content", flat=True)[:most])


def files_of(stack: Stack) -> QuerySet[SeizedFile]:
    """Every file of the case that holds a content of the stack, by seizure and name."""
    members = StackMember.objects.filter(stack=stack).values("content")
    files = SeizedFile.objects.filter(seizure__exhibit__case=stack.case_id, content__in=members)
    return files.select_related("seizure__exhibit", "content").order_by("seizure__begun_at", "name", "id")


def members_of(stack: Stack) -> list[StackMember]:
    """What the stack holds, the face first and then by distance from it."""
    members = StackMember.objects.filter(stack=stack).select_related("content")
    return sorted(members, key=lambda member: (member.content_id != stack.face_id, member.distance, member.pk))


def settled() -> QuerySet[StackMember]:
    """Members for which what was said of their stack holds."""
    return StackMember.objects.filter(Q(joined_at=None) | Q(confirmed_at__isnull=False))


def settled_members(stack: Stack) -> QuerySet[StackMember]:
    """Those of one stack for which what was said of it holds."""
    return settled().filter(stack=stack)


def waiting_members(stack: Stack) -> QuerySet[StackMember]:
    """What joined after somebody had said what the stack shows, until a person confirms it; the nearest first."""
    return StackMember.objects.filter(stack=stack, joined_at__isnull=False, confirmed_at=None).order_by(
        "distance", "id"
    )


def member_of(stack: Stack, content: int) -> Content:
    """A content of the stack, by its number. Raises NotForYou."""
    member = StackMember.objects.filter(stack=stack, content=content).select_related("content").first()
    if member is None:
        raise NotForYou()
    return member.content


def file_to_show(case: Case, content: Content) -> SeizedFile | None:
    """A file of the case that holds the content: where it is opened to be looked at."""
    files = SeizedFile.objects.filter(seizure__exhibit__case=case, content=content, is_first=True)
    return files.select_related("seizure").order_by("id").first()


def votes_of(stack: Stack) -> list[StackVote]:
    """What people said of the whole and did not take back, the oldest first."""
    return list(StackVote.objects.filter(stack=stack, undone=None, from_ms=None).select_related("by"))


def stretches_of(stack: Stack) -> list[StackVote]:
    """What people said of stretches of a film, in order of time."""
    said = StackVote.objects.filter(stack=stack, undone=None, from_ms__isnull=False).select_related("by")
    return list(said.order_by("from_ms", "place"))


def facts_in(vote: StackVote) -> Facts:
    """The facts of one vote."""
    return Facts(
        AgeBand(vote.age_band),
        Act(vote.act),
        Made(vote.made),
        Said(vote.self_made),
        Said(vote.has_text),
        Sureness(vote.sureness),
    )


def grading_of(stack: Stack) -> Grading:
    """Where the stack stands by the votes that hold."""
    votes = [Vote(str(vote.by_id), facts_in(vote), vote.is_senior) for vote in votes_of(stack)]
    return grading_by(votes, face=bytes(stack.face.sha256), policy=policy_now())


def grading_by(votes: Sequence[Vote], *, face: bytes, policy: Policy) -> Grading:
    """Where a stack with this face (its SHA-256) stands by these votes, by the policy for second opinions."""
    drawn = is_drawn(face, policy.second_opinion_percent)
    return stage_of(votes, second_drawn=drawn, second_from=policy.second_opinion_from)
