"""Reads cases."""

from daymark.casework.cases.queries.elsewhere import Elsewhere, NamedIdentifier, identifiers_in
from daymark.casework.cases.queries.listing import CaseFilter, find_cases, operations
from daymark.casework.cases.queries.reading import (
    Told,
    case_of_report,
    get_case_for,
    get_task_for,
    readers,
    reports_in,
    understood_in,
    visible_cases,
    weights_of,
)
from daymark.casework.cases.queries.waiting import tasks_waiting, waiting_for

__all__ = [
    "CaseFilter",
    "Elsewhere",
    "NamedIdentifier",
    "Told",
    "case_of_report",
    "find_cases",
    "get_case_for",
    "get_task_for",
    "identifiers_in",
    "operations",
    "readers",
    "reports_in",
    "tasks_waiting",
    "understood_in",
    "visible_cases",
    "waiting_for",
    "weights_of",
]
