"""Counting the public pages, and handing out report buttons."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.partners.models import Agency
from daymark.casework.prevention.models import Button
from daymark.problems import Problem

COUNT = """
    INSERT INTO prevention_daily_count (day_on, page, button_id, language, number) VALUES (%s, %s, %s, %s, 1)
    ON CONFLICT (day_on, page, button_id, language) DO UPDATE SET number = prevention_daily_count.number + 1
"""


class HasButton(Problem):
    """This partner has a report button already. Open it in the list, and turn it on again if it is off."""


def count_view(*, page: str, on: date, language: str = "", button: UUID | None = None) -> None:
    """Adds one to the day's count of a page: no person, no address, no cookie. A crash may lose the last moments."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [on, page[:60], button, language[:8]])


@transaction.atomic
def make_button(*, agency: Agency, by: User, at: datetime) -> Button:
    """Gives a partner a button of its own, so that its use can be counted and ended."""
    if Button.objects.filter(agency=agency).exists():
        raise HasButton()
    button = Button.objects.create(agency=agency, key=secrets.token_hex(8), made_at=at)
    record(act="report button made", by=by, at=at, kind="agency", reference=agency.code)
    return button


@transaction.atomic
def set_button_active(*, button: Button, is_active: bool, by: User, at: datetime) -> None:
    """Turns a button off or on. The link of one that is off still leads a child to the report page, uncounted."""
    button.is_active = is_active
    button.save(update_fields=["is_active"])
    act = "report button turned on" if is_active else "report button turned off"
    record(act=act, by=by, at=at, kind="agency", reference=button.agency.code)
