"""A small centre with something in every place where content lies sealed. Every content carries the canary."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from daymark.casework.access.actions import enrol_totp
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.keyring import vault
from daymark.casework.cases.actions import add_task, close_case, open_case, record_decision, write_note
from daymark.casework.cases.models import ClosingOutcome
from daymark.casework.outcomes.actions import record_outcome
from daymark.casework.outcomes.models import OutcomeKind
from daymark.casework.referrals.actions import acknowledge, draft_referral, leave_note, send_referral
from daymark.casework.reports.actions import StoredFile
from daymark.casework.reports.models import Draft, Message, Report
from daymark.casework.reports.rules.understood import FileSaid
from examples import make_report
from people import Cast, make_cast

CANARY = "kingfisher-7431-lantern"
SECRET = "JBSWY3DPEHPK3PXP"


@dataclass(frozen=True)
class Filled:
    """What was made: whom to ask for more."""

    cast: Cast
    report: Report


def fill_centre(*, secret: str = SECRET) -> Filled:
    """Reports, a file, a case, its log and tasks, a referral and its events, an outcome, a message, a draft."""
    at = timezone.now() - timedelta(hours=2)
    with acting_as_system():
        cast = make_cast()
        enrol_totp(person=cast.ada, secret=secret, at=at)
    report = make_report(at=at, files=(_stored_file(),), narrative=f"It was told so: {CANARY}.")
    with acting_as_system():
        Message.objects.create(report=report, text=CANARY, from_reporter=True, sent_at=at)
        Draft.objects.create(document={"said": CANARY}, code=CANARY, started_at=at, touched_at=at)
    with acting_as(cast.ines):
        case = open_case(reports=[report], by=cast.ines, at=at)
        add_task(case=case, text=CANARY, by=cast.ines, at=at)
        record_decision(case=case, text=CANARY, reason=CANARY, by=cast.ines, at=at)
        write_note(case=case, text=CANARY, by=cast.ines, at=at)
        referral = draft_referral(case=case, destination=cast.partner, choice_reason=CANARY, by=cast.ines, at=at)
        referral = send_referral(referral=referral, by=cast.ines, at=at, by_hand=True)
        leave_note(referral=referral, text=CANARY, by=cast.ines, at=at)
        record_outcome(
            case=case,
            kind=OutcomeKind.ARREST,
            number=1,
            happened_on=at.date(),
            by=cast.ines,
            at=at,
            note=CANARY,
        )
    with acting_as(cast.dee):
        acknowledge(referral=referral, by=cast.dee, at=at)
    _close_another(cast)
    return Filled(cast, report)


def _close_another(cast: Cast) -> None:
    at = timezone.now() - timedelta(hours=1)
    other = make_report(at=at)
    with acting_as(cast.ines):
        case = open_case(reports=[other], by=cast.ines, at=at)
        close_case(case=case, outcome=ClosingOutcome.NOT_TRACEABLE, reason=CANARY, by=cast.ines, at=at)


def _stored_file() -> StoredFile:
    content = f"a harmless text: {CANARY}".encode() * 100
    vault().put(io.BytesIO(content), limit=1_000_000)
    digest = hashlib.sha256(content).hexdigest()
    return StoredFile(FileSaid(f"{CANARY}.txt"), sha256=digest, size=len(content), media_type="text/plain")
