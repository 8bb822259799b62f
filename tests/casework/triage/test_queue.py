"""Taking, putting back, handing over, deciding and closing: what officers do with a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.reports.rules.understood import Fact, Harm
from daymark.casework.triage import actions
from daymark.casework.triage.actions.deciding import ChildInDanger, NotClosed, UnderTheFloor
from daymark.casework.triage.actions.holding import CannotTakeIt
from daymark.casework.triage.actions.rows import Ended, HeldByAnother, NotYourDuty, ReasonNeeded
from daymark.casework.triage.models import Assessment, Bundle, BundleState
from daymark.casework.triage.queries import bundle_of
from examples import NOON, make_report, make_understood
from people import make_cast

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=20)


def row_of(report):
    with acting_as_system():
        return bundle_of(report)


def test_the_gravest_is_given_first_then_the_next():
    cast = make_cast()
    calm = make_report(harm=Harm.IMAGES)
    danger = make_report(Fact.IMMEDIATE_DANGER)
    meeting = make_report(Fact.MEETING_ARRANGED)
    with acting_as(cast.amina):
        given = [actions.take_next(by=cast.amina, at=LATER) for _ in range(4)]
    assert [row and row.lead_id for row in given] == [danger.pk, meeting.pk, calm.pk, None]
    assert {row.state for row in given[:3]} == {BundleState.IN_HAND}


def test_what_one_officer_holds_another_can_neither_take_nor_close():
    cast, report = make_cast(), make_report()
    with acting_as(cast.amina):
        row = actions.take(bundle=row_of(report), by=cast.amina, at=NOON)
    with acting_as(cast.ines):
        with pytest.raises(HeldByAnother, match="Amina"):
            actions.take(bundle=row, by=cast.ines, at=LATER)
        with pytest.raises(HeldByAnother):
            actions.close(bundle=row, reason_code="JUNK", reason="Nothing in it.", by=cast.ines, at=LATER)
        with pytest.raises(HeldByAnother):
            actions.put_back(bundle=row, by=cast.ines, at=LATER)
    with acting_as(cast.chen):
        assert actions.put_back(bundle=row, by=cast.chen, at=LATER, reason="Amina is off duty.").held_by is None


def test_putting_back_leaves_the_clock_running():
    cast, report = make_cast(), make_report()
    due = row_of(report).due_at
    with acting_as(cast.amina):
        actions.take(bundle=row_of(report), by=cast.amina, at=NOON)
        row = actions.put_back(bundle=row_of(report), by=cast.amina, at=LATER)
    assert (row.state, row.held_by, row.due_at) == (BundleState.WAITING, None, due)


def test_a_row_is_handed_only_to_somebody_whose_duty_it_is():
    cast, report = make_cast(), make_report()
    with acting_as(cast.amina):
        row = actions.take(bundle=row_of(report), by=cast.amina, at=NOON)
        with pytest.raises(CannotTakeIt, match="Sol"):
            actions.hand_over(bundle=row, to=cast.sol, by=cast.amina, at=LATER)
        assert actions.hand_over(bundle=row, to=cast.ines, by=cast.amina, at=LATER).held_by == cast.ines


def test_an_analyst_may_read_but_takes_nothing_from_the_queue():
    cast, report = make_cast(), make_report()
    with acting_as(cast.ben):
        with pytest.raises(NotYourDuty):
            actions.take(bundle=row_of(report), by=cast.ben, at=NOON)
        with pytest.raises(NotYourDuty):
            actions.take_next(by=cast.ben, at=NOON)


def test_a_person_raises_and_lowers_with_a_reason_and_both_stay_on_record():
    cast, report = make_cast(), make_report(Fact.ACCESS_TO_CHILDREN, harm=Harm.OTHER)
    with acting_as(cast.amina):
        with pytest.raises(ReasonNeeded):
            actions.set_priority(bundle=row_of(report), priority=1, reason="  ", by=cast.amina, at=LATER)
        row = actions.set_priority(bundle=row_of(report), priority=1, reason="He lives there.", by=cast.amina, at=LATER)
        assert (row.priority, row.due_at) == (1, LATER + timedelta(hours=1))
        row = actions.set_priority(bundle=row, priority=3, reason="He moved out in 2019.", by=cast.amina, at=LATER)
        assert (row.priority, row.due_at) == (3, NOON + timedelta(days=5))
        decided = Assessment.objects.filter(report=report).order_by("id")
        assert [each.priority for each in decided] == [2, 1, 3]
        assert [each.is_current for each in decided] == [False, False, True]
        assert decided[2].rule_priority == 2
        assert decided[2].decision_reason == "He moved out in 2019."


def test_no_act_sets_a_priority_under_the_floor_and_the_answer_says_what_holds_it():
    cast, report = make_cast(), make_report(Fact.MEETING_ARRANGED)
    with acting_as(cast.chen):
        with pytest.raises(UnderTheFloor, match="a meeting with the child is arranged"):
            actions.set_priority(bundle=row_of(report), priority=3, reason="Quiet day.", by=cast.chen, at=LATER)
        for nonsense in (0, 4, -1):
            with pytest.raises(UnderTheFloor):
                actions.set_priority(bundle=row_of(report), priority=nonsense, reason="x", by=cast.chen, at=LATER)
    assert row_of(report).priority == 2


def test_closing_needs_a_reason_and_reopening_brings_it_back_with_a_fresh_clock():
    cast, report = make_cast(), make_report(harm=Harm.WEBSITE, parties=())
    with acting_as(cast.amina):
        with pytest.raises(ReasonNeeded):
            actions.close(bundle=row_of(report), reason_code="JUNK", reason="", by=cast.amina, at=LATER)
        row = actions.close(bundle=row_of(report), reason_code="JUNK", reason="Advertising.", by=cast.amina, at=LATER)
        assert (row.state, row.end_reason) == (BundleState.CLOSED, "Not a report. Advertising.")
        with pytest.raises(Ended):
            actions.take(bundle=row, by=cast.amina, at=LATER)
        week = NOON + timedelta(days=7)
        row = actions.reopen(bundle=row, reason="It names a child after all.", by=cast.amina, at=week)
        assert (row.state, row.due_at, row.ended_at) == (BundleState.WAITING, week + timedelta(days=5), None)
        with pytest.raises(NotClosed):
            actions.reopen(bundle=row, reason="Again.", by=cast.amina, at=week)


def test_a_child_said_to_be_in_danger_is_closed_by_a_supervisor_alone():
    cast, report = make_cast(), make_report(Fact.IMMEDIATE_DANGER)
    with acting_as(cast.amina), pytest.raises(ChildInDanger):
        actions.close(bundle=row_of(report), reason_code="JUNK", reason="No.", by=cast.amina, at=LATER)
    with acting_as(cast.chen):
        row = actions.close(bundle=row_of(report), reason_code="JUNK", reason="A test.", by=cast.chen, at=LATER)
    assert row.state == BundleState.CLOSED


def test_every_act_is_on_record_under_the_reports_reference():
    cast, report = make_cast(), make_report(harm=Harm.OTHER)
    with acting_as(cast.amina):
        row = actions.take(bundle=row_of(report), by=cast.amina, at=LATER)
        actions.hand_over(bundle=row, to=cast.ines, by=cast.amina, at=LATER)
    with acting_as(cast.ines):
        actions.put_back(bundle=row, by=cast.ines, at=LATER)
        actions.set_priority(bundle=row, priority=2, reason="A pattern.", by=cast.ines, at=LATER)
        actions.close(bundle=row, reason_code="NOT_FOR_US", reason="Another centre's.", by=cast.ines, at=LATER)
        actions.reopen(bundle=row, reason="They sent it back.", by=cast.ines, at=LATER)
    acts = set(AuditRecord.objects.filter(object_reference=report.reference).values_list("act", flat=True))
    assert {
        "report taken",
        "report handed over",
        "report put back",
        "priority set",
        "report closed",
        "report reopened",
    } <= acts


def test_a_signal_raises_the_row_its_assessment_and_its_clock_and_counts_once():
    cast = make_cast()
    report = make_report(harm=Harm.WEBSITE, parties=())
    for _ in range(2):
        actions.add_signal(report=report, code="KNOWN_CHILD_UNIDENTIFIED", at=LATER, by=cast.ben)
    row = row_of(report)
    assert (row.priority, row.floor, row.due_at) == (2, 2, LATER + timedelta(hours=24))
    assert [reason["code"] for reason in row.reasons].count("KNOWN_CHILD_UNIDENTIFIED") == 1
    with acting_as_system():
        assert Assessment.objects.get(report=report, is_current=True).priority == 2


def test_a_case_takes_a_row_and_gives_it_back():
    cast, report = make_cast(), make_report()
    with acting_as(cast.ines):
        actions.mark_in_case(reports=[report], by=cast.ines, at=LATER, restricted=True)
        assert not Bundle.objects.filter(lead=report).exists(), "only members of its case see it"
        actions.mark_in_case(reports=[report], by=cast.ines, at=LATER, restricted=False)
        assert Bundle.objects.get(lead=report).state == BundleState.IN_CASE
        actions.take_out_of_case(reports=[report], reason="Another child.", by=cast.ines, at=LATER)
        assert Bundle.objects.get(lead=report).state == BundleState.WAITING


def test_the_same_person_in_a_later_report_is_noticed():
    cast = make_cast()
    said = make_understood(harm=Harm.IMAGES)
    reports = [
        make_report(harm=Harm.IMAGES, parties=said.parties, narrative=f"Report number {number} about one account.")
        for number in range(4)
    ]
    codes = [{reason["code"] for reason in row_of(report).reasons} for report in reports]
    assert ["REPEATED" in each for each in codes] == [False, True, True, True]
    assert row_of(reports[3]).priority == 2
    with acting_as(cast.ines):
        actions.mark_in_case(reports=reports[:1], by=cast.ines, at=LATER)
    fifth = make_report(harm=Harm.IMAGES, parties=said.parties, narrative="One more report about the same account.")
    assert "IN_CASE_BEFORE" in {reason["code"] for reason in row_of(fifth).reasons}
    unrelated = make_report(harm=Harm.IMAGES, parties=replace(said, parties=()).parties)
    assert "REPEATED" not in {reason["code"] for reason in row_of(unrelated).reasons}
