"""A look-alike beside what is known: blurred tiles, and both together only as a look that counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from casework.matching.known_files import bring, csv
from casework.media.seized_pictures import seize_folder
from casework.referrals.referral_cases import Scene, make_scene
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.cases.actions import restrict
from daymark.casework.matching.actions import check_graded, note_graded
from daymark.casework.matching.models import Hit
from daymark.casework.matching.queries import next_proposal, proposals
from daymark.casework.media.models import SeizedFile
from daymark.casework.media.rules import Standing
from daymark.casework.welfare.models import Exposure
from daymark.cli.practice.landscapes import landscape
from examples import NOON
from people import sign_in

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def hit(scene: Scene, tmp_path: Path) -> Iterator[Hit]:
    """A small copy of a picture that was seized before and graded here as known bad."""
    (tmp_path / "small.png").write_bytes(landscape(3, halved=True))
    (tmp_path / "whole.png").write_bytes(landscape(3))
    seize_folder(scene.case, tmp_path)
    with acting_as_system():
        whole = SeizedFile.objects.select_related("content").get(name="whole.png").content
        assert whole is not None
        note_graded(content=whole, standing=Standing.KNOWN_BAD, by=scene.cast.ben, at=NOON)
        small = SeizedFile.objects.select_related("content").get(name="small.png").content
        rows = csv([{"pdq": bytes(whole.pdq or b"").hex()}])
        bring(rows, "Hash only")
        yield Hit.objects.select_related("entry__bank").get(content=small, entry__bank__name="Hash only")


def own_proposal(hit: Hit) -> Hit:
    """The same look-alike by this centre's own list, whose file is here."""
    with acting_as_system():
        check_graded(at=NOON)
        return Hit.objects.select_related("entry__bank").get(content=hit.content, entry__bank__is_own=True)


def size_of(answer: bytes) -> tuple[int, int]:
    width, height = (int.from_bytes(answer[at : at + 4]) for at in (16, 20))
    return width, height


def test_both_stand_side_by_side_while_a_look_lasts_and_it_is_counted(scene: Scene, hit: Hit) -> None:
    own, client = own_proposal(hit), sign_in(Client(), scene.cast.ben)
    page = client.get(reverse("look-alike", args=[own.pk])).content.decode()
    assert "Look at both" in page
    for side in ("seized", "known"):
        tile = client.get(reverse("look-alike-tile", args=[own.pk, side]))
        assert tile.status_code == 200, tile.content
        assert max(size_of(tile.content)) <= 14
    place = reverse("look-alike-picture", args=[own.pk, uuid4()])
    assert client.get(place).status_code == 404
    begun = json.loads(client.post(reverse("look-alike-look", args=[own.pk]), headers=JSON).content)
    shown = client.get(begun["picture"])
    assert shown.content.startswith(b"\x89PNG")
    width, height = size_of(shown.content)
    assert width > 1.5 * height, "two beside each other"
    assert sign_in(Client(), scene.cast.ines).get(begun["picture"]).status_code == 404
    client.post(f"/looks/{begun['look']}/end/", headers=JSON)
    assert client.get(begun["picture"]).status_code == 404
    with acting_as(scene.cast.ben):
        seen = Exposure.objects.get()
        assert (seen.kind, seen.number, seen.case_reference) == ("file", own.content_id, scene.case.reference)
    with acting_as_system():
        assert AuditRecord.objects.filter(act="look-alike looked at").count() == 1


def test_a_known_file_of_which_only_the_hash_is_here_is_told_by_its_facts(scene: Scene, hit: Hit) -> None:
    client = sign_in(Client(), scene.cast.ben)
    page = client.get(reverse("look-alike", args=[hit.pk])).content.decode()
    assert "Only its hash is known" in page
    assert "Look at the seized one" in page
    assert client.get(reverse("look-alike-tile", args=[hit.pk, "known"])).status_code == 404
    without_script = client.post(reverse("look-alike-look", args=[hit.pk]))
    assert "The seized one" in without_script.content.decode()
    assert reverse("look-alike", args=[hit.pk]) in without_script.content.decode(), "hiding it leads back"


def test_who_does_not_see_the_case_sees_neither_tile_nor_picture(scene: Scene, hit: Hit) -> None:
    with acting_as(scene.cast.ines):
        restrict(case=scene.case, reason="A colleague.", by=scene.cast.ines, at=NOON)
    own, client = own_proposal(hit), sign_in(Client(), scene.cast.ben)
    page = client.get(reverse("look-alike", args=[own.pk])).content.decode()
    assert "lies in no case that you may see" in page
    assert "cases that only their members see" in page
    assert scene.case.reference not in page
    assert client.get(reverse("look-alike-tile", args=[own.pk, "seized"])).status_code == 404
    assert client.post(reverse("look-alike-look", args=[own.pk]), headers=JSON).status_code == 404
    with acting_as(scene.cast.ben):
        assert not Exposure.objects.exists()


def test_a_tile_that_is_gone_from_the_disk_says_so_and_the_other_stands_alone(
    scene: Scene, hit: Hit, tmp_path: Path
) -> None:
    own, client = own_proposal(hit), sign_in(Client(), scene.cast.ben)
    (tmp_path / "whole.png").unlink()
    gone = client.get(reverse("look-alike-tile", args=[own.pk, "known"]))
    assert (gone.status_code, "no longer where it was" in gone.content.decode()) == (404, True)
    begun = json.loads(client.post(reverse("look-alike-look", args=[own.pk]), headers=JSON).content)
    width, height = size_of(client.get(begun["picture"]).content)
    assert width < 1.5 * height


def test_one_follows_the_other_by_distance_and_after_the_last_comes_the_first(scene: Scene, hit: Hit) -> None:
    own_proposal(hit)
    ben = scene.cast.ben
    with acting_as(ben):
        waiting = list(proposals(ben))
        after = [next_proposal(ben, each) for each in waiting]
    assert len(waiting) == 3
    assert after == [*waiting[1:], waiting[0]]
    client = sign_in(Client(), ben)
    page = client.get(reverse("look-alike", args=[waiting[0].pk])).content.decode()
    assert f'href="{reverse("look-alike", args=[waiting[1].pk])}" data-after' in page
    for each in waiting[1:]:
        client.post(reverse("look-alike", args=[each.pk]), {"act": "confirm"})
    assert "No other look-alike waits" in client.get(reverse("look-alike", args=[waiting[0].pk])).content.decode()
