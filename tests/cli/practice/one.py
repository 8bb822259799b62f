"""How tests make a practice centre."""

from datetime import UTC, datetime

from django.conf import settings

from daymark.casework.access.context import acting_as_system
from daymark.casework.partners.actions import establish_centre, seed_agencies
from daymark.cli.practice.making import Made, make

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def make_one() -> Made:
    """A practice centre in the database that this worker uses now."""
    with acting_as_system():
        seed_agencies(at=NOW)
        establish_centre(name=settings.DAYMARK.centre, country=settings.DAYMARK.country, at=NOW)
    return make(now=NOW)
