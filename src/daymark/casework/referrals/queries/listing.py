"""The lists of referrals, the centre's and a partner's, and how they stand against the six hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from daymark.casework.access.models import User
from daymark.casework.referrals.models import Referral, ReferralState
from daymark.casework.referrals.queries.reading import referrals_to, visible_referrals
from daymark.casework.referrals.rules.clocks import TargetSummary, against_target, summary
from daymark.casework.referrals.rules.states import PENDING, WAITING

ORDERS = {
    "due": (F("due_at").asc(nulls_last=True), "priority"),
    "-due": (F("due_at").desc(nulls_last=True), "priority"),
    "sent": (F("sent_at").asc(nulls_last=True), "reference"),
    "-sent": (F("sent_at").desc(nulls_first=True), "-reference"),
    "priority": ("priority", "-child_in_danger", F("due_at").asc(nulls_last=True)),
    "-priority": ("-priority", F("due_at").asc(nulls_last=True)),
    "to": ("destination__name", F("due_at").asc(nulls_last=True)),
    "-to": ("-destination__name", F("due_at").asc(nulls_last=True)),
}
FIRST_ORDER = "due"
WAITING_NOW = "WAITING"  # in the address: every state in which somebody is waited for
RECENT = timedelta(days=30)  # what the summary on top of the list looks back on
LONGEST_SEARCH = 100  # characters


@dataclass(frozen=True)
class ReferralFilter:
    """What a person asked of the list. Empty means: no matter."""

    search: str = ""
    state: str = WAITING_NOW
    destination: str = ""
    priority: str = ""
    overdue: bool = False
    danger: bool = False
    mine: bool = False
    order: str = FIRST_ORDER


def find_referrals(user: User, wanted: ReferralFilter, *, at: datetime) -> QuerySet[Referral]:
    """The centre's referrals that fit, without their sealed content."""
    found = visible_referrals(user).filter(_fits(wanted, at), _search(wanted.search))
    if wanted.mine:
        found = found.filter(Q(drafted_by=user) | Q(sent_by=user) | Q(case__lead=user))
    order = ORDERS.get(wanted.order, ORDERS[FIRST_ORDER])
    return found.select_related("destination").defer("content", "choice_reason", "proposals").order_by(*order)


def find_partner_referrals(user: User, wanted: ReferralFilter, *, at: datetime) -> QuerySet[Referral]:
    """What was referred to a partner's agency: what is new for it first."""
    found = referrals_to(user).filter(_fits(wanted, at), _search(wanted.search))
    order = ORDERS.get(wanted.order, ORDERS[FIRST_ORDER])
    return found.select_related("destination").defer("content", "choice_reason", "proposals").order_by(*order)


def overdue(referrals: QuerySet[Referral], *, at: datetime) -> QuerySet[Referral]:
    """Sent, and not acknowledged in time."""
    return referrals.filter(state__in=PENDING, due_at__lt=at)


def six_hours_lately(user: User, *, at: datetime) -> TargetSummary:
    """How the referrals sent in the last 30 days stand against six hours from first report to acknowledgement."""
    rows = visible_referrals(user).filter(sent_at__gte=at - RECENT, sent_at__lte=at)
    pairs = rows.values_list("first_received_at", "acknowledged_at")
    return summary(against_target(first, acknowledged, at) for first, acknowledged in pairs)


def _fits(wanted: ReferralFilter, at: datetime) -> Q:
    fits = Q()
    if wanted.state == WAITING_NOW:
        fits &= Q(state__in=[*WAITING, ReferralState.DRAFT])
    elif wanted.state:
        fits &= Q(state=wanted.state)
    if wanted.destination:
        fits &= Q(destination__code=wanted.destination)
    if wanted.priority:
        fits &= Q(priority=wanted.priority)
    if wanted.overdue:
        fits &= Q(state__in=PENDING, due_at__lt=at)
    return fits & Q(child_in_danger=True) if wanted.danger else fits


def _search(text: str) -> Q:
    words = " ".join(text.split())[:LONGEST_SEARCH]
    if not words:
        return Q()
    fields = ("reference", "case_reference", "title", "destination__name")
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": words})
    return found
