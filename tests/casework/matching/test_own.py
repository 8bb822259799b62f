"""This centre's own grades as a list: kept by the worker, never lost, and never in the way of who grades."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from casework.matching.kept_grades import jobs, keep
from casework.matching.known_files import arrive, content, look, standing_of
from casework.media.graded_case import ABUSE, HARMLESS, Graded, graded_case
from casework.referrals.referral_cases import make_scene
from daymark.casework.access.context import acting_as_system
from daymark.casework.matching import actions
from daymark.casework.matching.models import Entry, Hit
from daymark.casework.matching.rules import standing_here
from daymark.casework.media import actions as media
from daymark.casework.media.models import Content
from daymark.casework.media.rules import Standing
from examples import NOON

pytestmark = pytest.mark.django_db
_HELD = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND mode = 'ExclusiveLock'"
)


@pytest.fixture
def graded() -> Graded:
    return graded_case()


def test_a_grade_is_known_everywhere_once_the_worker_has_kept_it_however_often_it_does(graded: Graded) -> None:
    with acting_as_system():
        abuse, harmless, new = (graded.content(name) for name in ("abuse", "harmless", "new"))
        assert standing_of(abuse) is Standing.NEW
        for _ in range(2):
            keep()
            assert [standing_of(each) for each in (abuse, harmless, new)] == [
                Standing.KNOWN_BAD,
                Standing.KNOWN_GOOD,
                Standing.NEW,
            ]
        assert Entry.objects.filter(bank__is_own=True, stands=True).count() == 3


def test_a_grade_that_is_taken_back_leaves_the_list_also_when_its_first_job_comes_last(graded: Graded) -> None:
    ines = graded.scene.cast.ines
    with acting_as_system():
        abuse = graded.content("abuse")
        media.grade(stack=graded.stack("abuse"), facts=HARMLESS, by=ines, at=NOON)
        for contents in reversed(jobs()):
            actions.keep_graded(contents=contents, at=NOON)
        assert standing_of(abuse) is Standing.KNOWN_GOOD
        media.undo(case=graded.case, by=ines, at=NOON)
        keep()
        assert standing_of(abuse) is not Standing.KNOWN_GOOD


def test_the_job_is_stored_with_the_grade_or_not_at_all_and_grading_holds_up_nobody(graded: Graded) -> None:
    ines = graded.scene.cast.ines
    with acting_as_system():
        before = jobs()
        with transaction.atomic():
            media.grade(stack=graded.stack("new"), facts=ABUSE, by=ines, at=NOON)
            assert jobs()[len(before) :] == [[graded.content("new").pk]]
            with connection.cursor() as cursor:
                cursor.execute(_HELD)
                assert cursor.fetchone() == (0,)
            transaction.set_rollback(True)
        assert jobs() == before


def test_cases_that_hold_against_each_other_make_it_disputed() -> None:
    assert standing_here([]) is Standing.NEW
    assert standing_here([0, 0]) is Standing.KNOWN_GOOD
    assert standing_here([4]) is Standing.KNOWN_BAD
    assert standing_here([0, 4]) is Standing.DISPUTED


def test_look_alikes_among_older_files_are_found_once_while_others_arrive() -> None:
    by = make_scene().cast.ben
    with acting_as_system():
        old, file = content(2, pdq=look(1, flipped=[4])), content(1, pdq=look(1))
        actions.note_graded(content=file, standing=Standing.KNOWN_BAD, by=by, at=NOON)
        with transaction.atomic():
            assert [each.content for each in actions.check_graded(at=NOON)] == [old.pk]
        late = content(3, pdq=look(1, flipped=[5]))
        arrive(late)
        assert actions.check_graded(at=NOON) == []
        assert Hit.objects.filter(content__in=[old, late], state="PROPOSED").count() == 2
        assert Content.objects.filter(standing="LOOKS_KNOWN").count() == 2
