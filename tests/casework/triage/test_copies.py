"""Copies fold into one row that never becomes less urgent, wherever and whenever they arrive."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.reports.actions import REPORT_WITHDRAWN, Arrival, file_reports
from daymark.casework.reports.models import Report, Way
from daymark.casework.reports.rules.understood import Fact, Harm
from daymark.casework.triage import actions
from daymark.casework.triage.actions.folding import fold_in
from daymark.casework.triage.actions.splitting import NothingToSplit
from daymark.casework.triage.models import Assessment, Bundle, BundleState
from daymark.casework.triage.queries import bundle_of, copies_of, with_copies
from daymark.casework.triage.rules import TriageContext, assess
from examples import NOON, make_report, make_understood
from people import make_cast

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=3)
WORDS = "The same words in every copy of this report, long enough to tell that it is a copy."


def copy_of(*facts, at=NOON, **changes):
    return make_report(*facts, at=at, **{"narrative": WORDS, "parties": (), "harm": Harm.OTHER, **changes})


def row_of(report):
    with acting_as_system():
        return bundle_of(report)


def test_copies_make_one_row_that_the_gravest_of_them_leads():
    first = copy_of()
    grave = copy_of(Fact.ACCESS_TO_CHILDREN, at=LATER)
    calm = copy_of(at=LATER)
    row = row_of(first)
    assert (row.pk, row.copies) == (row_of(grave).pk, 3)
    assert (row.lead, row.priority) == (first, 2)
    assert row.due_at == LATER + timedelta(hours=24), "the clock of the graver copy runs from its arrival"
    assert row_of(calm).priority == 2
    with acting_as_system():
        assert list(copies_of(row)) == [first, grave, calm]
        assert with_copies([calm]) == [first, grave, calm]


def test_how_many_copies_there_are_changes_nothing_about_how_urgent_it_is():
    first = copy_of()
    before = row_of(first)
    for _ in range(6):
        copy_of()
    after = row_of(first)
    assert (after.priority, after.rank, after.reasons) == (before.priority, before.rank, before.reasons)
    assert after.copies == 7


def test_a_copy_with_records_that_run_out_soon_shortens_the_clock():
    first = copy_of()
    with acting_as_system():
        row = bundle_of(first)
        verdict = assess(make_understood(harm=Harm.OTHER, parties=()), TriageContext(at=NOON))
    hurried = replace(verdict, clock=timedelta(hours=5))
    assert not fold_in(row, first, hurried, LATER)
    assert row.due_at == LATER + timedelta(hours=5)


def test_what_one_copy_answers_is_not_asked_any_more():
    first = copy_of()
    assert "CONTACT_CONTINUES" in {question["code"] for question in row_of(first).questions}
    copy_of(Fact.CONTACT_CONTINUES)
    assert "CONTACT_CONTINUES" not in {question["code"] for question in row_of(first).questions}


def test_copies_in_one_batch_fold_as_they_would_one_by_one():
    said = make_understood(harm=Harm.OTHER, narrative=WORDS, parties=())
    grave = make_understood(Fact.THREATS_MADE, harm=Harm.OTHER, narrative=WORDS, parties=())
    other = make_understood(harm=Harm.OTHER, parties=())
    with acting_as_system():
        arrivals = [Arrival(each, Way.PACKAGE, body=b"synthetic") for each in (said, grave, other, said)]
        filed = [each.report for each in file_reports(arrivals=arrivals, by=None, at=NOON)]
        assert Bundle.objects.count() == 2
        assert Assessment.objects.filter(is_current=True).count() == 4
    assert (row_of(filed[0]).copies, row_of(filed[0]).priority) == (3, 2)


def test_a_copy_of_something_closed_is_seen_and_does_not_come_back_by_itself():
    cast, first = make_cast(), copy_of()
    with acting_as(cast.amina):
        actions.close(bundle=row_of(first), reason_code="JUNK", reason="Advertising.", by=cast.amina, at=NOON)
    copy = copy_of(at=LATER)
    row = row_of(copy)
    assert (row.state, row.copies) == (BundleState.CLOSED, 2)
    assert "COPY_AFTER_CLOSING" in {reason["code"] for reason in row.reasons}


def test_a_graver_copy_of_something_closed_stands_in_the_queue_again():
    cast, first = make_cast(), copy_of()
    with acting_as(cast.amina):
        actions.close(bundle=row_of(first), reason_code="TOO_LITTLE", reason="No name.", by=cast.amina, at=NOON)
    copy = copy_of(Fact.IMMEDIATE_DANGER, at=LATER)
    row = row_of(first)
    assert (row.state, row.priority, row.due_at) == (BundleState.WAITING, 1, LATER + timedelta(hours=1))
    assert row.title == copy.title
    assert AuditRecord.objects.filter(act="copy folded", detail__contains='"reopened": true').exists()


def test_a_copy_of_something_in_a_case_is_told_to_the_case_and_keeps_the_row_there():
    cast, first = make_cast(), copy_of()
    with acting_as(cast.ines):
        actions.mark_in_case(reports=[first], by=cast.ines, at=NOON, restricted=True)
    told = []

    def note(reports, *, at):
        told.extend(reports)

    actions.COPIES_OF_CASE.follow(note)
    try:
        copy = copy_of(Fact.IMMEDIATE_DANGER, at=LATER)
    finally:
        actions.COPIES_OF_CASE._followers.remove(note)
    assert told == [copy]
    row = row_of(copy)
    assert (row.state, row.priority, row.is_restricted) == (BundleState.IN_CASE, 1, True)


def test_a_decision_stands_when_the_same_comes_again_and_yields_to_graver_news():
    cast, first = make_cast(), copy_of(Fact.ACCESS_TO_CHILDREN)
    with acting_as(cast.amina):
        actions.set_priority(bundle=row_of(first), priority=3, reason="He is in prison.", by=cast.amina, at=NOON)
    copy_of(Fact.ACCESS_TO_CHILDREN, at=LATER)
    assert row_of(first).priority == 3
    copy_of(Fact.LIVE_ABUSE, at=LATER)
    assert row_of(first).priority == 1


def test_a_copy_that_is_none_stands_alone_with_its_own_reasons_and_never_folds_again():
    cast = make_cast()
    first, second = copy_of(), copy_of(Fact.ACCESS_TO_CHILDREN, at=LATER)
    with acting_as(cast.amina):
        own = actions.split_copy(report=second, reason="Another child.", by=cast.amina, at=LATER)
        with pytest.raises(NothingToSplit):
            actions.split_copy(report=second, reason="Again.", by=cast.amina, at=LATER)
    assert (own.lead, own.copies, own.priority, own.fingerprint) == (second, 1, 2, None)
    left = row_of(first)
    assert (left.lead, left.copies, left.priority) == (first, 1, 2), "splitting never lowers what is left"


def test_when_the_leading_report_is_split_off_the_next_one_leads():
    cast = make_cast()
    first, second = copy_of(), copy_of(at=LATER)
    with acting_as(cast.amina):
        actions.split_copy(report=first, reason="Another child.", by=cast.amina, at=LATER)
    assert row_of(second).lead == second
    assert row_of(first).lead == first


def test_one_of_two_copies_taken_out_of_a_case_waits_again_alone():
    cast = make_cast()
    first, second = copy_of(), copy_of(at=LATER)
    with acting_as(cast.ines):
        actions.mark_in_case(reports=[first, second], by=cast.ines, at=LATER)
        actions.take_out_of_case(reports=[second], reason="Not this child.", by=cast.ines, at=LATER)
    assert row_of(first).state == BundleState.IN_CASE
    assert row_of(second).state == BundleState.WAITING


def withdraw(report: Report) -> None:
    with acting_as_system():
        Report.objects.filter(pk=report.pk).update(withdrawn_at=LATER)
        REPORT_WITHDRAWN.announce(report, at=LATER)


def test_a_withdrawn_report_leaves_the_queue_unless_somebody_holds_it():
    cast, free, held = make_cast(), make_report(harm=Harm.WEBSITE, parties=()), make_report(harm=Harm.OTHER)
    with acting_as(cast.amina):
        actions.take(bundle=row_of(held), by=cast.amina, at=NOON)
    withdraw(free)
    withdraw(held)
    assert (row_of(free).state, row_of(free).end_reason) == (
        BundleState.CLOSED,
        "Withdrawn by the sender. The sender withdrew it.",
    )
    assert row_of(held).state == BundleState.IN_HAND
    assert "WITHDRAWN" in {reason["code"] for reason in row_of(held).reasons}


def test_a_withdrawal_never_takes_another_senders_copy_or_a_child_in_danger_out_of_the_queue():
    one, _other = copy_of(), copy_of()
    danger = make_report(Fact.IMMEDIATE_DANGER)
    withdraw(one)
    withdraw(danger)
    assert row_of(one).state == BundleState.WAITING
    assert row_of(danger).state == BundleState.WAITING
