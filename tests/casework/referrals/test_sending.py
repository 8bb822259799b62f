"""Sent means: a package that the partner alone can open, and a clock that runs until somebody there has it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from casework.referrals.referral_cases import CONTENT, Scene, make_scene
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.keyring import keyring, vault
from daymark.casework.access.models import AuditRecord
from daymark.casework.cases.actions import CaseClosed, close_case
from daymark.casework.cases.models import ClosingOutcome, LogEntry
from daymark.casework.referrals.actions import (
    CannotReceive,
    HasKey,
    NoKey,
    accept,
    acknowledge,
    conclude,
    decline,
    leave_note,
    remind,
    send_referral,
    withdraw,
)
from daymark.casework.referrals.actions.moving import NotYourReferral, WhoTold
from daymark.casework.referrals.models import Referral, ReferralEvent, ReferralState
from daymark.casework.referrals.queries import (
    declined_for,
    document_of,
    get_partner_referral_for,
    get_referral_for,
    level_of,
    pending_for,
    six_hours_lately,
    standing_of,
    waiting_for,
)
from daymark.casework.referrals.rules.states import CannotMove
from daymark.casework.reports.rules.understood import Fact
from daymark.exchange.referral import read_referral
from daymark.problems import NotForYou
from daymark.vault.destruction import AlreadyDestroyed
from daymark.vault.envelopes import NotAnAddress
from daymark.vault.packages import read_package
from examples import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def scene() -> Scene:
    return make_scene(Fact.IMMEDIATE_DANGER)


def fetched(referral: Referral, folder: Path) -> Path:
    """The package as a partner would have downloaded it."""
    path = folder / "package"
    with vault().open(referral.package_sha256) as stream:
        path.write_bytes(stream.read())
    return path


def test_the_package_holds_pdf_json_and_files_and_opens_with_the_partners_key_alone(
    scene: Scene, tmp_path: Path
) -> None:
    sent = scene.sent()
    path = fetched(sent, tmp_path)

    assert sent.is_encrypted
    assert b"Mia" not in path.read_bytes()
    keys = keyring()
    with read_package(path, identities=keys.identities, trusted_keys=keys.public_keys) as package:
        assert package.read("referral.pdf").startswith(b"%PDF")
        assert read_referral(package.read("referral.json")) == document_of(sent)
        assert package.read(document_of(sent).files[0].part) == CONTENT
        assert (package.manifest.kind, package.manifest.reference) == ("referral", sent.reference)


@pytest.mark.parametrize("facts", [(Fact.IMMEDIATE_DANGER,), ()])
def test_the_acknowledgement_is_due_by_the_priority(facts: tuple[Fact, ...]) -> None:
    sent = make_scene(*facts).sent()

    assert (sent.state, sent.due_at) == (ReferralState.SENT, NOON + {1: 1, 2: 6, 3: 24}[sent.priority] * HOUR)


def test_without_a_key_nothing_leaves_until_a_person_says_that_it_is_handed_over(scene: Scene, tmp_path: Path) -> None:
    scene.cast.partner.public_key = ""
    scene.cast.partner.save()
    draft = scene.draft()
    with acting_as(scene.cast.ines):
        with pytest.raises(NoKey, match="Test Force has no key"):
            send_referral(referral=draft, by=scene.cast.ines, at=NOON)
        assert Referral.objects.get().state == ReferralState.DRAFT
        sent = send_referral(referral=draft, by=scene.cast.ines, at=NOON, by_hand=True)

    assert sent.is_encrypted is False
    assert fetched(sent, tmp_path).read_bytes().startswith(b"PK")
    assert "not encrypted" in document_of(sent).handling[-1]
    detail = json.loads(AuditRecord.objects.get(act="referral sent").detail)
    assert (detail["encrypted"], detail["package"]) == (False, sent.package_sha256)


def test_a_partner_with_a_key_never_gets_a_clear_package(scene: Scene) -> None:
    draft = scene.draft()
    with acting_as(scene.cast.ines), pytest.raises(HasKey):
        send_referral(referral=draft, by=scene.cast.ines, at=NOON, by_hand=True)


def test_a_key_that_is_none_is_refused_before_anything_is_sent(scene: Scene) -> None:
    scene.cast.partner.public_key = "age1nonsense"
    scene.cast.partner.save()
    draft = scene.draft()
    with acting_as(scene.cast.ines), pytest.raises(NotAnAddress):
        send_referral(referral=draft, by=scene.cast.ines, at=NOON)
    with acting_as(scene.cast.ines):
        assert Referral.objects.get().state == ReferralState.DRAFT


def test_a_file_that_the_vault_lost_stops_the_sending_in_words() -> None:
    scene = make_scene(content=b"what is destroyed stays so for every later test")
    draft = scene.draft()
    vault().destroy(document_of(draft).files[0].sha256, at=NOON, by="test", why="test")
    with acting_as(scene.cast.ines), pytest.raises(AlreadyDestroyed):
        send_referral(referral=draft, by=scene.cast.ines, at=NOON)
    with acting_as(scene.cast.ines):
        assert Referral.objects.get().package_sha256 == ""


def test_an_agency_that_left_meanwhile_gets_nothing(scene: Scene) -> None:
    draft = scene.draft()
    scene.cast.partner.is_active = False
    scene.cast.partner.save()
    with acting_as(scene.cast.ines), pytest.raises(CannotReceive, match="Not sent"):
        send_referral(referral=draft, by=scene.cast.ines, at=NOON)


def test_a_closed_case_sends_nothing(scene: Scene) -> None:
    draft = scene.draft()
    with acting_as(scene.cast.ines):
        close_case(case=scene.case, outcome=ClosingOutcome.DUPLICATE, reason="Twice.", by=scene.cast.ines, at=NOON)
        with pytest.raises(CaseClosed):
            send_referral(referral=draft, by=scene.cast.ines, at=NOON)


def test_the_second_to_send_reads_that_somebody_was_faster(scene: Scene) -> None:
    draft = scene.draft()
    with acting_as(scene.cast.ines):
        send_referral(referral=draft, by=scene.cast.ines, at=NOON)
    with acting_as(scene.cast.ben), pytest.raises(CannotMove, match="is sent already"):
        send_referral(referral=draft, by=scene.cast.ben, at=NOON)


def test_the_partner_walks_the_whole_line_and_the_cases_log_tells_it(scene: Scene) -> None:
    sent, dee = scene.sent(), scene.cast.dee
    with acting_as(dee):
        acknowledge(referral=sent, by=dee, at=NOON + HOUR)
        accept(referral=sent, by=dee, at=NOON + 2 * HOUR, note="A team is on its way.")
        conclude(referral=sent, by=dee, at=NOON + 3 * HOUR)
    with acting_as(scene.cast.ines):
        line = standing_of(Referral.objects.get(), sender="Test Centre", at=NOON + 4 * HOUR)
        said = [entry.text for entry in LogEntry.objects.filter(case=scene.case)]
    words = [step.words for step in line.steps]
    assert words == ["Drafted", "Sent", "Acknowledged", "Accepted", "Concluded"]
    assert [step.by for step in line.steps] == ["Ines", "Ines", "Dee", "Dee", "Dee"]
    assert line.waits_for == ""
    assert said[-3:] == [f"Referral {sent.reference} to Test Force: {word}." for word in map(str.lower, words[2:])]


def test_accepting_at_once_acknowledges_too(scene: Scene) -> None:
    sent, dee = scene.sent(), scene.cast.dee
    with acting_as(dee):
        accepted = accept(referral=sent, by=dee, at=NOON + HOUR)

    assert accepted.acknowledged_at == accepted.answered_at == NOON + HOUR
    with acting_as(dee):
        states = ReferralEvent.objects.filter(referral=sent).values_list("state", flat=True)
        assert list(states) == ["DRAFT", "SENT", "ACKNOWLEDGED", "ACCEPTED"]


def test_declined_needs_a_reason_and_waits_for_the_lead_until_another_is_drafted(scene: Scene) -> None:
    sent, dee, ines = scene.sent(), scene.cast.dee, scene.cast.ines
    with acting_as(dee):
        decline(referral=sent, reason="Not our area.", by=dee, at=NOON + HOUR)
    with acting_as(ines):
        assert waiting_for(ines, at=NOON + HOUR).lines[0].changed == "Declined. Choose another authority"
    scene.draft(at=NOON + 2 * HOUR)
    with acting_as(ines):
        assert not declined_for(ines).exists()


def test_an_officer_who_writes_down_a_call_names_who_called(scene: Scene) -> None:
    sent, ines = scene.sent(), scene.cast.ines
    with acting_as(ines):
        with pytest.raises(WhoTold):
            acknowledge(referral=sent, by=ines, at=NOON)
        acknowledge(referral=sent, by=ines, at=NOON, heard_from="PC Example, by telephone")
        assert ReferralEvent.objects.last().note == "told by PC Example, by telephone"


def test_another_agency_sees_nothing_and_answers_nothing(scene: Scene) -> None:
    sent, eli = scene.sent(), scene.cast.eli
    with acting_as(eli):
        assert not Referral.objects.exists()
        with pytest.raises(NotForYou):
            get_partner_referral_for(eli, sent.reference, at=NOON)
        with pytest.raises(NotForYou):
            acknowledge(referral=sent, by=eli, at=NOON)
    with acting_as(scene.cast.ines), pytest.raises(NotYourReferral):
        acknowledge(referral=sent, by=eli, at=NOON)


def test_the_gate_itself_refuses_another_agency_also_where_the_database_would_not(scene: Scene) -> None:
    sent = scene.sent()
    with acting_as_system():
        assert get_partner_referral_for(scene.cast.dee, sent.reference, at=NOON) == sent
        for other in (scene.cast.eli, scene.cast.ines, scene.cast.ada):
            with pytest.raises(NotForYou):
                get_partner_referral_for(other, sent.reference, at=NOON)
        for other in (scene.cast.dee, scene.cast.ada, scene.cast.sol):
            with pytest.raises(NotForYou):
                get_referral_for(other, sent.reference, at=NOON)


def test_a_partner_sees_no_draft_and_nothing_of_the_case(scene: Scene) -> None:
    scene.draft()
    with acting_as(scene.cast.dee):
        assert not Referral.objects.exists()
        assert not ReferralEvent.objects.exists()
        assert not LogEntry.objects.exists()


def test_a_withdrawn_referral_stays_in_the_partners_list_with_the_reason(scene: Scene) -> None:
    sent = scene.sent()
    with acting_as(scene.cast.ines):
        withdraw(referral=sent, reason="The child lives elsewhere.", by=scene.cast.ines, at=NOON)
    with acting_as(scene.cast.dee):
        seen = get_partner_referral_for(scene.cast.dee, sent.reference, at=NOON)
        assert seen.state == ReferralState.WITHDRAWN
        assert seen.events.last().note == "The child lives elsewhere."


def test_both_sides_leave_words_that_the_other_reads(scene: Scene) -> None:
    sent, dee, ines = scene.sent(), scene.cast.dee, scene.cast.ines
    with acting_as(dee):
        leave_note(referral=sent, text="Which school?", by=dee, at=NOON)
        assert waiting_for(dee, at=NOON).lines[0].changed == "New for you. Acknowledge it"
    with acting_as(ines):
        leave_note(referral=sent, text="It is not known.", by=ines, at=NOON)
        remind(referral=sent, by=ines, at=NOON, note="Called the duty desk.")
    with acting_as(dee):
        notes = [event.note for event in ReferralEvent.objects.filter(referral=sent) if event.note]
    assert notes == ["Which school?", "It is not known.", "Reminded: Called the duty desk."]


def test_a_partners_answer_stands_on_the_leads_home_page(scene: Scene) -> None:
    sent, dee, ines = scene.sent(), scene.cast.dee, scene.cast.ines
    with acting_as(dee):
        accept(referral=sent, by=dee, at=NOON + HOUR)
    with acting_as(ines):
        lines = waiting_for(ines, at=NOON + 2 * HOUR).lines
        assert [(line.section.name, line.changed) for line in lines] == [("ANSWERS", "Test Force: accepted")]
        assert not waiting_for(ines, at=NOON + timedelta(days=9)).lines


def test_an_unacknowledged_one_climbs_to_the_supervisor_and_among_the_clocks(scene: Scene) -> None:
    sent, chen = scene.sent(), scene.cast.chen
    with acting_as(chen):
        assert not pending_for(chen, at=NOON).exists()
        assert pending_for(chen, at=NOON + 2 * HOUR).get() == sent
        assert [level_of(sent, NOON + hours * HOUR) for hours in (1, 2, 3, 9)] == [0, 2, 3, 3]
        line = waiting_for(chen, at=NOON + 3 * HOUR).lines[0]
    assert (line.section.name, line.in_danger) == ("CLOCKS", True)
    assert line.changed == "Test Force has not acknowledged it: overdue three times over"


def test_six_hours_are_measured_from_the_first_report(scene: Scene) -> None:
    sent, dee = scene.sent(), scene.cast.dee
    with acting_as(dee):
        acknowledge(referral=sent, by=dee, at=NOON + 2 * HOUR)
    with acting_as(scene.cast.ines):
        found = six_hours_lately(scene.cast.ines, at=NOON + 3 * HOUR)

    assert (found.met, found.decided, found.median) == (1, 1, 2 * HOUR)


def test_a_partner_who_reads_is_on_record(scene: Scene) -> None:
    sent = scene.sent()
    with acting_as(scene.cast.dee):
        get_partner_referral_for(scene.cast.dee, sent.reference, at=NOON)

    assert AuditRecord.objects.filter(act="referral read", actor=str(scene.cast.dee.pk)).count() == 1


def test_a_partner_never_withdraws_nor_reminds(scene: Scene) -> None:
    sent, dee = scene.sent(), scene.cast.dee
    with acting_as(dee):
        with pytest.raises(NotYourReferral):
            withdraw(referral=sent, reason="We would rather not.", by=dee, at=NOON)
        with pytest.raises(NotYourReferral):
            remind(referral=sent, by=dee, at=NOON, note="Ourselves.")
