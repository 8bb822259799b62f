"""Reads people and the audit record."""

from daymark.casework.access.queries.audit import (
    AuditPage,
    AuditQuestion,
    acts_on_record,
    audit_page,
    audit_rows,
    sign_ins_of,
)
from daymark.casework.access.queries.people import (
    PeopleQuestion,
    agencies_to_belong_to,
    get_person_for,
    history_of,
    last_change_of,
    own_centre,
    people,
)
from daymark.casework.access.queries.waiting import waiting_for

__all__ = [
    "AuditPage",
    "AuditQuestion",
    "PeopleQuestion",
    "acts_on_record",
    "agencies_to_belong_to",
    "audit_page",
    "audit_rows",
    "get_person_for",
    "history_of",
    "last_change_of",
    "own_centre",
    "people",
    "sign_ins_of",
    "waiting_for",
]
