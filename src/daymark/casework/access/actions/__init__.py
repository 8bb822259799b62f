"""What is done to people, to their ways in, and to the audit record."""

from daymark.casework.access.actions.account import choose_theme
from daymark.casework.access.actions.checking import verify_audit, write_checkpoint
from daymark.casework.access.actions.enrolment import (
    EnrolmentEnded,
    enrol_first_administrator,
    invite,
    open_enrolment,
    renew_administrator,
    use_enrolment,
)
from daymark.casework.access.actions.exporting import TooManyRows, export_audit
from daymark.casework.access.actions.factors import FactorChange, enrol_totp, note_factor_change
from daymark.casework.access.actions.people import (
    Invitation,
    PeopleRuleBroken,
    add_person,
    change_duties,
    deactivate,
    reactivate,
    renew_way_in,
    undo_last_change,
)
from daymark.casework.access.actions.signing_in import (
    TooManyCodes,
    note_refused_factor,
    note_refused_sign_in,
    note_sign_in,
    note_sign_out,
    password_changed,
    refuse_after_too_many_codes,
    sign_out_everywhere,
)
from daymark.casework.access.recording import Act, record, record_many

__all__ = [
    "Act",
    "EnrolmentEnded",
    "FactorChange",
    "Invitation",
    "PeopleRuleBroken",
    "TooManyCodes",
    "TooManyRows",
    "add_person",
    "change_duties",
    "choose_theme",
    "deactivate",
    "enrol_first_administrator",
    "enrol_totp",
    "export_audit",
    "invite",
    "note_factor_change",
    "note_refused_factor",
    "note_refused_sign_in",
    "note_sign_in",
    "note_sign_out",
    "open_enrolment",
    "password_changed",
    "reactivate",
    "record",
    "record_many",
    "refuse_after_too_many_codes",
    "renew_administrator",
    "renew_way_in",
    "sign_out_everywhere",
    "undo_last_change",
    "use_enrolment",
    "verify_audit",
    "write_checkpoint",
]
