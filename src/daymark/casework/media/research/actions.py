"""Draws cohorts and writes codings down."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.db import connection, transaction

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.media.research.models import TITLE_LENGTH, Cohort, CohortCoding, CohortItem
from daymark.casework.media.research.queries import CODERS, open_case_of, others_of, population_of
from daymark.casework.media.research.rules.form import CodedByTwo, DroppedOut, checked
from daymark.casework.media.research.rules.sampling import draw
from daymark.problems import Problem

_PIECE = 10_000  # rows fetched at once
_CODING_LOCK = 0x636F6465  # of advisory locks, with the number of an item


class NoTitle(Problem):
    """A cohort needs a title and the question that it answers. Write the question down before you draw."""


class DaysTurned(Problem):
    """The last day lies before the first. Turn them round."""


class _Numbers:
    """The numbers drawn from, counted and digested while they pass: ascending, a line each."""

    def __init__(self, numbers: Iterator[int]) -> None:
        self._numbers = numbers
        self._digest = hashlib.sha256()
        self.count = 0

    def __iter__(self) -> Iterator[int]:
        for number in self._numbers:
            self._digest.update(b"%d\n" % number)
            self.count += 1
            yield number

    @property
    def digest(self) -> bytes:
        """The SHA-256 of those that passed."""
        return self._digest.digest()


@transaction.atomic
def draw_cohort(
    *, title: str, purpose: str, seed: str, size: int, first_on: date, last_on: date, by: User, at: datetime
) -> Cohort:
    """Draws `size` contents first seen in these days. Everything needed to draw them again is kept.

    Raises TooFew when there are fewer, NoSeed, NoTitle, DaysTurned.
    """
    if not title.strip() or not purpose.strip():
        raise NoTitle()
    if last_on < first_on:
        raise DaysTurned()
    there = population_of(first_on, last_on).order_by("pk").values_list("pk", flat=True)
    numbers = _Numbers(there.iterator(chunk_size=_PIECE))
    drawn = draw(numbers, size, seed=seed)
    cohort = Cohort.objects.create(
        reference=_next_reference(at),
        title=title.strip()[:TITLE_LENGTH],
        purpose=purpose.strip(),
        seed=seed,
        first_on=first_on,
        last_on=last_on,
        population=numbers.count,
        population_digest=numbers.digest,
        size=size,
        drawn_at=at,
        drawn_by=by,
    )
    CohortItem.objects.bulk_create(
        (CohortItem(cohort=cohort, number=place, content_id=pk) for place, pk in enumerate(drawn, start=1)),
        batch_size=1000,
    )
    detail = {"population": cohort.population, "size": size, "seed": seed}
    record(act="cohort drawn", by=by, at=at, kind="cohort", reference=cohort.reference, detail=detail)
    return cohort


@transaction.atomic
def code_item(*, item: CohortItem, answers: Mapping[str, str], by: User, at: datetime) -> CohortCoding:
    """Writes down what a coder says of an item; again to correct it. Raises Unanswered or NoSuchAnswer.

    Raises DroppedOut when it lies in restricted cases alone by now, CodedByTwo when two others were quicker.
    The record says that it was coded and not how: the answers are the coding's alone.
    """
    _may_be_coded(item, by)
    coding = CohortCoding(item=item, coder=by, answers=dict(checked(answers)), coded_at=at)
    coding.save(force_insert=True)
    detail = {"item": item.number}
    record(act="cohort item coded", by=by, at=at, kind="cohort", reference=item.cohort.reference, detail=detail)
    return coding


def _may_be_coded(item: CohortItem, by: User) -> None:
    """Held until the transaction ends, so that a third coder never slips in beside the second."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_CODING_LOCK, item.pk % 2**31])
    if open_case_of(item) is None:
        raise DroppedOut()
    if others_of(item, by) >= CODERS:
        raise CodedByTwo()


@transaction.atomic
def note_taken_away(*, cohort: Cohort, by: User, at: datetime) -> None:
    """Puts on record that the figures left as a file."""
    record(act="cohort figures taken away", by=by, at=at, kind="cohort", reference=cohort.reference)


def _next_reference(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('media_cohort_reference')")
        (number,) = cursor.fetchone()
    return f"Q-{at:%Y}-{number:05d}"
