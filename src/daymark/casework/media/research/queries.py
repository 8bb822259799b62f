"""Reads cohorts. `get_..._for` are the only ways to fetch one for a person.

Row-level security keeps items and codings from everybody outside the casework, strategic analysts among them. What they
may see, how a cohort was drawn and its counts, is read here as the system: nothing else of it is given out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.media.models import Content, ContentStanding, SeizedFile
from daymark.casework.media.research.models import Cohort, CohortCoding, CohortItem
from daymark.casework.media.research.rules.counting import Coding, Tally, tallies
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
    """One item of a cohort, to be looked at and coded; the reading goes on record."""
    there = CohortItem.objects.select_related("cohort", "content")
    item = there.filter(cohort__reference=reference, number=number).first()
    if item is None:
        raise NotForYou()
    detail = {"item": item.number}
    record(act="cohort item read", by=user, at=at, kind="cohort", reference=reference, detail=detail)
    return item


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
    """What this person codes next: the first item in the order of the drawing that needs a coder and is not theirs."""
    waiting = CohortItem.objects.filter(cohort=cohort).annotate(
        coders=Count("codings__coder", distinct=True),
        own=Count("codings", filter=Q(codings__coder=user)),
    )
    return waiting.filter(coders__lt=CODERS, own=0).order_by("number").first()


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
