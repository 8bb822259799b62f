"""Coding a cohort on its page: one item after the other, by two who do not see each other's answers."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from casework.media.research.test_cohorts import TOLD_NOTHING, coded, drawn, scene  # noqa: F401  # a fixture
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import AuditRecord, User
from daymark.casework.cases.actions import restrict
from daymark.casework.media.research.actions import code_item
from daymark.casework.media.research.models import CohortCoding, CohortItem
from daymark.casework.media.research.queries import get_item_for, next_item_for
from daymark.casework.media.research.rules.form import CodedByTwo, DroppedOut
from daymark.casework.welfare.models import Exposure
from examples import NOON
from people import make_user, sign_in

pytestmark = pytest.mark.django_db


def said(client: Client, reference: str, number: int, **answers: str) -> str:
    """Posts a coding and gives the page that follows."""
    answer = client.post(f"/research/{reference}/code/", {**TOLD_NOTHING, **answers, "item": number}, follow=True)
    return str(answer.content.decode())


def codings(by: User) -> list[tuple[int, str]]:
    with acting_as_system():
        rows = CohortCoding.objects.filter(coder=by).order_by("place")
        return [(row.item.number, row.answers["AGE"]) for row in rows.select_related("item")]


def test_items_come_one_after_the_other_and_the_last_can_be_corrected(scene) -> None:  # noqa: F811
    cohort = drawn(scene.cast.ben, 2)
    client = sign_in(Client(), scene.cast.ben)
    address = f"/research/{cohort.reference}/code/"
    assert address in client.get(f"/research/{cohort.reference}/").content.decode()
    assert "Item 1 of 2" in client.get(address).content.decode()
    second = said(client, cohort.reference, 1, AGE="ADULT")
    assert "Item 2 of 2" in second
    assert "You have coded 1 of 2" in second
    assert "Correct item 1" in second
    before = client.get(f"{address}?item=1").content.decode()
    assert re.search(r'value="ADULT" checked', before), "one's own answers stand in the form"
    assert "Item 2 of 2" in said(client, cohort.reference, 1, AGE="UNDER_5")
    assert "Nothing is left for you to code" in said(client, cohort.reference, 2)
    assert codings(scene.cast.ben) == [(1, "ADULT"), (1, "UNDER_5"), (2, "CANNOT_TELL")]


def test_what_is_not_answered_is_told_beside_the_question_and_nothing_is_kept(scene) -> None:  # noqa: F811
    cohort = drawn(scene.cast.ben, 1)
    client = sign_in(Client(), scene.cast.ben)
    answer = client.post(f"/research/{cohort.reference}/code/", {"AGE": "ADULT", "item": 1})
    page = answer.content.decode()
    assert (answer.status_code, page.count("Where nothing can be told, say so.")) == (422, 7)
    assert re.search(r'value="ADULT" checked', page)
    assert codings(scene.cast.ben) == []


def test_the_second_coder_never_sees_what_the_first_one_said(scene) -> None:  # noqa: F811
    cohort = drawn(scene.cast.ben, 1)
    said(sign_in(Client(), scene.cast.ben), cohort.reference, 1, AGE="UNDER_5")
    page = sign_in(Client(), scene.cast.chen).get(f"/research/{cohort.reference}/code/?item=1").content.decode()
    assert "Item 1 of 1" in page
    assert " checked" not in page


def test_two_code_an_item_and_a_third_is_told(scene) -> None:  # noqa: F811
    cohort, third = drawn(scene.cast.ben, 1), make_user("Vera", *scene.cast.ben.roles, agency=scene.cast.centre)
    for coder in (scene.cast.ben, scene.cast.chen):
        said(sign_in(Client(), coder), cohort.reference, 1)
    page = said(sign_in(Client(), third), cohort.reference, 1)
    assert "Two others have coded this item meanwhile" in page
    with acting_as(third), pytest.raises(CodedByTwo):
        coded(CohortItem.objects.get(), third)
    assert codings(third) == []
    corrected = said(sign_in(Client(), scene.cast.chen), cohort.reference, 1, AGE="ADULT")
    assert "Item 1 is coded" in corrected, "one's own can still be corrected"


def test_an_item_of_a_case_that_became_restricted_drops_out_and_that_is_told(scene) -> None:  # noqa: F811
    cohort = drawn(scene.cast.ben, 2)
    client = sign_in(Client(), scene.cast.ben)
    with acting_as(scene.cast.ines):
        restrict(case=scene.case, reason="A colleague is named.", by=scene.cast.ines, at=NOON)
    page = said(client, cohort.reference, 1)
    assert "it has dropped out of the cohort" in page
    assert "2 items have dropped out" in page
    assert "No item waits for you" in page
    assert scene.case.reference not in page
    address = f"/research/{cohort.reference}/code/1"
    assert client.get(f"{address}/tile.png").status_code == 404
    assert client.post(f"{address}/look/").status_code == 404
    for member in (scene.cast.ines, scene.cast.ben):  # nor do its members code it: the other coder never could
        with acting_as(member):
            item = CohortItem.objects.get(number=1)
            assert next_item_for(member, cohort) is None
            with pytest.raises(DroppedOut):
                get_item_for(member, cohort.reference, 1, at=NOON)
            with pytest.raises(DroppedOut):
                code_item(item=item, answers=TOLD_NOTHING, by=member, at=NOON)
    with acting_as_system():
        assert not Exposure.objects.exists()
        assert not CohortCoding.objects.exists()


def test_every_look_counts_and_ends_where_it_began(scene) -> None:  # noqa: F811
    cohort, ben = drawn(scene.cast.ben, 1), scene.cast.ben
    client = sign_in(Client(), ben)
    address = f"/research/{cohort.reference}/code/1/look/"
    begun = client.post(address, headers={"Accept": "application/json"}).json()
    with acting_as(ben):
        look = Exposure.objects.get()
        assert (str(look.look), look.case_reference, look.kind) == (begun["look"], scene.case.reference, "file")
        assert look.number == CohortItem.objects.get().content_id
        assert AuditRecord.objects.filter(act="cohort item read", actor_name="Ben").exists()
    other = sign_in(Client(), scene.cast.chen)
    assert other.get(begun["picture"]).status_code == 404, "a look is its person's alone"
    page = client.post(address).content.decode()
    number, back = re.search(r'action="/looks/([^/]+)/end/"', page), re.search(r'name="back" value="([^"]+)"', page)
    assert number
    assert back
    ended = client.post(f"/looks/{number[1]}/end/", {"back": back[1]})
    assert ended["Location"] == f"/research/{cohort.reference}/code/?item=1"
    away = client.post(f"/looks/{number[1]}/end/", {"back": "https://elsewhere.example/"})
    assert "elsewhere" not in away["Location"]
    assert client.get(begun["picture"]).status_code == 404, "what has ended is not shown"


def test_nobody_else_codes(scene) -> None:  # noqa: F811
    cohort = drawn(scene.cast.ben, 1)
    for other in (scene.cast.sol, scene.cast.ines, scene.cast.dee):
        assert sign_in(Client(), other).get(f"/research/{cohort.reference}/code/").status_code == 404
    assert "/code/" not in sign_in(Client(), scene.cast.sol).get(f"/research/{cohort.reference}/").content.decode()
