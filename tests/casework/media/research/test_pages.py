"""The pages of research: drawn by analysts and supervisors, counted by strategic analysts too."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from casework.media.research.test_cohorts import TODAY, coded, drawn, scene  # noqa: F401  # a fixture
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.media.research.models import Cohort, CohortItem
from people import sign_in

pytestmark = pytest.mark.django_db
ASKED = {"title": "Ages", "purpose": "How many look under 5?", "seed": "spring", "size": "3"}
DAYS = {"first_on": TODAY.isoformat(), "last_on": TODAY.isoformat()}


def test_an_analyst_draws_a_cohort_and_finds_it_in_the_list(scene, client: Client) -> None:  # noqa: F811
    sign_in(client, scene.cast.ben)
    assert "No cohort was drawn yet" in client.get("/research/").content.decode()
    there = client.post("/research/draw/", ASKED | DAYS, follow=True)
    assert "is drawn" in there.content.decode()
    with acting_as_system():
        reference = Cohort.objects.get().reference
    assert reference in client.get("/research/").content.decode()


def test_what_is_missing_is_told_beside_its_field_and_too_few_in_a_sentence(scene, client: Client) -> None:  # noqa: F811
    sign_in(client, scene.cast.ben)
    turned = client.post("/research/draw/", ASKED | DAYS | {"last_on": "2020-01-01"})
    assert (turned.status_code, "Turn them round" in turned.content.decode()) == (422, True)
    many = client.post("/research/draw/", ASKED | DAYS | {"size": "900"})
    assert (many.status_code, "There are 12 items" in many.content.decode()) == (422, True)
    with acting_as_system():
        assert Cohort.objects.count() == 0


def test_a_strategic_analyst_sees_counts_and_takes_them_away_and_no_file(scene, client: Client) -> None:  # noqa: F811
    cohort = drawn(scene.cast.ben, 3)
    with acting_as(scene.cast.ben):
        for item in CohortItem.objects.filter(cohort=cohort):
            coded(item, scene.cast.ben, AGE="UNDER_5")
    sign_in(client, scene.cast.sol)
    page = client.get(f"/research/{cohort.reference}/").content.decode()
    assert "43.9 to 100.0 %" in page
    assert "no item was coded by two" in page
    assert client.get("/research/draw/").status_code == 404
    answer = client.get(f"/research/{cohort.reference}/figures.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert ["Age band", "Under 5", "3", "3", "100.0", "43.9", "100.0"] in rows
    assert scene.case.reference not in page + answer.content.decode()
    with acting_as_system():
        assert AuditRecord.objects.filter(act="cohort figures taken away", actor_name="Sol").exists()
