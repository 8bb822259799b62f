"""Many rows in one statement."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from django.db import DataError

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.access.rows import insert_values

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 1, 5, 10, 11, 12, 345678, tzinfo=timezone(timedelta(hours=5, minutes=30)))


def _row(**said: object) -> dict[str, object]:
    row = {"id": uuid4(), "at": MOMENT, "actor": "", "actor_name": "system", "act": "report received"}
    return row | {"object_kind": "report", "object_reference": "R-2026-000001", "detail": "{}"} | said


def test_a_row_comes_back_as_it_was_given() -> None:
    given = _row(act="Grüße 👋 \\ \" ' \n %s")
    with acting_as_system():
        assert insert_values(AuditRecord, [given]) == {given["id"]}
        kept = AuditRecord.objects.get(pk=given["id"])
    assert (kept.act, kept.at) == (given["act"], MOMENT.astimezone(UTC))


@pytest.mark.parametrize("odd", [{"act": "\ud800"}, {"act": "\x00"}, {"detail": 2**70}, {"detail": object()}])
def test_a_value_that_no_row_can_hold_is_said_to_be_a_fault_of_the_data(odd: dict[str, object]) -> None:
    """The import then files the other reports of the batch without it."""
    with pytest.raises(DataError), acting_as_system():
        insert_values(AuditRecord, [_row(), _row(**odd)])
