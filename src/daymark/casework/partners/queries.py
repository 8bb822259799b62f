"""Reads agencies. They are public bodies: reading one is not put on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import CASE_READING_ROLES, Role, User
from daymark.casework.partners.models import Agency
from daymark.casework.partners.naming import country_name
from daymark.problems import NotForYou

ORDERS = {"name": "name", "kind": "kind", "country": "country", "source": "source_on"}
READERS = frozenset({*CASE_READING_ROLES, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class AgencyQuestion:
    """What somebody asks of the list of agencies. `has` is "key", "no-key", "referrals" or empty."""

    search: str = ""
    kind: str = ""
    country: str = ""
    has: str = ""
    order: str = "name"


@dataclass(frozen=True)
class AgencyCounts:
    """How much went between this centre and an agency: numbers, never references."""

    reports_received: int
    referrals_sent: int
    people: int


def agencies(question: AgencyQuestion) -> QuerySet[Agency]:
    """The agencies that a question asks for."""
    found = Agency.objects.all()
    if question.search:
        words = question.search
        found = found.filter(Q(name__icontains=words) | Q(code__icontains=words) | Q(areas__icontains=words))
    if question.kind:
        found = found.filter(kind=question.kind)
    if question.country:
        found = found.filter(country=question.country)
    having = {"key": ~Q(public_key=""), "no-key": Q(public_key=""), "referrals": Q(receives_referrals=True)}
    column = ORDERS.get(question.order.removeprefix("-"), "name")
    sign = "-" if question.order.startswith("-") else ""
    return found.filter(having.get(question.has, Q())).order_by(f"{sign}{column}", "name")


def get_agency_for(user: User, code: str) -> Agency:
    """One agency, for staff and administrators; a partner has no page of agencies."""
    agency = Agency.objects.filter(code=code).first()
    if agency is None or not user.has_role(*READERS):
        raise NotForYou()
    return agency


def agencies_for_referral(*, country: str = "", kinds: Iterable[str] = ()) -> QuerySet[Agency]:
    """Agencies that a case can be passed to: active, receiving referrals, and not this centre itself."""
    found = Agency.objects.filter(receives_referrals=True, is_active=True, is_this_centre=False)
    if country:
        found = found.filter(country=country)
    if wanted := list(kinds):
        found = found.filter(kind__in=wanted)
    return found.order_by("name")


def agency_by_code(code: str) -> Agency | None:
    """An agency of the reference data or of the centre's own, by its code."""
    return Agency.objects.filter(code=code).first()


def own_centre() -> Agency | None:
    """The agency that runs this installation."""
    return Agency.objects.filter(is_this_centre=True).first()


def counts_of(agency: Agency) -> AgencyCounts:
    """Numbers only, so that an administrator, who may not read a case, still sees whether a partner is used."""
    related: Any = agency
    with acting_as_system():
        return AgencyCounts(
            reports_received=related.reports.count(),
            referrals_sent=related.referrals.exclude(sent_at=None).count(),
            people=related.people.filter(is_active=True).count(),
        )


def history_of(agency: Agency) -> list[Any]:
    """Every state of an agency, the newest first (rows written by a trigger)."""
    events: Any = apps.get_model("casework", "AgencyEvent")
    return list(events.objects.filter(pgh_obj=agency).order_by("-pgh_id")[:50])


def last_change_of(agency: Agency) -> Any | None:
    """The agency as before the last change; None when nothing was ever changed."""
    return next(iter(history_of(agency)[1:]), None)


def country_choices() -> list[tuple[str, str]]:
    """The countries that agencies are in, by name."""
    codes = Agency.objects.exclude(country="").order_by("country").values_list("country", flat=True).distinct()
    return sorted(((code, country_name(code)) for code in codes), key=lambda choice: choice[1])
