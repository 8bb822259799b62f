"""What htmx asked for and did not get is told where the person looks: nothing fails quietly."""

from __future__ import annotations

import pytest
from django.test import Client

from daymark.casework.access.context import acting_as
from daymark.casework.cases.actions import open_case
from examples import NOON, make_report
from people import Cast, make_cast, sign_in

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_refusal_takes_the_place_of_the_page(client: Client, cast: Cast) -> None:
    response = sign_in(client, cast.ines).get("/cases/C-2026-99999/", headers=FRAGMENT)
    assert response.status_code == 404
    assert response["HX-Retarget"] == response["HX-Reselect"] == "#main"
    assert b'id="main"' in response.content


def test_a_form_to_correct_stays_where_it_is(client: Client, cast: Cast) -> None:
    report = make_report()
    with acting_as(cast.ines):
        case = open_case(reports=[report], by=cast.ines, at=NOON)
    form = {"text": "Treat it as urgent.", "kind": "DECISION", "reason": ""}
    response = sign_in(client, cast.ines).post(f"/cases/{case.reference}/log/", form, headers=FRAGMENT)
    assert response.status_code == 422
    assert "HX-Retarget" not in response
    assert b"Say why: a decision needs its reason." in response.content


def test_a_page_that_was_not_asked_for_in_part_is_left_alone(client: Client, cast: Cast) -> None:
    assert "HX-Retarget" not in sign_in(client, cast.ines).get("/cases/C-2026-99999/")
