"""Reads outcomes, and counts them by the rule that a child is counted once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from daymark.casework.access.models import User
from daymark.casework.cases.models import Case
from daymark.casework.outcomes.models import Outcome
from daymark.casework.outcomes.rules import Counted, Kind, totals
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
