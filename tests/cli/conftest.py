"""What several tests of commands need before they begin."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture
def case(committed: None) -> Iterator[str]:
    """The reference of a case that another process sees as well."""
    from django.db import connections

    from casework.referrals.referral_cases import make_scene
    from daymark.casework.access.context import acting_as_system

    with acting_as_system():
        reference = make_scene().case.reference
    yield reference
    connections.close_all()
