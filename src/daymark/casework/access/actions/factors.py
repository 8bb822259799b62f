"""Second factors: what is put on record, and how one is enrolled without a page (practice centre, tests)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from daymark.casework.access.models import User
from daymark.casework.access.recording import record


class FactorChange(StrEnum):
    """What happened to a second factor, as the audit record says it."""

    APP_ADDED = "authenticator app added"
    APP_REMOVED = "authenticator app removed"
    PASSKEY_ADDED = "passkey added"
    PASSKEY_REMOVED = "passkey removed"
    PASSKEY_RENAMED = "passkey renamed"
    CODES_MADE = "recovery codes made"
    CODES_SEEN = "recovery codes shown"


def note_factor_change(*, person: User, change: FactorChange, at: datetime) -> None:
    """Puts a change of a second factor on record, in the transaction of the change."""
    record(act=change.value, by=person, at=at, kind="person", reference=person.username)


@transaction.atomic
def enrol_totp(*, person: User, secret: str, at: datetime) -> None:
    """Enrols an authenticator app by its secret (base 32). For the practice centre, whose secrets are printed."""
    person.authenticator_set.filter(type="totp").delete()  # type: ignore[attr-defined]
    TOTP.activate(person, secret)
    note_factor_change(person=person, change=FactorChange.APP_ADDED, at=at)
