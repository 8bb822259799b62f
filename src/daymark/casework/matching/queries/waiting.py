"""What waits for a person: look-alikes to confirm, and files about which lists disagree."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.matching.models import Dispute, Hit
from daymark.casework.matching.queries.banks import ordering
from daymark.problems import NotForYou

_ORDERS = {
    "distance": ("distance", "id"),
    "list": ("entry__bank__name", "distance", "id"),
    "found": ("found_at", "id"),
}


def proposals(user: User, *, bank: int | None = None, order: str = "") -> QuerySet[Hit]:
    """Look-alikes that nobody has decided, of rows that stand; the nearest first unless asked otherwise."""
    if not user.reads_cases:
        return Hit.objects.none()
    found = Hit.objects.filter(state="PROPOSED", entry__stands=True, entry__bank__withdrawn_at=None)
    if bank:
        found = found.filter(entry__bank=bank)
    return found.select_related("content", "entry__bank").order_by(*ordering(order, _ORDERS, "distance"))


def get_proposal_for(user: User, number: int, *, at: datetime, act: str = "look-alike read") -> Hit:
    """One look-alike, decided or not; the reading goes on record."""
    there = visible_proposal(user, number)
    record(act=act, by=user, at=at, kind="file", reference=str(there.content))
    return there


def visible_proposal(user: User, number: int) -> Hit:
    """One look-alike for what shows nothing of it: its blurred tiles. Raises NotForYou."""
    there = Hit.objects.select_related("content", "entry__bank").filter(pk=number).exclude(state="EXACT").first()
    if there is None or not user.reads_cases:
        raise NotForYou()
    return there


def next_proposal(user: User, hit: Hit) -> Hit | None:
    """The look-alike that waits after this one, by distance; the first one after the last; None when no other waits."""
    others = proposals(user).exclude(pk=hit.pk)
    later = others.filter(Q(distance__gt=hit.distance) | Q(distance=hit.distance, pk__gt=hit.pk)).first()
    return later or others.first()


def open_disputes(user: User, *, ruled: bool = False) -> QuerySet[Dispute]:
    """Files about which lists disagree and no supervisor has decided (or, when asked for, those that one has)."""
    if not user.reads_cases:
        return Dispute.objects.none()
    return Dispute.objects.filter(is_ruled=ruled).select_related("content").order_by("since", "content")


def get_dispute_for(user: User, sha256: str, *, at: datetime) -> Dispute:
    """One file about which lists disagree."""
    there = Dispute.objects.select_related("content").filter(content__sha256=_digest(sha256)).first()
    if there is None or not user.reads_cases:
        raise NotForYou()
    record(act="dispute read", by=user, at=at, kind="file", reference=sha256.lower())
    return there


def _digest(sha256: str) -> bytes:
    try:
        return bytes.fromhex(sha256)
    except ValueError:
        raise NotForYou() from None
