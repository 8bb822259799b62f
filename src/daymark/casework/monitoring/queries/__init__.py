"""The ranked list, one person of it, and what came in. `get_chain_for` is the only way to fetch a person's row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.monitoring.models import Chain, Counting, SightingFile
from daymark.casework.monitoring.rules.documents import person_of
from daymark.casework.monitoring.rules.ranking import Ranked, Reason, judge, set_apart
from daymark.casework.reports.models import Report
from daymark.problems import NotForYou


@dataclass(frozen=True)
class Line:
    """One line of the list. `before_next` is the reason for which it stands before the next one of the page."""

    chain: Chain
    ranked: Ranked
    before_next: Reason | None

    @property
    def words(self) -> list[str]:
        """The sentences of all rules."""
        return [reason.sentence for reason in self.ranked.reasons]


def latest_counting(user: User) -> Counting | None:
    """The newest counting; None before the first."""
    return Counting.objects.order_by("-counted_at").first() if user.reads_cases else None


def find_chains(user: User, *, search: str = "", waiting: bool = False) -> QuerySet[Chain]:
    """The persons of the last counting in their order; when asked, by reference, or those not in triage alone."""
    if not user.reads_cases:
        return Chain.objects.none()
    found = Chain.objects.exclude(place=None).defer("links", "access_why").order_by("place")
    if search.strip():
        found = found.filter(reference__istartswith=search.strip())
    return found.filter(report=None) if waiting else found


def lines(chains: Sequence[Chain], *, at: datetime) -> list[Line]:
    """Rows of the list with their reasons as they were at the counting."""
    ranked = [ranked_of(row, at=at) for row in chains]
    apart = [set_apart(one, other) for one, other in pairwise(ranked)]
    return [Line(*each) for each in zip(chains, ranked, [*apart, None], strict=False)]


def ranked_of(row: Chain, *, at: datetime) -> Ranked:
    """A person of the list with its reasons, as of a moment."""
    return judge(person_of(row.facts, first_at=row.first_at, last_at=row.last_at, access=row.access), at=at)


def get_chain_for(user: User, reference: str, *, at: datetime) -> Chain:
    """One person for whoever reads cases; the reading goes on record."""
    there = Chain.objects.select_related("access_by").filter(reference=reference).first()
    if there is None or not user.reads_cases:
        raise NotForYou()
    record(act="person in a network read", by=user, at=at, kind="person in a network", reference=there.reference)
    return there


def addresses_of(chain: Chain) -> list[dict[str, Any]]:
    """The addresses of a person, the one seen last first, with moments in UTC."""
    return [
        each | {name: datetime.fromisoformat(each[name]) for name in ("first", "last")}
        for each in chain.links["addresses"]
    ]


def report_of(chain: Chain) -> Report | None:
    """The report that this person was brought to triage with, where the reader may know of it."""
    return Report.objects.filter(pk=chain.report_id).first() if chain.report_id else None


def taken_files(user: User) -> QuerySet[SightingFile]:
    """The files of monitoring tools that came in, the newest first."""
    if not user.reads_cases:
        return SightingFile.objects.none()
    return SightingFile.objects.select_related("brought_by").order_by("-brought_at")
