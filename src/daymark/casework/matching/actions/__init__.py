"""What is done with lists, with what agrees with them, and with what people decide about that."""

from daymark.casework.matching.actions.checking import check_bank, check_contents
from daymark.casework.matching.actions.deciding import confirm, reject, rule, undo
from daymark.casework.matching.actions.following import check_arrived, keep_graded, note_stack
from daymark.casework.matching.actions.importing import Given, Imported, import_list, opened
from daymark.casework.matching.actions.own import check_graded, note_graded
from daymark.casework.matching.actions.seen import count_lists_of_seen
from daymark.casework.matching.actions.series import count_all_series, count_series_of
from daymark.casework.matching.actions.withdrawing import withdraw_bank, withdraw_edition

__all__ = [
    "Given",
    "Imported",
    "check_arrived",
    "check_bank",
    "check_contents",
    "check_graded",
    "confirm",
    "count_all_series",
    "count_lists_of_seen",
    "count_series_of",
    "import_list",
    "keep_graded",
    "note_graded",
    "note_stack",
    "opened",
    "reject",
    "rule",
    "undo",
    "withdraw_bank",
    "withdraw_edition",
]
