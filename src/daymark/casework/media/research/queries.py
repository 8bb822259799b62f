"""Reads cohorts. `get_..._for` are the only ways to fetch one for a person.

Row-level security keeps items and codings from everybody outside the casework, strategic analysts among them. What they
may see, how a cohort was drawn and its counts, is read here as the system: nothing else of it is given out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.cases.models import Case
from daymark.casework.media.models import Content, ContentStanding, SeizedFile, StackMember
from daymark.casework.media.research.models import Cohort, CohortCoding, CohortItem
from daymark.casework.media.research.rules.counting import Coding, Tally, tallies
from daymark.casework.media.research.rules.form import CodedByTwo, DroppedOut
from daymark.problems import NotForYou

CODERS = 2  # who code each item; the second measures agreement


@dataclass(frozen=True)
class Progress:
    """How many items of a cohort were coded by nobody yet, by one, and by two."""

    items: int
    by_one: int
    by_two: int

    @property
    def by_nobody(self) -> int:
        """Items that nobody has coded."""
        return self.items - self.by_one - self.by_two


def cohorts() -> list[Cohort]:
    """All cohorts, the newest first. They name no case and no file."""
    with acting_as_system():
        return list(Cohort.objects.select_related("drawn_by"))


def get_cohort_for(user: User, reference: str, *, at: datetime) -> Cohort:
    """One cohort; the reading goes on record. The gates say who may: coders, and strategic analysts for its counts."""
    with acting_as_system():
        cohort = Cohort.objects.select_related("drawn_by").filter(reference=reference).first()
    if cohort is None:
        raise NotForYou()
    record(act="cohort read", by=user, at=at, kind="cohort", reference=cohort.reference)
    return cohort


def get_item_for(user: User, reference: str, number: int, *, at: datetime) -> CohortItem:
    """One item of a cohort, to be looked at and coded; the reading goes on record. Raises DroppedOut and CodedByTwo."""
    item = visible_item(user, reference, number)
    detail = {"item": item.number}
    record(act="cohort item read", by=user, at=at, kind="cohort", reference=reference, detail=detail)
    return item


def visible_item(user: User, reference: str, number: int) -> CohortItem:
    """One item for what shows nothing of it: its blurred tile. Raises NotForYou, DroppedOut and CodedByTwo."""
    there = CohortItem.objects.select_related("cohort", "content")
    item = there.filter(cohort__reference=reference, number=number).first()
    if item is None:
        raise NotForYou()
    if open_case_of(item) is None:
        raise DroppedOut()
    if others_of(item, user) >= CODERS:
        raise CodedByTwo()
    return item


def open_case_of(item: CohortItem) -> Case | None:
    """A case that holds the item and that everybody here may see: where it is opened. Asked anew for every look."""
    file = _open_files(content=item.content_id).select_related("seizure__exhibit__case").order_by("id").first()
    return file.seizure.exhibit.case if file else None


def others_of(item: CohortItem, user: User) -> int:
    """How many others have coded the item."""
    codings = CohortCoding.objects.filter(item=item).exclude(coder=user)
    return codings.values("coder").distinct().count()


def severity_of(item: CohortItem, case: Case) -> int | None:
    """How grave it is to look at, where it was graded in this case."""
    member = StackMember.objects.filter(case=case, content=item.content_id).select_related("stack").first()
    return member.stack.severity if member else None


def own_coding_of(item: CohortItem, user: User) -> CohortCoding | None:
    """What this person said of the item last; nobody is shown what another coder said."""
    return CohortCoding.objects.filter(item=item, coder=user).order_by("-place").first()


def last_coded_by(user: User, cohort: Cohort) -> CohortItem | None:
    """The item that this person coded last and may still correct."""
    codings = CohortCoding.objects.filter(item__cohort=cohort, coder=user).select_related("item")
    last = codings.order_by("-place").first()
    return last.item if last and open_case_of(last.item) else None


def coded_by(user: User, cohort: Cohort) -> int:
    """How many items this person has coded."""
    return CohortCoding.objects.filter(item__cohort=cohort, coder=user).values("item").distinct().count()


def dropped_out(cohort: Cohort) -> int:
    """Items that lie in restricted cases alone by now."""
    return CohortItem.objects.filter(cohort=cohort).exclude(Exists(_open_files(content=OuterRef("content")))).count()


def _open_files(**given: Any) -> QuerySet[SeizedFile]:
    return SeizedFile.objects.filter(seizure__exhibit__case__is_restricted=False, is_first=True, **given)


def population_of(first_on: date, last_on: date) -> QuerySet[Content]:
    """What a cohort is drawn from: pictures and films first seen in these days, except those that are known good.

    Only what lies in a case that is not restricted: its content is for its members alone.
    """
    open_files = SeizedFile.objects.filter(seizure__exhibit__case__is_restricted=False, content__isnull=False)
    return Content.objects.filter(
        group__in=("still", "film"),
        first_seen_at__date__gte=first_on,
        first_seen_at__date__lte=last_on,
        pk__in=open_files.values("content_id"),
    ).exclude(standing=ContentStanding.KNOWN_GOOD)


def next_item_for(user: User, cohort: Cohort) -> CohortItem | None:
    """What this person codes next: the first item in the order of the drawing that needs a coder and is not theirs.

    What lies in restricted cases alone by now is passed over.
    """
    waiting = CohortItem.objects.filter(cohort=cohort).annotate(
        coders=Count("codings__coder", distinct=True),
        own=Count("codings", filter=Q(codings__coder=user)),
    )
    still_open = Exists(_open_files(content=OuterRef("content")))
    return waiting.filter(still_open, coders__lt=CODERS, own=0).order_by("number").first()


def progress_of(cohort: Cohort) -> Progress:
    """How far the coding is."""
    counted = CohortItem.objects.filter(cohort=cohort).annotate(coders=Count("codings__coder", distinct=True))
    with acting_as_system():
        coders = list(counted.values_list("coders", flat=True))
    return Progress(len(coders), coders.count(1), sum(each >= CODERS for each in coders))


def results_of(cohort: Cohort) -> tuple[Tally, ...]:
    """The figures of a cohort: no file, no case, no coder's name."""
    said = CohortCoding.objects.filter(item__cohort=cohort).order_by("place")
    with acting_as_system():
        rows = list(said.values_list("item__number", "coder_id", "answers"))
    return tallies(Coding(number, str(coder), answers) for number, coder, answers in rows)
