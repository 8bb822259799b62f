"""The pages of cases."""

from daymark.casework.cases.views.acts import (
    add_one_report,
    add_one_task,
    change_people,
    change_task,
    write,
)
from daymark.casework.cases.views.asking import close, door, open_new, remove_one_report, reopen
from daymark.casework.cases.views.reading import case, case_list

__all__ = [
    "add_one_report",
    "add_one_task",
    "case",
    "case_list",
    "change_people",
    "change_task",
    "close",
    "door",
    "open_new",
    "remove_one_report",
    "reopen",
    "write",
]
