"""Reads what a person may know of herself, and the sums that a supervisor may know of others."""

from daymark.casework.welfare.queries.allowance import allowance_of, desks_of
from daymark.casework.welfare.queries.looking import going_look
from daymark.casework.welfare.queries.oneself import (
    breaks_of,
    counselling_of,
    days_of,
    left_out_for,
    lifts_of,
    looks_of,
    open_break_of,
    sessions_of,
)
from daymark.casework.welfare.queries.pairs import asked_of, pair_of, possible_partners
from daymark.casework.welfare.queries.policy import policy_history, policy_now
from daymark.casework.welfare.queries.supervising import get_looker_for, overdue_people, people_sums
from daymark.casework.welfare.queries.waiting import waiting_for

__all__ = [
    "allowance_of",
    "asked_of",
    "breaks_of",
    "counselling_of",
    "days_of",
    "desks_of",
    "get_looker_for",
    "going_look",
    "left_out_for",
    "lifts_of",
    "looks_of",
    "open_break_of",
    "overdue_people",
    "pair_of",
    "people_sums",
    "policy_history",
    "policy_now",
    "possible_partners",
    "sessions_of",
    "waiting_for",
]
