"""What is done to reports. Every way in ends in `file_reports`."""

from daymark.casework.reports.actions.conversation import (
    LONGEST_MESSAGE,
    NothingSaid,
    NoWayBack,
    TooLong,
    ask_reporter,
    mark_read,
    record_answer,
)
from daymark.casework.reports.actions.receiving import (
    REPORT_WITHDRAWN,
    REPORTER_ANSWERED,
    REPORTS_RECEIVED,
    Arrival,
    Document,
    Filed,
    StoredFile,
    file_reports,
    keep,
)
from daymark.casework.reports.actions.restricting import set_restricted

__all__ = [
    "LONGEST_MESSAGE",
    "REPORTER_ANSWERED",
    "REPORTS_RECEIVED",
    "REPORT_WITHDRAWN",
    "Arrival",
    "Document",
    "Filed",
    "NoWayBack",
    "NothingSaid",
    "StoredFile",
    "TooLong",
    "ask_reporter",
    "file_reports",
    "keep",
    "mark_read",
    "record_answer",
    "set_restricted",
]
