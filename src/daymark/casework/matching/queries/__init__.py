"""Reads lists, what agrees with them, and where a file has been. `get_..._for` alone fetch one for a person."""

from daymark.casework.matching.queries.alike import Likeness, look_alikes_of
from daymark.casework.matching.queries.banks import (
    BankRow,
    changes_of,
    editions_of,
    find_banks,
    get_bank_for,
    get_edition_for,
    hits_of_bank,
    with_counts,
)
from daymark.casework.matching.queries.counts import SeriesSeen, series_in
from daymark.casework.matching.queries.files import Listed, decision_about, get_file_for, lists_of, verdicts_of
from daymark.casework.matching.queries.trail import Held, Trail, trail_of
from daymark.casework.matching.queries.waiting import (
    get_dispute_for,
    get_proposal_for,
    next_proposal,
    open_disputes,
    proposals,
    visible_proposal,
)

__all__ = [
    "BankRow",
    "Held",
    "Likeness",
    "Listed",
    "SeriesSeen",
    "Trail",
    "changes_of",
    "decision_about",
    "editions_of",
    "find_banks",
    "get_bank_for",
    "get_dispute_for",
    "get_edition_for",
    "get_file_for",
    "get_proposal_for",
    "hits_of_bank",
    "lists_of",
    "look_alikes_of",
    "next_proposal",
    "open_disputes",
    "proposals",
    "series_in",
    "trail_of",
    "verdicts_of",
    "visible_proposal",
    "with_counts",
]
