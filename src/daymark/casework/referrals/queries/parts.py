"""What a case's page shows of its referrals."""

from __future__ import annotations

from datetime import datetime

from daymark.casework.access.models import User
from daymark.casework.cases.models import Case
from daymark.casework.cases.page_parts import Part
from daymark.casework.referrals.models import Referral, ReferralState
from daymark.casework.referrals.queries.line import level_of
from daymark.casework.referrals.queries.reading import referrals_of
from daymark.casework.referrals.rules.clocks import LEVEL_WORDS
from daymark.casework.referrals.rules.states import DONE_WORDS, State


def part_of_case(case: Case, user: User, at: datetime) -> Part:
    """The referrals of a case, and where each stands as a sentence beside the children."""
    rows = list(referrals_of(case).defer("content", "choice_reason", "proposals"))
    status = tuple(_sentence(row, at) for row in rows if row.state != ReferralState.WITHDRAWN)
    content = {"referrals": rows, "case": case, "at": at}
    return Part("referrals", "Referrals", "referrals/parts/on_case.html", content, status or ("Not referred yet",))


def _sentence(referral: Referral, at: datetime) -> str:
    name, state = referral.destination.name, State(referral.state)
    if state is State.DRAFT:
        return f"Referral to {name} drafted, not sent"
    if state is State.SENT:
        level = level_of(referral, at)
        return f"Referred to {name}, not acknowledged{': ' if level else ''}{LEVEL_WORDS[level]}"
    return f"{DONE_WORDS[state]} by {name}"
