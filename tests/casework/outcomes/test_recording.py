"""Results: recorded by who knows them, withdrawn but never rewritten, counted once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from casework.referrals.referral_cases import Scene, make_scene
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.cases.actions import NoReason, close_case
from daymark.casework.cases.models import ClosingOutcome, LogEntry
from daymark.casework.outcomes.actions import (
    NotAccepted,
    WithdrawnAlready,
    record_outcome,
    record_referral_outcome,
    withdraw_outcome,
)
from daymark.casework.outcomes.models import Outcome, OutcomeKind
from daymark.casework.outcomes.queries import history_of, summary_between, summary_of_case, summary_of_referral
from daymark.casework.outcomes.rules import Kind, NotACount, NotYetHappened
from daymark.casework.referrals.actions import accept
from daymark.casework.referrals.models import Referral
from daymark.problems import NotForYou
from examples import NOON

pytestmark = pytest.mark.django_db
SAFE = OutcomeKind.CHILD_SAFEGUARDED
DAY = NOON.date()


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def accepted(scene: Scene) -> Referral:
    sent = scene.sent()
    with acting_as(scene.cast.dee):
        return accept(referral=sent, by=scene.cast.dee, at=NOON)


def reported(scene: Scene, referral: Referral, **given: object) -> Outcome:
    """A result that the partner reports."""
    said = {"kind": SAFE, "number": 1, "happened_on": DAY, "note": "Seen by a social worker.", **given}
    with acting_as(scene.cast.dee):
        return record_referral_outcome(referral=referral, by=scene.cast.dee, at=NOON, **said)  # type: ignore[arg-type]


def test_what_the_partner_reports_stands_in_the_case_and_in_its_log(scene: Scene, accepted: Referral) -> None:
    reported(scene, accepted)

    with acting_as(scene.cast.ines):
        assert summary_of_case(scene.case) == summary_of_referral(accepted) == {Kind.CHILD_SAFEGUARDED: 1}
        entry = LogEntry.objects.filter(case=scene.case).last()
    assert entry.text == "Result (Test Force): 1 child safeguarded on 2 March 2026."
    assert entry.written_by == scene.cast.dee


def test_a_child_that_the_centre_reports_too_is_counted_once(scene: Scene, accepted: Referral) -> None:
    reported(scene, accepted)
    with acting_as(scene.cast.ines):
        record_outcome(case=scene.case, kind=SAFE, number=1, happened_on=DAY, by=scene.cast.ines, at=NOON)
        assert summary_of_case(scene.case)[Kind.CHILD_SAFEGUARDED] == 1
        assert summary_between(DAY, DAY)[Kind.CHILD_SAFEGUARDED] == 1
        assert summary_between(DAY + timedelta(days=1), DAY + timedelta(days=1)) == {}


def test_nothing_is_reported_before_it_is_accepted(scene: Scene) -> None:
    with pytest.raises(NotAccepted):
        reported(scene, scene.sent())


def test_another_agency_reports_nothing_also_where_the_database_would_not_refuse(
    scene: Scene, accepted: Referral
) -> None:
    eli = scene.cast.eli
    for context in (acting_as(eli), acting_as_system()):
        with context, pytest.raises(NotForYou):
            record_referral_outcome(referral=accepted, kind=SAFE, number=1, happened_on=DAY, by=eli, at=NOON)


def test_results_come_after_the_case_is_closed(scene: Scene, accepted: Referral) -> None:
    with acting_as(scene.cast.ines):
        close_case(case=scene.case, outcome=ClosingOutcome.PASSED_ON, reason="They act.", by=scene.cast.ines, at=NOON)
    reported(scene, accepted, kind=OutcomeKind.ARREST)

    with acting_as(scene.cast.ines):
        assert summary_of_case(scene.case) == {Kind.ARREST: 1}


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [({"number": 0}, NotACount), ({"number": 1001}, NotACount), ({"happened_on": date(2026, 3, 3)}, NotYetHappened)],
)
def test_a_figure_that_cannot_be_is_refused(
    scene: Scene, accepted: Referral, wrong: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        reported(scene, accepted, **wrong)


def test_a_withdrawn_result_counts_no_longer_and_stays_with_its_reason(scene: Scene, accepted: Referral) -> None:
    outcome = reported(scene, accepted, number=3)
    with acting_as(scene.cast.ines):
        with pytest.raises(NoReason):
            withdraw_outcome(outcome=outcome, reason=" ", by=scene.cast.ines, at=NOON)
        withdraw_outcome(outcome=outcome, reason="It was one child.", by=scene.cast.ines, at=NOON)
        assert summary_of_case(scene.case) == {}
        assert Outcome.objects.get().withdrawn_by == scene.cast.ines
        assert history_of(scene.case)[-1].reason == "It was one child."
        with pytest.raises(WithdrawnAlready):
            withdraw_outcome(outcome=outcome, reason="Again.", by=scene.cast.ines, at=NOON)


@pytest.mark.parametrize("change", [{"number": 9}, {"kind": "ARREST"}, {"happened_on": date(2026, 1, 1)}])
def test_what_a_result_says_cannot_be_rewritten(scene: Scene, accepted: Referral, change: dict[str, object]) -> None:
    outcome = reported(scene, accepted)
    with acting_as(scene.cast.ines):
        rows = Outcome.objects.filter(pk=outcome.pk)
        with pytest.raises(DatabaseError, match="kept as recorded"), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError, match="kept as recorded"), transaction.atomic():
            rows.delete()


def test_every_result_is_in_the_audit_record(scene: Scene, accepted: Referral) -> None:
    outcome = reported(scene, accepted)
    with acting_as(scene.cast.ines):
        withdraw_outcome(outcome=outcome, reason="Wrong.", by=scene.cast.ines, at=NOON)

    acts = AuditRecord.objects.filter(act__startswith="outcome").values_list("act", flat=True)
    assert sorted(acts) == ["outcome recorded", "outcome withdrawn"]
