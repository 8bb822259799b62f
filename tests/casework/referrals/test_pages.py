"""The pages of referrals, from the choice to the partner's answer and what came of it."""

from __future__ import annotations

import pytest
from django.test import Client

from casework.referrals.referral_cases import Scene, make_scene
from daymark.casework.access.context import acting_as
from daymark.casework.access.models import User
from daymark.casework.outcomes.models import Outcome
from daymark.casework.referrals.models import Referral
from daymark.casework.reports.rules.understood import Fact
from people import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene(Fact.MEETING_ARRANGED)


def at(user: User) -> Client:
    return sign_in(Client(), user)


def state(scene: Scene) -> str:
    with acting_as(scene.cast.ines):
        return Referral.objects.latest("drafted_at").state


def test_from_choice_to_child_safeguarded_through_the_pages(scene: Scene) -> None:
    ines, dee = at(scene.cast.ines), at(scene.cast.dee)
    choice = {
        "choice": "other",
        "other": "test-force",
        "choice_reason": "The child lives there.",
        "enclose_files": "on",
    }
    page = ines.post(f"/cases/{scene.case.reference}/refer/", choice, follow=True)
    assert "Nothing has been sent" in page.content.decode()
    address = page.redirect_chain[-1][0]
    reference = address.split("/")[2]
    assert dee.get(f"/referred/{reference}/").status_code == 404

    assert "Pending: Test Force to acknowledge it" in ines.post(f"{address}send/", follow=True).content.decode()
    assert "New: acknowledge it" in dee.get("/referred/").content.decode()
    page = dee.get(f"/referred/{reference}/").content.decode()
    assert "Mia Example" in page
    assert "Acknowledge: we have it" in page

    for given in ({"act": "acknowledge"}, {"act": "accept", "note": "A team visits."}):
        assert dee.post(f"/referred/{reference}/answer/", given).status_code == 302
    result = {"kind": "CHILD_SAFEGUARDED", "number": "1", "happened_on": "2026-03-02"}
    assert dee.post(f"/referred/{reference}/outcomes/", result).status_code == 302
    dee.post(f"/referred/{reference}/answer/", {"act": "conclude"})

    assert state(scene) == "CONCLUDED"
    assert "1 child safeguarded" in ines.get(f"/cases/{scene.case.reference}/").content.decode()
    assert "A team visits." in ines.get(f"/cases/{scene.case.reference}/history/").content.decode()


def test_proposals_stand_with_evidence_and_a_choice_needs_its_reason(scene: Scene) -> None:
    client, address = at(scene.cast.ines), f"/cases/{scene.case.reference}/refer/"
    page = client.get(address).content.decode()
    assert "Manchester was named as the place" in page

    for given in ({}, {"choice": "other", "choice_reason": "So."}, {"choice": "GB-CEOP", "choice_reason": "So."}):
        assert client.post(address, given).status_code == 422


def test_without_a_key_the_page_says_so_and_the_tick_is_needed(scene: Scene) -> None:
    scene.cast.partner.public_key = ""
    scene.cast.partner.save()
    draft, client = scene.draft(), at(scene.cast.ines)
    assert "has no key" in client.get(f"/referrals/{draft.reference}/").content.decode()
    assert client.post(f"/referrals/{draft.reference}/send/").status_code == 422
    assert state(scene) == "DRAFT"

    client.post(f"/referrals/{draft.reference}/send/", {"by_hand": "on"})

    assert state(scene) == "SENT"
    name = client.get(f"/referrals/{draft.reference}/package/")["Content-Disposition"]
    assert name == f'attachment; filename="{draft.reference}.daymark.zip"'


def test_a_partner_who_declines_says_why(scene: Scene) -> None:
    sent, dee = scene.sent(), at(scene.cast.dee)
    answer = dee.post(f"/referred/{sent.reference}/answer/", {"act": "decline", "note": ""})
    assert answer.status_code == 422
    assert "Say why it is declined" in answer.content.decode()

    dee.post(f"/referred/{sent.reference}/answer/", {"act": "decline", "note": "Not our area."})

    assert state(scene) == "DECLINED"
    assert "Choose another authority" in at(scene.cast.ines).get(f"/referrals/{sent.reference}/").content.decode()


def test_an_answer_that_came_too_late_is_refused_in_words(scene: Scene) -> None:
    sent, dee = scene.sent(), at(scene.cast.dee)
    at(scene.cast.ines).post(f"/referrals/{sent.reference}/withdraw/", {"reason": "The child lives elsewhere."})

    assert dee.post(f"/referred/{sent.reference}/answer/", {"act": "acknowledge"}).status_code == 422
    page = dee.get(f"/referred/{sent.reference}/").content.decode()
    assert "The child lives elsewhere." in page
    assert "Mia Example" not in page
    assert dee.get(f"/referred/{sent.reference}/pdf/").status_code == 404
    assert dee.get(f"/referred/{sent.reference}/package/").status_code == 404


@pytest.mark.parametrize("page", ["", "pdf/", "package/", "outcomes/"])
def test_another_agencys_people_find_nothing(scene: Scene, page: str) -> None:
    sent = scene.sent()

    assert at(scene.cast.dee).get(f"/referred/{sent.reference}/{page}").status_code == 200
    for other in (scene.cast.eli, scene.cast.ines, scene.cast.ada, scene.cast.sol):
        assert at(other).get(f"/referred/{sent.reference}/{page}").status_code == 404
    assert Client().get(f"/referred/{sent.reference}/{page}").status_code == 302


@pytest.mark.parametrize("page", ["", "pdf/", "json/", "package/", "withdraw/", "outcomes/"])
def test_the_centres_pages_are_not_for_partners_nor_those_who_read_no_cases(scene: Scene, page: str) -> None:
    sent = scene.sent()

    assert at(scene.cast.ines).get(f"/referrals/{sent.reference}/{page}").status_code == 200
    for other in (scene.cast.dee, scene.cast.ada, scene.cast.sol):
        assert at(other).get(f"/referrals/{sent.reference}/{page}").status_code == 404


@pytest.mark.parametrize("asked", ["", "?state=", "?overdue=on&state=", "?search=mia", "?page=x", "?state=NO&order=x"])
def test_the_lists_answer_whatever_the_address_says(scene: Scene, asked: str) -> None:
    scene.sent()

    assert at(scene.cast.ines).get(f"/referrals/{asked}").status_code == 200
    assert at(scene.cast.dee).get(f"/referred/{asked}").status_code == 200


def test_a_call_is_written_down_with_who_called_and_a_reminder_with_how(scene: Scene) -> None:
    sent, client = scene.sent(), at(scene.cast.ines)
    base = f"/referrals/{sent.reference}/"
    assert client.post(f"{base}answer/", {"act": "acknowledge"}).status_code == 422
    assert client.post(f"{base}remind/", {"note": ""}).status_code == 422
    assert client.post(f"{base}remind/", {"note": "Called the desk."}).status_code == 302
    assert client.post(f"{base}note/", {"text": "Any news?"}).status_code == 302

    client.post(f"{base}answer/", {"act": "accept", "heard_from": "PC Example, by telephone"})

    page = client.get(base).content.decode()
    assert "told by PC Example, by telephone" in page
    assert "Reminded: Called the desk." in page
    assert state(scene) == "ACCEPTED"


def test_a_result_is_withdrawn_through_the_page_of_the_case(scene: Scene) -> None:
    client, base = at(scene.cast.ines), f"/cases/{scene.case.reference}/outcomes/"
    assert client.post(base, {"kind": "ARREST", "number": "0", "happened_on": "2026-03-02"}).status_code == 422
    assert client.post(base, {"kind": "ARREST", "number": "1", "happened_on": "2999-01-01"}).status_code == 422
    client.post(base, {"kind": "ARREST", "number": "1", "happened_on": "2026-03-02"})
    with acting_as(scene.cast.ines):
        outcome = Outcome.objects.get()

    assert client.get(f"{base}{outcome.pk}/withdraw/").status_code == 200
    assert client.post(f"{base}{outcome.pk}/withdraw/", {"reason": "Another case."}).status_code == 302

    with acting_as(scene.cast.ines):
        assert Outcome.objects.get().withdrawn_by == scene.cast.ines
