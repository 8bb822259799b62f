"""A referral is drafted: what the facts propose, what a person chooses, what the partner would read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.referrals.referral_cases import Scene, make_scene
from daymark.casework.access.context import acting_as
from daymark.casework.cases.actions import NoReason, add_report
from daymark.casework.cases.models import LogEntry
from daymark.casework.cases.queries import understood_in
from daymark.casework.referrals.actions import (
    AlreadyReferred,
    CannotReceive,
    NotADraft,
    draft_referral,
    rewrite_draft,
    withdraw,
)
from daymark.casework.referrals.models import Referral, ReferralEvent, ReferralState
from daymark.casework.referrals.queries import document_of, evidence_for, reports_missing_from
from daymark.casework.referrals.rules.gathering import FROM_A_FILE, Gathered, SightedHere, facts_of
from daymark.casework.referrals.rules.wording import NO_ACCUSED, NO_CHILD, NO_NAME, unknowns_of
from daymark.casework.reports.actions import record_answer
from daymark.casework.reports.rules.understood import Fact, PartyRole, PlaceSaid
from daymark.engine.ipcountry import IpCountry
from examples import NOON, make_report, make_understood

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene(Fact.MEETING_ARRANGED)


def test_the_document_holds_the_child_the_danger_and_the_account_with_its_times(scene: Scene) -> None:
    document = document_of(scene.draft())

    assert (document.children[0].name, document.children[0].words) == ("Mia Example", "Girl, 11 to 13")
    assert document.danger[0].sentence == "A meeting is arranged."
    address = document.complained_of[0].identifiers[1]
    assert (address.received, address.seen_as_received, address.port) == (
        "203.0.113.7",
        "2026-03-01T07:00:00-05:00",
        4431,
    )
    assert document.accounts[0].narrative
    assert document.unknown
    assert document.first_received_at == scene.report.received_at


def test_a_file_goes_along_under_a_name_of_ours_and_never_the_senders(scene: Scene) -> None:
    file = document_of(scene.draft()).files[0]

    assert file.name == "../picture of a boat.png"
    assert file.part == f"files/0001-{file.sha256[:16]}.bin"


def test_files_can_be_held_back_with_a_word_about_it(scene: Scene) -> None:
    file = document_of(scene.draft(enclose_files=False)).files[0]

    assert file.part == ""
    assert "held back" in file.why_not


def test_who_reported_is_named_only_when_a_person_says_so(scene: Scene) -> None:
    assert "Pat Example" not in str(document_of(scene.draft()).to_json())

    with acting_as(scene.cast.ines):
        draft = Referral.objects.get()
        rewritten = rewrite_draft(referral=draft, include_reporters=True, by=scene.cast.ines, at=NOON)
    assert document_of(rewritten).reporters[0].name == "Pat Example"


def test_what_a_reporter_answered_later_is_in_it(scene: Scene) -> None:
    with acting_as(scene.cast.ines):
        record_answer(report=scene.report, text="He wants to meet on Saturday.", at=NOON)

    assert document_of(scene.draft()).accounts[0].said_later[0].text == "He wants to meet on Saturday."


def test_the_facts_propose_the_force_where_the_child_lives(scene: Scene) -> None:
    with acting_as(scene.cast.ines):
        evidence = evidence_for(scene.case, understood_in(scene.case))

    assert evidence.offered[0].proposal.agency == "GB-GREATER-MANCHESTER"
    assert evidence.offered[0].why_not == "This authority is not among the partners here. Add it, or choose another."
    assert any("documentation address" in sentence for sentence in evidence.unplaced)


def test_what_was_proposed_and_why_another_was_chosen_is_kept(scene: Scene) -> None:
    draft = scene.draft()

    assert draft.proposals[0]["agency"] == "GB-GREATER-MANCHESTER"
    assert draft.choice_reason == "The child lives in their area."
    with acting_as(scene.cast.ines):
        assert ReferralEvent.objects.get(referral=draft).state == ReferralState.DRAFT


def test_a_choice_without_a_reason_is_refused(scene: Scene) -> None:
    with acting_as(scene.cast.ines), pytest.raises(NoReason):
        draft_referral(case=scene.case, destination=scene.cast.partner, choice_reason=" ", by=scene.cast.ines, at=NOON)


@pytest.mark.parametrize("change", [{"is_active": False}, {"receives_referrals": False}, {"is_this_centre": True}])
def test_an_agency_that_receives_nothing_cannot_be_chosen(scene: Scene, change: dict[str, bool]) -> None:
    scene.cast.centre.is_this_centre = False
    scene.cast.centre.save()
    for name, value in change.items():
        setattr(scene.cast.partner, name, value)
    scene.cast.partner.save()

    with pytest.raises(CannotReceive):
        scene.draft()


def test_one_case_lies_with_one_agency_once(scene: Scene) -> None:
    first = scene.draft()

    with pytest.raises(AlreadyReferred, match=first.reference):
        scene.draft()


def test_a_report_that_came_later_is_said_to_be_missing_until_the_draft_is_written_anew(scene: Scene) -> None:
    draft, later = scene.draft(), make_report(Fact.IMMEDIATE_DANGER)
    with acting_as(scene.cast.ines):
        add_report(case=scene.case, report=later, by=scene.cast.ines, at=NOON)
        assert reports_missing_from(draft) == [later.reference]
        again = rewrite_draft(referral=draft, by=scene.cast.ines, at=NOON)
        assert reports_missing_from(again) == []

    assert (again.priority, again.child_in_danger) == (1, True)


def test_what_was_sent_cannot_be_rewritten(scene: Scene) -> None:
    sent = scene.sent()

    with acting_as(scene.cast.ines), pytest.raises(NotADraft):
        rewrite_draft(referral=sent, by=scene.cast.ines, at=NOON)


def test_a_discarded_draft_frees_the_agency_and_is_in_the_log(scene: Scene) -> None:
    with acting_as(scene.cast.ines):
        withdraw(referral=scene.draft(), reason="Another force.", by=scene.cast.ines, at=NOON)
        assert LogEntry.objects.filter(case=scene.case).last().reason == "Another force."
    scene.draft()


def test_each_fact_is_gathered_with_whose_it_is_and_how_old() -> None:
    said = make_understood(places=(PlaceSaid(country="FR"),))
    seen = SightedHere(PartyRole.FILE.value, "IP_ADDRESS", "203.0.113.7", "Upload", NOON.replace(day=1), True, False)
    phone = SightedHere(PartyRole.CHILD.value, "PHONE", "+447700900123", "", None, None, True)
    report = Gathered("R-1", NOON, said, [seen, phone], "Example Host", "US")

    facts = {fact.kind: fact for fact in facts_of([report], look_up=lambda ip: IpCountry(ip, "FR", "t", None, ""))}

    assert (facts["IP_COUNTRY"].value, facts["IP_COUNTRY"].age_days) == ("FR", 1)
    assert FROM_A_FILE in facts["IP_COUNTRY"].doubts
    assert (facts["PHONE"].standing, facts["PHONE"].subject) == ("CONFIRMED", "CHILD")
    assert facts["PROVIDER_LOCATION"].value == "US"
    assert {"STATED_AREA", "STATED_COUNTRY"} <= set(facts)


def test_the_same_fact_of_two_reports_stands_twice_but_never_twice_of_one() -> None:
    report = Gathered("R-1", NOON, make_understood(), [])
    once = facts_of([report, report], look_up=lambda ip: IpCountry(ip, None, None, None, ""))
    both = facts_of([report, replace(report, reference="R-2")], look_up=lambda ip: IpCountry(ip, None, None, None, ""))

    assert len(both) == 2 * len(once)


def test_what_one_report_answers_is_not_said_to_be_unknown() -> None:
    asked = [("MEETING_ARRANGED", "Has a meeting been arranged?"), ("SELF_HARM", "Self-harm?"), ("AREA", "Where?")]
    told, silent = make_understood(Fact.MEETING_ARRANGED), make_understood(parties=())

    assert unknowns_of([silent, told], asked) == (NO_NAME, "Self-harm?")
    assert unknowns_of([silent], asked) == (NO_CHILD, NO_ACCUSED, *(sentence for _, sentence in asked))
