"""The policy for sealing, what waits to be sealed, and what could not be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, QuerySet, Subquery

from daymark.casework.cases.models import Case
from daymark.casework.media.models import (
    Content,
    OriginalAct,
    OriginalStep,
    Sealing,
    SealingPolicyVersion,
    SealingState,
    SeizedFile,
    Seizure,
)

MOST_FAILED = 50  # named on the page of a seizure


@dataclass(frozen=True)
class SealingOfSeizure:
    """How the sealing of a seizure's files stands."""

    waiting: int
    sealed: int
    failed: int
    rows: tuple[tuple[Sealing, SeizedFile], ...]  # what could not be sealed, with a file of it

    def __bool__(self) -> bool:
        return bool(self.waiting or self.sealed or self.failed)


def sealing_policy_at(at: datetime) -> SealingPolicyVersion | None:
    """The version that was in force then; None while no supervisor had written one, and nothing is sealed by policy."""
    return SealingPolicyVersion.objects.filter(made_at__lte=at).order_by("-made_at", "-id").first()


def sealing_policy_history() -> QuerySet[SealingPolicyVersion]:
    """Every version, the latest first."""
    return SealingPolicyVersion.objects.select_related("made_by").order_by("-made_at", "-id")


def held_by(case: Case, contents: Collection[int]) -> set[int]:
    """Those of these contents (by number) whose original the case has had sealed and still holds."""
    acts = OriginalAct.objects.filter(case=case, original__content__in=contents, original__destroyed_at=None)
    last = dict(acts.order_by("place").values_list("original__content", "step"))
    return {content for content, step in last.items() if step == OriginalStep.SEALED}


def sealing_of(case: Case, content: Content) -> Sealing | None:
    """What was last asked of a job for this content."""
    asked = Sealing.objects.filter(case=case, content=content).select_related("asked_by", "policy")
    return asked.order_by("-place").first()


def failed_in(seizure: Seizure) -> QuerySet[Sealing]:
    """What could not be sealed of this seizure's contents, and has not been asked for or done since."""
    case = seizure.exhibit.case
    last = Sealing.objects.filter(case=case, content=OuterRef("content")).order_by("-place").values("id")[:1]
    failed = _of_seizure(seizure).filter(state=SealingState.FAILED, id=Subquery(last)).select_related("content")
    return failed.exclude(content__in=held_by(case, list(failed.values_list("content", flat=True))))


def sealing_of_seizure(seizure: Seizure) -> SealingOfSeizure:
    """For the page of a seizure."""
    counts = dict(_of_seizure(seizure).order_by().values_list("state").annotate(number=Count("id")))
    if not counts:
        return SealingOfSeizure(0, 0, 0, ())
    failed = failed_in(seizure)
    shown = list(failed.order_by("place")[:MOST_FAILED])
    first = SeizedFile.objects.filter(seizure=seizure, is_first=True, content__in=[each.content_id for each in shown])
    files = {file.content_id: file for file in first}
    rows = tuple((each, files[each.content_id]) for each in shown)
    waiting, sealed = counts.get(SealingState.WAITING, 0), counts.get(SealingState.SEALED, 0)
    return SealingOfSeizure(waiting, sealed, failed.count(), rows)


def _of_seizure(seizure: Seizure) -> QuerySet[Sealing]:
    first = SeizedFile.objects.filter(seizure=seizure, is_first=True).values("content")
    return Sealing.objects.filter(case=seizure.exhibit.case_id, content__in=first)
