"""What is done to the queue: by the rules, by the officers, and by later stages."""

from daymark.casework.triage.actions.asking import ask, bring_back, wait_for_reporter
from daymark.casework.triage.actions.assessing import COPIES_OF_CASE, assess_reports
from daymark.casework.triage.actions.cases import mark_in_case, take_out_of_case
from daymark.casework.triage.actions.deciding import (
    CLOSING_REASONS,
    ClosingReason,
    UnderTheFloor,
    close,
    close_withdrawn,
    reopen,
    set_priority,
)
from daymark.casework.triage.actions.holding import hand_over, put_back, take, take_next
from daymark.casework.triage.actions.signals import add_signal
from daymark.casework.triage.actions.splitting import split_copy

__all__ = [
    "CLOSING_REASONS",
    "COPIES_OF_CASE",
    "ClosingReason",
    "UnderTheFloor",
    "add_signal",
    "ask",
    "assess_reports",
    "bring_back",
    "close",
    "close_withdrawn",
    "hand_over",
    "mark_in_case",
    "put_back",
    "reopen",
    "set_priority",
    "split_copy",
    "take",
    "take_next",
    "take_out_of_case",
    "wait_for_reporter",
]
