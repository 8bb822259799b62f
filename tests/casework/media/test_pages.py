"""The pages of exhibits and seizures as people use them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from casework.referrals.referral_cases import Scene, make_scene
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import User
from daymark.casework.media import actions
from daymark.casework.media.actions.files import Listed
from daymark.casework.media.models import CustodyEntry, Exhibit, Seizure
from daymark.casework.media.rules import State
from examples import NOON
from people import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def seizure(scene: Scene) -> Seizure:
    with acting_as_system():
        exhibit = actions.exhibit_named(case=scene.case, name="ABC/1", by=None, at=NOON)
        seizure = actions.begin_or_resume(exhibit=exhibit, folder=b"/evidence/disk1", by=None, at=NOON)
        names = [Listed(b"waits.jpg", 10, 1), *(Listed(b"link %d" % n, why_not="It is a link.") for n in range(60))]
        actions.list_files(seizure=seizure, listed=names)
        return actions.end_listing(seizure=seizure, at=NOON)


def at(user: User) -> Client:
    return sign_in(Client(), user)


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_case_leads_to_its_exhibits_and_seizures(scene: Scene, seizure: Seizure) -> None:
    page = at(scene.cast.ines).get(f"/cases/{scene.case.reference}/").content.decode()
    assert f"/seizures/{seizure.reference}/" in page
    assert f"/exhibits/{seizure.exhibit_id}/" in page
    assert "61 files; 1 still to be read; 60 could not be read." in page


def test_an_exhibit_is_added_and_somebody_signs_for_it(scene: Scene) -> None:
    client = at(scene.cast.ines)
    address = f"/cases/{scene.case.reference}/exhibits/"
    assert client.post(address, {"name": "", "description": ""}).status_code == 422
    page = client.post(address, {"name": "ABC/7", "description": "A telephone."}, follow=True).content.decode()
    assert "Exhibit ABC/7 is in the case." in page
    assert "Nobody has signed for it yet." in page
    with acting_as(scene.cast.ines):
        exhibit = Exhibit.objects.get(name="ABC/7")

    signed = {
        "holder": "Property store",
        "held_from": "2026-03-01T10:00",
        "seal": "K 1",
        "why": "",
        "signed_as": "Ines",
    }
    answer = client.post(f"/exhibits/{exhibit.pk}/", signed | {"signed_as": "Somebody"})
    assert answer.status_code == 422
    assert "signed with the name of whoever writes it" in answer.content.decode()
    assert "Property store" in answer.content.decode(), "what was typed stands in the form"
    answer = client.post(f"/exhibits/{exhibit.pk}/", signed | {"held_from": "2199-01-01T10:00"})
    assert "lies in the future" in answer.content.decode()
    assert "Property store" in client.post(f"/exhibits/{exhibit.pk}/", signed, follow=True).content.decode()
    with acting_as(scene.cast.ines):
        assert timezone.localtime(CustodyEntry.objects.get().held_from).hour == 10


def test_the_page_of_a_seizure_says_what_could_not_be_read_page_by_page(scene: Scene, seizure: Seizure) -> None:
    client = at(scene.cast.ben)
    first = words(client, f"/seizures/{seizure.reference}/")
    assert "61 files; 1 still to be read; 60 could not be read." in first
    assert "link 0 It is a link." in first
    assert "link 59" not in first
    page = client.get(f"/seizures/{seizure.reference}/").content.decode()
    assert re.search(r'<a[^>]*href="/cases/"[^>]*aria-current', page), "the place in the navigation is marked"
    assert "link 59" in words(client, f"/seizures/{seizure.reference}/?page=2")


def test_anybody_who_reads_the_case_can_pause_it(scene: Scene, seizure: Seizure) -> None:
    client = at(scene.cast.ines)
    page = client.post(f"/seizures/{seizure.reference}/pause/", follow=True).content.decode()
    assert "run it again to go on" in page
    assert "Paused" in page
    with acting_as(scene.cast.ines):
        assert Seizure.objects.get().state == State.PAUSED
    assert client.post(f"/seizures/{seizure.reference}/pause/").status_code == 422


def test_what_is_not_there_for_others(scene: Scene, seizure: Seizure) -> None:
    for other in (scene.cast.ada, scene.cast.sol, scene.cast.dee):
        assert at(other).get(f"/seizures/{seizure.reference}/").status_code == 404
        assert at(other).get(f"/exhibits/{seizure.exhibit_id}/").status_code == 404
        assert at(other).post(f"/seizures/{seizure.reference}/pause/").status_code == 404
