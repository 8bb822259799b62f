"""Reads reports. `get_report_for` is the only way to fetch one for a person."""

from daymark.casework.reports.queries.conversation import can_be_asked, unread_answers
from daymark.casework.reports.queries.counting import COUNT_UP_TO, BoundedPaginator, count_up_to, first_of
from daymark.casework.reports.queries.finding import Sought, any_of, seek
from daymark.casework.reports.queries.listing import ReportFilter, find_reports
from daymark.casework.reports.queries.paging import KeyPage, page_by_key
from daymark.casework.reports.queries.reading import get_raw_for, get_report_for, history_of
from daymark.casework.reports.queries.sightings import SeenAlso, seen_also

__all__ = [
    "COUNT_UP_TO",
    "BoundedPaginator",
    "KeyPage",
    "ReportFilter",
    "SeenAlso",
    "Sought",
    "any_of",
    "can_be_asked",
    "count_up_to",
    "find_reports",
    "first_of",
    "get_raw_for",
    "get_report_for",
    "history_of",
    "page_by_key",
    "seek",
    "seen_also",
    "unread_answers",
]
