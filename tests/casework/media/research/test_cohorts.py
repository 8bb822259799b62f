"""Cohorts in the database: drawn once, kept with what draws them again, coded by two, never changed."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from casework.referrals.referral_cases import Scene, make_scene
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import AuditRecord, User
from daymark.casework.cases.actions import restrict
from daymark.casework.media import actions as media
from daymark.casework.media.actions.files import Listed
from daymark.casework.media.models import Content, ContentStanding
from daymark.casework.media.research.actions import DaysTurned, NoTitle, code_item, draw_cohort
from daymark.casework.media.research.models import Cohort, CohortCoding, CohortItem
from daymark.casework.media.research.queries import (
    get_cohort_for,
    get_item_for,
    next_item_for,
    progress_of,
    results_of,
)
from daymark.casework.media.research.rules.form import CANNOT_TELL, Unanswered, questions
from daymark.casework.media.research.rules.sampling import TooFew, draw
from daymark.engine.digests import digest_bytes
from daymark.engine.hashing import Hashed
from daymark.engine.kinds import kind_of
from daymark.problems import NotForYou
from examples import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
TOLD_NOTHING = {question.code: CANNOT_TELL for question in questions()}


@pytest.fixture
def scene() -> Scene:
    """A case with twelve different pictures and a text."""
    made = make_scene()
    with acting_as_system():
        exhibit = media.add_exhibit(case=made.case, name="ABC/1", by=None, at=NOON)
        seizure = media.begin_or_resume(exhibit=exhibit, folder=b"/evidence", by=None, at=NOON)
        media.list_files(seizure=seizure, listed=[Listed(b"%d" % number, 9, 1) for number in range(13)])
        media.end_listing(seizure=seizure, at=NOON)
        rows = {int(bytes(row.path)): row.pk for row in seizure.seized_files.all()}
        held = {number: b"\x89PNG\r\n\x1a\n%d" % number for number in range(12)} | {12: b"words"}
        readings = {
            rows[number]: Hashed(b"%d" % number, kind_of(data), digest_bytes(data)) for number, data in held.items()
        }
        media.take_readings(seizure=seizure, readings=readings, at=NOON)
    return made


def drawn(by: User, size: int = 4, **changes: object) -> Cohort:
    """A cohort of today's pictures."""
    asked: dict[str, object] = {"title": "Ages", "purpose": "How many look under 5?", "seed": "spring", "size": size}
    asked |= {"first_on": TODAY, "last_on": TODAY, "by": by, "at": NOON}
    with acting_as(by):
        return draw_cohort(**asked | changes)  # type: ignore[arg-type]


def coded(item: CohortItem, by: User, **answers: str) -> CohortCoding:
    """A coding in which nothing can be told but what is given."""
    return code_item(item=item, answers={**TOLD_NOTHING, **answers}, by=by, at=NOON)


def test_a_cohort_keeps_everything_that_draws_it_again(scene: Scene) -> None:
    cohort = drawn(scene.cast.ben)
    with acting_as(scene.cast.ben):
        numbers = sorted(Content.objects.filter(group="still").values_list("pk", flat=True))
        items = list(CohortItem.objects.filter(cohort=cohort).values_list("number", "content_id"))
        assert AuditRecord.objects.filter(act="cohort drawn").filter(detail__contains='"seed": "spring"').exists()
    assert (cohort.reference[:7], cohort.population, len(numbers)) == ("Q-2026-", 12, 12)
    assert items == list(enumerate(draw(numbers, 4, seed="spring"), start=1))
    lines = "".join(f"{number}\n" for number in numbers)
    assert bytes(cohort.population_digest) == hashlib.sha256(lines.encode()).digest()


def test_it_is_drawn_from_pictures_of_these_days_that_are_not_known_good(scene: Scene) -> None:
    ben = scene.cast.ben
    with acting_as_system():
        known = Content.objects.filter(group="still").first()
        Content.objects.filter(pk=known.pk).update(standing=ContentStanding.KNOWN_GOOD)
    assert drawn(ben, 11).population == 11
    before = {"first_on": TODAY - timedelta(days=9), "last_on": TODAY - timedelta(days=1)}
    with pytest.raises(TooFew, match="There are 0 items"):
        drawn(ben, 1, **before)


def test_nothing_of_a_restricted_case_is_drawn_even_by_its_members(scene: Scene) -> None:
    with acting_as(scene.cast.ines):
        restrict(case=scene.case, reason="Sensitive.", by=scene.cast.ines, at=NOON)
    with pytest.raises(TooFew, match="There are 0 items"):
        drawn(scene.cast.ines, 1)


def test_a_cohort_without_a_question_or_with_turned_days_is_refused(scene: Scene) -> None:
    for missing in ({"title": " "}, {"purpose": ""}):
        with pytest.raises(NoTitle):
            drawn(scene.cast.ben, **missing)
    with pytest.raises(DaysTurned):
        drawn(scene.cast.ben, first_on=TODAY, last_on=TODAY - timedelta(days=1))
    with acting_as_system():
        assert Cohort.objects.count() == 0


def test_two_code_each_item_and_nobody_is_given_an_item_twice(scene: Scene) -> None:
    cohort, ben, chen, ines = drawn(scene.cast.ben, 2), scene.cast.ben, scene.cast.chen, scene.cast.ines
    with acting_as(ben):
        first, second = CohortItem.objects.filter(cohort=cohort)
        assert next_item_for(ben, cohort) == first
        coded(first, ben)
        assert (next_item_for(ben, cohort), next_item_for(chen, cohort)) == (second, first)
        coded(first, chen)
        assert next_item_for(ines, cohort) == second
        coded(second, ben)
        assert next_item_for(ben, cohort) is None
        progress = progress_of(cohort)
    assert (progress.items, progress.by_nobody, progress.by_one, progress.by_two) == (2, 0, 1, 1)


def test_results_count_the_first_coder_and_a_correction_replaces_what_it_corrects(scene: Scene) -> None:
    cohort, ben, chen = drawn(scene.cast.ben, 2), scene.cast.ben, scene.cast.chen
    with acting_as(ben):
        first, second = CohortItem.objects.filter(cohort=cohort)
        coded(first, ben, AGE="ADULT")
        coded(first, chen, AGE="UNDER_5")
        coded(second, chen, AGE="UNDER_5")
        coded(first, ben, AGE="UNDER_5")
        (age, *_) = results_of(cohort)
        assert {share.code: share.count for share in age.shares if share.count} == {"UNDER_5": 2}
        assert (age.agreement.items, age.agreement.agreed) == (1, 1)
        assert CohortCoding.objects.count() == 4


def test_a_coding_that_is_not_whole_is_not_kept_and_the_record_does_not_tell_the_answers(scene: Scene) -> None:
    cohort, ben = drawn(scene.cast.ben, 1), scene.cast.ben
    with acting_as(ben):
        item = get_item_for(ben, cohort.reference, 1, at=NOON)
        with pytest.raises(Unanswered, match="Act"):
            code_item(item=item, answers={**TOLD_NOTHING, "ACT": ""}, by=ben, at=NOON)
        assert CohortCoding.objects.count() == 0
        coded(item, ben)
        assert AuditRecord.objects.get(act="cohort item coded").detail == '{"item": 1}'


def test_readings_go_on_record_and_what_is_not_there_is_not_for_you(scene: Scene) -> None:
    cohort, ben = drawn(scene.cast.ben, 1), scene.cast.ben
    with acting_as(ben):
        get_cohort_for(ben, cohort.reference, at=NOON)
        get_item_for(ben, cohort.reference, 1, at=NOON)
        acts = set(AuditRecord.objects.filter(object_reference=cohort.reference).values_list("act", flat=True))
        assert acts == {"cohort drawn", "cohort read", "cohort item read"}
        with pytest.raises(NotForYou):
            get_cohort_for(ben, "Q-2026-99999", at=NOON)
        with pytest.raises(NotForYou):
            get_item_for(ben, cohort.reference, 2, at=NOON)


def test_nothing_of_a_cohort_is_ever_changed(scene: Scene) -> None:
    cohort, ben = drawn(scene.cast.ben, 1), scene.cast.ben
    with acting_as(ben):
        coded(CohortItem.objects.get(cohort=cohort), ben)
        changes = (
            lambda: Cohort.objects.update(seed="autumn"),
            lambda: CohortItem.objects.update(number=9),
            lambda: CohortCoding.objects.all().delete(),
            lambda: CohortCoding.objects.update(answers={}),
        )
        for change in changes:
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                change()


def test_the_database_keeps_cohorts_from_partners_and_strategic_analysts(scene: Scene) -> None:
    drawn(scene.cast.ben, 1)
    for person in (scene.cast.dee, scene.cast.sol):
        with acting_as(person):
            assert (Cohort.objects.count(), CohortItem.objects.count(), CohortCoding.objects.count()) == (0, 0, 0)
