"""Whoever reads a report, a case or a referral, by whatever address, is in the audit record for it."""

from __future__ import annotations

import pytest

from architecture.routes import Route, routes
from architecture.world import World, nothing_kept, values
from daymark.casework.access.models import AuditRecord

SPEAKING = ("cases", "reports", "referrals", "referred", "queue", "seizures", "monitoring")
NAMING = [route for route in routes() if route.stage in SPEAKING and "reference" in route.places]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("route", NAMING, ids=lambda route: route.name)
def test_who_reads_it_is_on_record(route: Route, method: str, world: World) -> None:
    named = values(world, route, world.shown)
    who = "partner" if route.stage == "referred" else "investigator"
    with nothing_kept():
        before = set(AuditRecord.objects.values_list("pk", flat=True))
        response = world.ask(who, method, route.path(named))
        new = AuditRecord.objects.exclude(pk__in=before).filter(object_reference=named["reference"])
        on_record = [(record.actor, record.act) for record in new]
    assert response.status_code < 500
    if response.status_code == 200:
        assert on_record, f"{route.path(named)} was shown to {who} and nothing is on record"
        assert {actor for actor, _ in on_record} == {str(world.people[who].pk)}


@pytest.mark.parametrize("route", NAMING, ids=lambda route: route.name)
def test_a_page_that_was_refused_is_not_recorded_as_read(route: Route, world: World) -> None:
    with nothing_kept():
        before = AuditRecord.objects.count()
        world.ask("strategic analyst", "GET", route.path(values(world, route, world.shown)))
        assert AuditRecord.objects.count() == before
