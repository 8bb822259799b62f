"""Two people act on one referral in the same moment: one wins, the other reads what happened."""

from __future__ import annotations

import pytest

from casework.referrals.referral_cases import make_scene
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import User
from daymark.casework.cases.actions import AlreadyInCase, open_case
from daymark.casework.cases.models import CaseReport
from daymark.casework.referrals.actions import accept, decline, send_referral
from daymark.casework.referrals.models import Referral, ReferralEvent
from daymark.casework.referrals.rules.states import CannotMove
from daymark.casework.reports.models import Report
from examples import NOON, make_report
from people import make_cast
from together import at_once


@pytest.mark.usefixtures("committed")
def test_of_two_who_send_one_wins() -> None:
    scene = make_scene()
    draft = scene.draft()

    def send(by: User) -> Referral:
        with acting_as(by):
            return send_referral(referral=draft, by=by, at=NOON)

    found = at_once(lambda: send(scene.cast.ines), lambda: send(scene.cast.ben))

    assert {type(each) for each in found} == {Referral, CannotMove}
    with acting_as_system():
        assert ReferralEvent.objects.filter(state="SENT").count() == 1


@pytest.mark.usefixtures("committed")
def test_of_one_who_accepts_and_one_who_declines_one_wins() -> None:
    scene = make_scene()
    sent, dee = scene.sent(), scene.cast.dee

    def answer(act: object, **given: str) -> Referral:
        with acting_as(dee):
            return act(referral=sent, by=dee, at=NOON, **given)  # type: ignore[operator]

    at_once(lambda: answer(accept), lambda: answer(decline, reason="Not ours."))

    with acting_as_system():
        states = list(ReferralEvent.objects.filter(referral=sent).values_list("state", flat=True))
        now = Referral.objects.get()
    # Who accepted may still hand it back, so a decline that comes second stands; an acceptance that comes second not.
    assert states in (
        ["DRAFT", "SENT", "DECLINED"],
        ["DRAFT", "SENT", "ACKNOWLEDGED", "ACCEPTED", "DECLINED"],
    )
    assert now.state == "DECLINED"


@pytest.mark.usefixtures("committed")
def test_one_report_never_gets_into_two_cases() -> None:
    cast, report = make_cast(), make_report()

    def begin(by: User, each: Report) -> object:
        with acting_as(by):
            return open_case(reports=[each], by=by, at=NOON)

    found = at_once(lambda: begin(cast.ines, report), lambda: begin(cast.ben, report))

    assert sum(isinstance(each, AlreadyInCase) for each in found) == 1
    with acting_as_system():
        assert CaseReport.objects.filter(report=report).count() == 1
