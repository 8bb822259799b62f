"""Report buttons and what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from daymark.casework.access.models import User
from daymark.casework.partners.models import Agency
from daymark.casework.prevention.models import Button, DailyCount
from daymark.problems import NotForYou

ORDERS = {
    "partner": "agency__name",
    "-partner": "-agency__name",
    "made": "made_at",
    "-made": "-made_at",
    "used": "used",
    "-used": "-used",
}
SHOWN_DAYS = 30


@dataclass(frozen=True)
class Day:
    """How often a button was used on one day."""

    on: date
    number: int


def buttons(*, text: str = "", state: str = "", order: str = "partner", since: date) -> QuerySet[Button]:
    """Buttons with how often they were used since a day: `used`."""
    rows = Button.objects.select_related("agency").annotate(
        used=Coalesce(Sum("counts__number", filter=Q(counts__day_on__gte=since)), 0)
    )
    if text:
        rows = rows.filter(Q(agency__name__icontains=text) | Q(key__startswith=text))
    if state:
        rows = rows.filter(is_active=state == "on")
    return rows.order_by(ORDERS.get(order, "agency__name"), "pk")


def get_button_for(user: User, key: str) -> Button:
    """One button for a person of the centre, or for a person of the partner whose it is."""
    button = Button.objects.select_related("agency").filter(key=key).first()
    if button is None:
        raise NotForYou()
    return button


def button_of(user: User) -> Button | None:
    """The button of a person's own agency."""
    return Button.objects.select_related("agency").filter(agency=user.agency_id).first() if user.agency_id else None


def working_button(key: str) -> Button | None:
    """The button behind a link, if it is turned on."""
    return Button.objects.filter(key=key, is_active=True).first()


def days_of(button: Button, *, until: date, days: int = SHOWN_DAYS) -> list[Day]:
    """The last days, newest first, those without use as nought."""
    since = until - timedelta(days=days - 1)
    rows = DailyCount.objects.filter(button=button, day_on__gte=since).values_list("day_on").annotate(Sum("number"))
    counted = dict(rows)
    return [Day(day, counted.get(day, 0)) for day in (until - timedelta(days=back) for back in range(days))]


def without_button() -> QuerySet[Agency]:
    """Partners that could be given one."""
    return Agency.objects.filter(button__isnull=True, is_active=True, is_this_centre=False)
