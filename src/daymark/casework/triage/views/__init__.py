"""The queue, and the page of a report."""

from daymark.casework.triage.views.acts import (
    ask,
    close,
    hand_over,
    put_back,
    reopen,
    set_priority,
    split,
    take,
)
from daymark.casework.triage.views.queue import queue, take_next
from daymark.casework.triage.views.report import copies, report

__all__ = [
    "ask",
    "close",
    "copies",
    "hand_over",
    "put_back",
    "queue",
    "reopen",
    "report",
    "set_priority",
    "split",
    "take",
    "take_next",
]
