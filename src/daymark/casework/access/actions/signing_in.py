"""What is put on record when people sign in, fail to, and leave; and how their sessions are ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from daymark.casework.access.models import AuditRecord, User
from daymark.casework.access.recording import record
from daymark.problems import Problem

# Six digits give a guesser one chance in 66,000 in a window with five tries; NIST SP 800-63B asks for a limit.
FACTOR_TRIES = 5
FACTOR_WINDOW = timedelta(minutes=15)
SIGNED_IN, REFUSED_FACTOR = "signed in", "second factor refused"


class TooManyCodes(Problem):
    """Five codes were wrong. Wait 15 minutes, then try again, or ask an administrator for a new enrolment link."""

    http_status = 429


@transaction.atomic
def note_sign_in(*, person: User, address: str, methods: str, at: datetime) -> None:
    """A person is in: with which methods, from which address."""
    User.objects.filter(pk=person.pk).update(last_seen_at=at)
    detail = {"address": address, "with": methods}
    record(act=SIGNED_IN, by=person, at=at, kind="person", reference=person.username, detail=detail)


@transaction.atomic
def note_refused_sign_in(*, username: str, address: str, is_locked: bool, at: datetime) -> None:
    """Somebody was not let in. A name that is nobody's is not kept: it may be a password in the wrong box."""
    known = User.objects.filter(username=username.strip().lower()).exists()
    record(
        act="sign-in locked" if is_locked else "sign-in refused",
        by=None,
        at=at,
        kind="person",
        reference=username.strip().lower() if known else "",
        detail={"address": address, "known": known},
    )


@transaction.atomic
def note_refused_factor(*, person: User, address: str, at: datetime) -> None:
    """A password was right and the second factor was not."""
    record(act=REFUSED_FACTOR, by=person, at=at, kind="person", reference=person.username, detail={"address": address})


def refuse_after_too_many_codes(*, person: User, at: datetime) -> None:
    """Raises `TooManyCodes` after five wrong second factors in a quarter of an hour since the last sign-in.

    Holds the person's row until the transaction ends, so that parallel tries are counted one after the other.
    """
    User.objects.select_for_update().filter(pk=person.pk).first()
    lately = AuditRecord.objects.filter(actor=str(person.pk), at__gt=at - FACTOR_WINDOW)
    last_sign_in = lately.filter(act=SIGNED_IN).order_by("-at").values_list("at", flat=True).first()
    wrong = lately.filter(act=REFUSED_FACTOR)
    if last_sign_in:
        wrong = wrong.filter(at__gt=last_sign_in)
    if wrong.count() >= FACTOR_TRIES:
        raise TooManyCodes()


@transaction.atomic
def note_sign_out(*, person: User, why: str, at: datetime) -> None:
    """A person has left or was signed out."""
    record(act="signed out", by=person, at=at, kind="person", reference=person.username, detail={"why": why})


@transaction.atomic
def sign_out_everywhere(*, person: User, by: User, at: datetime) -> None:
    """Ends every session of a person that was begun before this moment."""
    person.sessions_valid_from = at
    person.save(update_fields=["sessions_valid_from"])
    record(act="signed out everywhere", by=by, at=at, kind="person", reference=person.username)


@transaction.atomic
def password_changed(*, person: User, at: datetime) -> None:
    """A person has a new password: every session begun before ends."""
    person.sessions_valid_from = at
    person.save(update_fields=["sessions_valid_from"])
    record(act="password changed", by=person, at=at, kind="person", reference=person.username)
