"""Reads outcomes, and counts them by the rule that a child is counted once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from daymark.casework.access.models import User
from daymark.casework.cases.models import Case, LogEntry
from daymark.casework.cases.page_parts import Part
from daymark.casework.outcomes.models import Outcome
from daymark.casework.outcomes.rules import Counted, Kind, in_words, totals
from daymark.casework.referrals.models import Referral
from daymark.problems import NotForYou


def standing(outcomes: QuerySet[Outcome]) -> QuerySet[Outcome]:
    """Those that nobody withdrew."""
    return outcomes.filter(withdrawn_at__isnull=True)


def outcomes_of_case(case: Case) -> QuerySet[Outcome]:
    """Every result of a case, the withdrawn ones too, in the order of their days."""
    return Outcome.objects.filter(case=case).select_related("referral__destination", "recorded_by", "withdrawn_by")


def outcomes_of_referral(referral: Referral) -> QuerySet[Outcome]:
    """Every result that came of one referral."""
    return Outcome.objects.filter(referral=referral).select_related("recorded_by", "withdrawn_by")


def summary_of_case(case: Case) -> Mapping[Kind, int]:
    """How many of each kind a case had."""
    return count(outcomes_of_case(case))


def summary_of_referral(referral: Referral) -> Mapping[Kind, int]:
    """How many of each kind one agency reported."""
    return count(outcomes_of_referral(referral))


def summary_between(first: date, last: date) -> Mapping[Kind, int]:
    """How many of each kind happened from the first to the last day, both included."""
    return count(Outcome.objects.filter(happened_on__gte=first, happened_on__lte=last))


def count(outcomes: QuerySet[Outcome]) -> Mapping[Kind, int]:
    """Totals of those that stand."""
    rows = standing(outcomes).order_by().values_list("case_id", "referral__destination__code", "kind", "number")
    return totals(Counted(str(case), source or "", Kind(kind), number) for case, source, kind, number in rows)


def get_outcome_for(user: User, case: Case, number: UUID) -> Outcome:
    """One result of a case that the person has been given already."""
    outcome = outcomes_of_case(case).filter(pk=number).first()
    if outcome is None or not user.reads_cases:
        raise NotForYou()
    return outcome


def part_of_case(case: Case, user: User, at: datetime) -> Part:
    """What came of a case, and the children safeguarded as a sentence on top."""
    safe = summary_of_case(case).get(Kind.CHILD_SAFEGUARDED, 0)
    status = (in_words(Kind.CHILD_SAFEGUARDED, safe),) if safe else ()
    content = {"outcomes": list(outcomes_of_case(case)), "totals": words_of(summary_of_case(case)), "case": case}
    return Part("outcomes", "What came of it", "outcomes/parts/on_case.html", content, status)


def part_of_referral(referral: Referral, user: User, at: datetime) -> Part:
    """What came of one referral."""
    rows = list(outcomes_of_referral(referral))
    content = {
        "outcomes": rows,
        "totals": words_of(summary_of_referral(referral)),
        "referral": referral,
        "reader": user,
    }
    return Part("outcomes", "What came of it", "outcomes/parts/on_referral.html", content)


def words_of(summary: Mapping[Kind, int]) -> list[str]:
    """For instance "1 child safeguarded", "2 arrests"."""
    return [in_words(kind, number) for kind, number in summary.items()]


@dataclass(frozen=True)
class HistoryLine:
    """One line of a case's history: of the log, of a referral, or a result."""

    at: datetime
    by: str
    kind: str
    text: str
    reason: str = ""


def history_of(case: Case) -> list[HistoryLine]:
    """Everything that happened in a case, in the order in which it was written down.

    The log holds every act on the case, its referrals and its results, each with what was said: one source, so that
    nothing stands twice and nothing is missing.
    """
    entries = LogEntry.objects.filter(case=case).select_related("written_by")
    return [
        HistoryLine(
            at=entry.written_at,
            by=entry.written_by.name if entry.written_by else "the system",
            kind=entry.get_kind_display(),
            text=entry.text,
            reason=entry.reason or "",
        )
        for entry in entries
    ]
