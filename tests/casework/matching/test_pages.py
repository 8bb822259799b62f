"""The pages of lists, look-alikes, disputes and one file, as people meet them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from casework.matching.known_files import bring, content, csv, digest, look, standing_of
from daymark.casework.access.context import acting_as_system
from daymark.casework.matching.models import Bank, Edition, Hit
from daymark.casework.matching.rules import Says
from daymark.casework.media.rules import Standing
from people import Cast, make_cast, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    with acting_as_system():
        return make_cast()


def bank_called(name: str) -> Bank:
    with acting_as_system():
        return Bank.objects.get(name=name)


def text_of(client: Client, name: str, *places: object) -> str:
    return client.get(reverse(name, args=places), follow=True).content.decode()


def send(client: Client, text: str, **said: str) -> str:
    given = {"name": "Oslo list", "giver": "Oslo", "standing": "BAD"} | said
    file = SimpleUploadedFile("oslo.csv", text.encode())
    return client.post(reverse("list-add"), {**given, "file": file}, follow=True).content.decode()


def test_an_analyst_brings_a_list_and_sees_what_it_knew_and_what_was_refused(cast: Cast) -> None:
    with acting_as_system():
        known = content(1)
    client = sign_in(Client(), cast.ben)
    page = send(client, f"md5\n{digest(1, 'md5')}\nno digest\n")
    assert "1 rows read, 1 new, 1 refused. 1 files have another standing now." in page
    assert "row 3:" in page
    assert str(known) in page
    with acting_as_system():
        assert standing_of(known) is Standing.KNOWN_BAD
        assert Edition.objects.get().added_by == cast.ben
    assert "Oslo list" in text_of(client, "lists")
    assert "Oslo list" not in client.get(reverse("lists"), {"search": "Milan"}).content.decode()


def test_a_list_that_does_not_say_what_it_means_is_refused_in_words(cast: Cast) -> None:
    client = sign_in(Client(), cast.ben)
    page = send(client, f"md5\n{digest(1, 'md5')}\n", standing="")
    assert "Say which" in page
    assert "There is a problem" in page
    with acting_as_system():
        assert not Bank.objects.exists()


def test_a_form_without_its_token_is_refused(cast: Cast) -> None:
    client = sign_in(Client(enforce_csrf_checks=True), cast.ben)
    sent = {"name": "Oslo list", "giver": "Oslo", "standing": "BAD", "file": SimpleUploadedFile("a.csv", b"md5\n")}
    assert client.post(reverse("list-add"), sent).status_code == 403


def test_a_look_alike_is_confirmed_and_undone(cast: Cast) -> None:
    with acting_as_system():
        known = content(1, pdq=look(1))
        bring(csv([{"pdq": look(1, flipped=[2]).hex()}]))
        hit = Hit.objects.get()
    client = sign_in(Client(), cast.ben)
    assert "1 bit apart" in " ".join(text_of(client, "look-alikes").split())
    where = reverse("look-alike", args=[hit.pk])
    assert "Write in one sentence" in client.post(where, {"act": "reject"}).content.decode()
    assert "Confirmed" in client.post(where, {"act": "confirm"}, follow=True).content.decode()
    with acting_as_system():
        assert standing_of(known) is Standing.KNOWN_BAD
    client.post(where, {"act": "undo"})
    with acting_as_system():
        assert standing_of(known) is Standing.LOOKS_KNOWN


def test_a_supervisor_decides_a_dispute_and_withdraws_a_list(cast: Cast) -> None:
    with acting_as_system():
        known = content(1)
        bring(csv([{"md5": digest(1, "md5")}]), "Bad")
        bring(csv([{"sha1": digest(1, "sha1")}]), "Good", Says.GOOD)
    client = sign_in(Client(), cast.chen)
    assert str(known) in text_of(client, "disputes")
    said = {"standing": "KNOWN_GOOD", "reason": "A company's logo."}
    client.post(reverse("dispute", args=[str(known)]), said)
    assert "A company&#x27;s logo." in text_of(client, "file", str(known))
    page = client.post(
        reverse("list-withdraw", args=[bank_called("Good").pk]), {"reason": "Not theirs."}, follow=True
    ).content.decode()
    assert "1 files have another standing now." in page
    assert "Not theirs." in page
    with acting_as_system():
        assert standing_of(known) is Standing.KNOWN_BAD


def test_the_page_of_a_file_says_what_is_known_and_is_nobodys_who_reads_no_cases(cast: Cast) -> None:
    with acting_as_system():
        known = content(1, pdq=look(1))
        near = content(2, pdq=look(1, flipped=[1]))
        bring(csv([{"md5": digest(1, "md5")}]))
    page = text_of(sign_in(Client(), cast.ines), "file", str(known))
    for words in ("Known bad", "Rome list", digest(1, "sha1"), str(near), "1 independent vote"):
        assert words in page
    assert sign_in(Client(), cast.sol).get(reverse("file", args=[str(known)])).status_code == 404
    assert sign_in(Client(), cast.ines).get(reverse("file", args=["zz"])).status_code == 404
