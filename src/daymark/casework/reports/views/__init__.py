"""The pages of reports."""

from daymark.casework.reports.views.listing import report_list
from daymark.casework.reports.views.staff import (
    as_received,
    conversation,
    files,
    history,
    mark_answers_read,
    raw_document,
)

__all__ = [
    "as_received",
    "conversation",
    "files",
    "history",
    "mark_answers_read",
    "raw_document",
    "report_list",
]
