"""What the practice centre's sensor saw: everything that a real file does to a list happens in it."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from daymark.casework.access.context import acting_as_system
from daymark.casework.monitoring.models import Chain, Counting, SightingFile
from daymark.casework.monitoring.rules.persons import Access
from daymark.cli.practice.networks import rows, see_networks
from people import make_cast

pytestmark = pytest.mark.django_db


def test_there_is_a_ranked_list_with_everything_that_can_happen_to_it() -> None:
    with acting_as_system():
        make_cast()
        see_networks(now=timezone.now())
        counting, file = Counting.objects.order_by("-counted_at").first(), SightingFile.objects.get()
        first = Chain.objects.get(place=1)
    assert counting is not None
    assert counting.chains > 20
    assert counting.counted < counting.sightings
    assert counting.unplaced
    assert counting.conflicts
    assert counting.doubled
    assert all("sentence" in each for each in counting.estimates)
    assert (file.refused, first.access) == (1, Access.SIGNS)


def test_no_address_is_anybodys() -> None:
    addresses = {row[2] for row in rows(now=timezone.now())}
    assert all(re.match(r"(203\.0\.113|198\.51\.100|192\.0\.2)\.\d{1,3}$", address) for address in addresses)
    assert len(addresses) > 20
