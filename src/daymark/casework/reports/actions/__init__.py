"""What is done to reports. Every way in ends in `file_reports`."""

from daymark.casework.reports.actions.receiving import (
    REPORT_WITHDRAWN,
    REPORTER_ANSWERED,
    REPORTS_RECEIVED,
    Arrival,
    Filed,
    StoredFile,
    file_reports,
    keep,
)

__all__ = [
    "REPORTER_ANSWERED",
    "REPORTS_RECEIVED",
    "REPORT_WITHDRAWN",
    "Arrival",
    "Filed",
    "StoredFile",
    "file_reports",
    "keep",
]
