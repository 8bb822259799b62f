"""The lists that are here, with what they brought and what agrees with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.matching.models import Bank, Change, Edition, Hit
from daymark.problems import NotForYou

ORDERS = {"name": ("name",), "standing": ("standing", "name"), "entries": ("entries", "name"), "added": ("added_at",)}


def ordering(order: str, orders: Mapping[str, Sequence[str]], usual: str) -> list[str]:
    """The columns of an order as an address names it; with a minus before it, backwards."""
    columns = orders.get(order.removeprefix("-"))
    if columns is None:
        return list(orders[usual])
    return [f"-{column}" for column in columns] if order.startswith("-") else list(columns)


@dataclass(frozen=True)
class BankRow:
    """One line of the table of lists."""

    bank: Bank
    editions: int
    last_at: datetime | None
    hits: int


def find_banks(
    user: User, *, search: str = "", standing: str = "", order: str = "", withdrawn: bool = False
) -> QuerySet[Bank]:
    """The lists whose name or giver holds these words; those that were withdrawn only when they are asked for."""
    if not user.reads_cases:
        return Bank.objects.none()
    found = Bank.objects.exclude(withdrawn_at=None) if withdrawn else Bank.objects.filter(withdrawn_at=None)
    if search.strip():
        found = found.filter(name__icontains=search.strip()) | found.filter(giver__icontains=search.strip())
    if standing:
        found = found.filter(standing=standing, is_own=False)
    return found.order_by(*ordering(order, ORDERS, "name"))


def with_counts(banks: Sequence[Bank]) -> list[BankRow]:
    """These lists with their editions and hits counted."""
    keys = [bank.pk for bank in banks]
    hits = dict(
        Hit.objects.filter(entry__bank__in=keys, entry__stands=True)
        .exclude(state="REJECTED")
        .values_list("entry__bank")
        .annotate(number=Count("content", distinct=True))
    )
    editions: dict[int, list[datetime]] = {}
    for bank, at in Edition.objects.filter(bank__in=keys).values_list("bank_id", "added_at"):
        editions.setdefault(bank, []).append(at)
    return [
        BankRow(
            bank, len(editions.get(bank.pk, ())), max(editions.get(bank.pk, ()), default=None), hits.get(bank.pk, 0)
        )
        for bank in banks
    ]


def get_bank_for(user: User, number: int, *, at: datetime) -> Bank:
    """One list for whoever reads cases; the reading goes on record."""
    there = Bank.objects.select_related("added_by", "withdrawn_by").filter(pk=number).first()
    if there is None or not user.reads_cases:
        raise NotForYou()
    record(act="list read", by=user, at=at, kind="list", reference=there.name)
    return there


def get_edition_for(user: User, number: int, edition: int, *, at: datetime) -> Edition:
    """One edition of a list."""
    bank = get_bank_for(user, number, at=at)
    there = Edition.objects.filter(bank=bank, number=edition).first()
    if there is None:
        raise NotForYou()
    return there


def editions_of(bank: Bank) -> QuerySet[Edition]:
    """What arrived under the name of this list, the newest first."""
    return Edition.objects.filter(bank=bank).select_related("added_by", "withdrawn_by").order_by("-number")


def hits_of_bank(bank: Bank) -> QuerySet[Hit]:
    """What of ours agrees with rows of this list that stand, the last found first."""
    hits = Hit.objects.filter(entry__bank=bank, entry__stands=True).select_related("content", "entry")
    return hits.order_by("-found_at", "-id")


def changes_of(bank: Bank) -> QuerySet[Change]:
    """The contents whose standing became another one when this list, or an edition of it, was withdrawn."""
    return Change.objects.filter(bank=bank).select_related("content", "edition").order_by("-id")
