"""What a company does at the industry server: open a report, add files and their details, finish or retract it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.db.models import Q

from daymark.casework.access.actions import record
from daymark.casework.reports.actions.receiving import Arrival, StoredFile, file_reports, keep
from daymark.casework.reports.models import (
    IndustryAccount,
    Received,
    Report,
    Submission,
    SubmissionFile,
    SubmissionFileDetails,
    SubmissionState,
    Way,
)
from daymark.casework.reports.rules.from_cybertip import UploadedFile, file_said, understand_cybertip
from daymark.exchange.cybertip import (
    CyberTipProblem,
    FileDetails,
    Malformed,
    read_file_details,
    read_report,
)
from daymark.vault.labels import SealedObject

# An unfinished report ends 24 hours after it was opened or 1 hour after its last change, whichever is later
# (NCMEC's documentation as quoted by a public client). NCMEC deletes it; here it is kept, marked, and shown to staff.
LIFE = timedelta(hours=24)
LIFE_AFTER_CHANGE = timedelta(hours=1)


class NoSuchReport(CyberTipProblem):
    """There is no such report in your account."""

    response_code = 5001


class NoSuchFile(CyberTipProblem):
    """There is no such file in this report."""

    response_code = 5002


class AlreadyRetracted(CyberTipProblem):
    """The report has been retracted, or has expired before it was finished. Submit a new one."""

    response_code = 5101


class AlreadyFinished(CyberTipProblem):
    """The report has been finished: nothing can be added or retracted any more. Submit a new one."""

    response_code = 5102


class BadRequest(CyberTipProblem):
    """The request lacks what this address needs."""

    response_code = 4000


class BadFile(CyberTipProblem):
    """The file cannot be taken."""

    response_code = 4200


@dataclass(frozen=True)
class Finished:
    """A finished report and the tokens of its files, in the order received."""

    report: Report
    file_tokens: tuple[str, ...]


def account_for(*, username: str, password: str) -> IndustryAccount | None:
    """The active account that these words open."""
    account = IndustryAccount.objects.select_related("agency").filter(username=username, is_active=True).first()
    if account is None:
        check_password(password, _NOBODYS_HASH)  # as slow as for an account that exists
        return None
    return account if check_password(password, account.password) else None


# A hash of random bytes that nobody kept: it opens nothing.
_NOBODYS_HASH = (
    "argon2$argon2id$v=19$m=102400,t=2,p=8$ZmFPdE5uY0VYSktUSlA4d3JGYUdoNQ$qQ/xzGWONXSSKKA0JOMKWKNBSJUjqHEWMsW70pPsH6M"
)


def open_submission(
    *, account: IndustryAccount, body: bytes, complete: bool, media_type: str, at: datetime
) -> Submission:
    """Opens a report. The bytes are kept first, refused or not; a refusal is raised after it was kept."""
    try:
        if not complete:
            raise Malformed("The body stopped before its announced length. Send the whole document again.")
        report = read_report(body, strict=account.is_strict)
    except CyberTipProblem as refusal:
        keep_refused(account=account, body=body, media_type=media_type, refusal=refusal, at=at)
        raise
    with transaction.atomic():
        received = keep(way=Way.INDUSTRY, body=body, at=at, media_type=media_type, account=account)
        submission = Submission.objects.create(account=account, received=received, opened_at=at, modified_at=at)
        detail = {"sha256": received.sha256, "warnings": len(report.warnings), "sender": account.username}
        record(act="submission opened", by=None, at=at, kind="submission", reference=str(submission.pk), detail=detail)
    return submission


def keep_refused(
    *, account: IndustryAccount, body: bytes, media_type: str, refusal: Exception, at: datetime
) -> Received:
    """Keeps a document that became nothing, with the reason: staff can see what a company tried to tell."""
    return keep(way=Way.INDUSTRY, body=body, at=at, media_type=media_type, account=account, refusal=str(refusal)[:2000])


@transaction.atomic
def add_file(
    *, account: IndustryAccount, number: str, name: str, sealed: SealedObject, media_type: str, at: datetime
) -> SubmissionFile:
    """Adds an uploaded file, already sealed in the vault, to an open report.

    The same content under the same name again is the same file: a client repeats what it got no answer to.
    """
    submission = _changed_submission_of(account, number, at)
    for earlier in submission.files.filter(sha256=sealed.sha256):
        if earlier.name == name:
            return earlier
    file = SubmissionFile.objects.create(
        submission=submission,
        file_token=new_file_token(),
        name=name,
        sha256=sealed.sha256,
        sha1=sealed.sha1,
        md5=sealed.md5,
        size=sealed.size,
        media_type=media_type[:120],
        uploaded_at=at,
    )
    detail = {"sha256": sealed.sha256, "size": sealed.size}
    record(act="file uploaded", by=None, at=at, kind="submission", reference=number, detail=detail)
    return file


def new_file_token() -> str:
    """32 digits that nobody guesses. Hexadecimal ones are usual; one public client reads them as a decimal number."""
    return str(10**31 + secrets.randbelow(9 * 10**31))


def finished_before(*, account: IndustryAccount, number: str) -> Finished | None:
    """The report that this submission became when it was finished the first time."""
    submission = account.submissions.filter(pk=number, state=SubmissionState.FINISHED).select_related("report").first()
    if submission is None or submission.report is None:
        return None
    return Finished(submission.report, tuple(submission.files.values_list("file_token", flat=True)))


def add_file_details(
    *, account: IndustryAccount, body: bytes, complete: bool, media_type: str, at: datetime
) -> SubmissionFile:
    """Adds what the company says of a file. Kept as received; the latest of several counts."""
    try:
        if not complete:
            raise Malformed("The body stopped before its announced length. Send the whole document again.")
        details = read_file_details(body, strict=account.is_strict)
        with transaction.atomic():
            return _store_details(account, details, body, media_type, at)
    except CyberTipProblem as refusal:
        keep_refused(account=account, body=body, media_type=media_type, refusal=refusal, at=at)
        raise


@transaction.atomic
def finish(*, account: IndustryAccount, number: str, at: datetime) -> Finished:
    """Makes the report of an open submission: stored, understood and in the queue when this returns."""
    submission = _open_submission_of(account, number, with_document=True)
    files = [_uploaded(file) for file in submission.files.prefetch_related("details__received")]
    report = file_reports(arrivals=[_arrival(submission, files)], by=None, at=at)[0].report
    submission.state, submission.ended_at, submission.report = SubmissionState.FINISHED, at, report
    submission.modified_at = at
    submission.save(update_fields=["state", "ended_at", "modified_at", "report"])
    return Finished(report, tuple(file.token for file in files))


@transaction.atomic
def retract(*, account: IndustryAccount, number: str, at: datetime) -> Submission:
    """Ends an open submission at the company's wish; what was received stays."""
    submission = _open_submission_of(account, number)
    submission.state, submission.ended_at, submission.modified_at = SubmissionState.RETRACTED, at, at
    submission.save(update_fields=["state", "ended_at", "modified_at"])
    record(act="submission retracted", by=None, at=at, kind="submission", reference=number)
    return submission


@transaction.atomic
def expire_submissions(*, at: datetime) -> int:
    """Marks the submissions that nobody finished in time; they and their files stay for staff to see."""
    over = Q(opened_at__lt=at - LIFE, modified_at__lt=at - LIFE_AFTER_CHANGE)
    expired = list(Submission.objects.select_for_update(skip_locked=True).filter(over, state=SubmissionState.OPEN))
    for submission in expired:
        submission.state, submission.ended_at = SubmissionState.EXPIRED, at
        record(act="submission expired", by=None, at=at, kind="submission", reference=str(submission.pk))
    Submission.objects.bulk_update(expired, ["state", "ended_at"])
    return len(expired)


def _changed_submission_of(account: IndustryAccount, number: str, at: datetime) -> Submission:
    submission = _open_submission_of(account, number)
    submission.modified_at = at
    submission.save(update_fields=["modified_at"])
    return submission


def _open_submission_of(account: IndustryAccount, number: str, *, with_document: bool = False) -> Submission:
    submission = None
    if number.isascii() and number.isdigit() and len(number) < 19:
        held = Submission.objects.select_for_update(of=("self",))
        held = held.select_related("received") if with_document else held
        submission = held.filter(pk=int(number), account=account).first()
    if submission is None:
        raise NoSuchReport()
    if submission.state == SubmissionState.FINISHED:
        raise AlreadyFinished()
    if submission.state != SubmissionState.OPEN:
        raise AlreadyRetracted()
    submission.account = account
    return submission


def _store_details(
    account: IndustryAccount, details: FileDetails, body: bytes, media_type: str, at: datetime
) -> SubmissionFile:
    submission = _changed_submission_of(account, str(details.report_id), at)
    file = SubmissionFile.objects.filter(submission=submission, file_token=details.file_id).first()
    if file is None:
        raise NoSuchFile()
    received = keep(way=Way.INDUSTRY, body=body, at=at, media_type=media_type, account=account)
    SubmissionFileDetails.objects.create(file=file, received=received)
    return file


def _arrival(submission: Submission, files: Sequence[UploadedFile]) -> Arrival:
    received = submission.received
    agency = submission.account.agency
    understood = understand_cybertip(
        read_report(bytes(received.body), strict=False),
        sender=agency.name,
        external_reference=str(submission.pk),
        files=files,
    )
    return Arrival(
        understood=understood,
        way=Way.INDUSTRY,
        received=received,
        agency=agency,
        files=tuple(_stored(file) for file in files),
    )


def _uploaded(file: SubmissionFile) -> UploadedFile:
    latest = max(file.details.all(), key=lambda each: each.received.received_at, default=None)
    details = read_file_details(bytes(latest.received.body), strict=False) if latest else None
    return UploadedFile(
        file.file_token, file.name, file.sha256, file.md5, file.size, details, file.sha1, file.media_type
    )


def _stored(file: UploadedFile) -> StoredFile:
    return StoredFile(file_said(file), file.sha256, file.sha1, file.md5, file.size, file.media_type)
