"""Reads people and the audit record."""

from daymark.casework.access.queries.audit import (
    AuditPage,
    AuditQuestion,
    acts_on_record,
    audit_page,
    audit_rows,
    sign_ins_of,
)
from daymark.casework.access.queries.checkpoints import checkpoint_file, last_checkpoint_at
from daymark.casework.access.queries.people import (
    PeopleQuestion,
    agencies_to_belong_to,
    get_person_for,
    history_of,
    last_change_of,
    own_centre,
    people,
    steps_of,
    words_before,
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
    "checkpoint_file",
    "get_person_for",
    "history_of",
    "last_change_of",
    "last_checkpoint_at",
    "own_centre",
    "people",
    "sign_ins_of",
    "steps_of",
    "waiting_for",
    "words_before",
]
