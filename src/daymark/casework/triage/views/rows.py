"""A row of the queue, ready for a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daymark.casework.access.models import User
from daymark.casework.reports.rules.understood import SourceKind
from daymark.casework.reports.rules.wording import SOURCE_WORDS
from daymark.casework.triage.models import Bundle, BundleState
from daymark.casework.triage.rules import tag_of


@dataclass(frozen=True)
class RowShown:
    """One row: the child and what happened, the reasons, who has it, and what the clock says."""

    bundle: Bundle
    reference: str
    reasons: list[dict[str, Any]]
    source: str
    copies: str
    holder: str
    stopped: str


def row_shown(bundle: Bundle, user: User) -> RowShown:
    """A row as the list shows it."""
    agency = bundle.lead.source_agency
    more = bundle.copies - 1
    return RowShown(
        bundle=bundle,
        reference=bundle.lead.reference,
        reasons=tags_shown(bundle),
        source=agency.name if agency else SOURCE_WORDS[SourceKind(bundle.source_kind)],
        copies=f"{more:,} {'copy' if more == 1 else 'copies'} folded in" if more else "",
        holder=holder_words(bundle, user),
        stopped=stopped_words(bundle),
    )


def reasons_shown(bundle: Bundle) -> list[dict[str, Any]]:
    """Reasons in full: the words, and whether they mean danger to a child."""
    return [{"words": reason["sentence"], "danger": reason.get("danger", False)} for reason in bundle.reasons]


def tags_shown(bundle: Bundle) -> list[dict[str, Any]]:
    """The same in two or three words each, the strongest first."""
    tags = ((tag_of(reason["code"]), reason.get("danger", False)) for reason in bundle.reasons)
    return [{"words": words, "danger": danger} for words, danger in tags if words]


def holder_words(bundle: Bundle, user: User) -> str:
    """Who has a row, in words."""
    who = "you" if bundle.held_by == user else (bundle.held_by.name if bundle.held_by else "")
    if bundle.state == BundleState.ASKED:
        return f"The reporter was asked by {who}" if who else "The reporter was asked"
    if who:
        return f"In hand: {who}"
    return "" if bundle.state == BundleState.WAITING else str(bundle.get_state_display())


def stopped_words(bundle: Bundle) -> str:
    """What stands in the place of the clock when a row has ended."""
    if bundle.ended_at is None:
        return ""
    return f"{bundle.get_state_display()} after {_spell(bundle.first_received_at, bundle.ended_at)}"


def _spell(began: datetime, ended: datetime) -> str:
    minutes = max(int((ended - began).total_seconds() // 60), 0)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min" if minutes < 2880 else f"{minutes // 1440} days"
