"""What each act of a story does: one real action, with the names that the story uses."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from daymark.casework.access.keyring import vault
from daymark.casework.access.models import User
from daymark.casework.cases import actions as cases
from daymark.casework.cases.models import ClosingOutcome
from daymark.casework.outcomes import actions as outcomes
from daymark.casework.outcomes.models import OutcomeKind
from daymark.casework.referrals import actions as referrals
from daymark.casework.reports.actions import mark_read, record_answer
from daymark.casework.reports.actions.industry import add_file, finish, open_submission
from daymark.casework.reports.actions.packages import take_packages
from daymark.casework.reports.models import IndustryAccount, Report
from daymark.casework.triage import actions as triage
from daymark.casework.triage.queries import bundle_of
from daymark.cli.practice.documents import cybertip_xml, le_package
from daymark.cli.practice.pictures import picture as drawn
from daymark.cli.practice.public import file_public
from daymark.cli.practice.signins import ReceiptCode
from daymark.cli.practice.stories import Telling


def public(story: Telling, at: datetime, name: str, answers: Mapping[str, str], receipt: bool = False) -> None:
    """Somebody reports on the public page."""
    said = dict(answers)
    if days := said.pop("meeting_in_days", None):
        said["meeting_day"] = (
            (at.astimezone(ZoneInfo(settings.TIME_ZONE)) + timedelta(days=int(days))).date().isoformat()
        )
    report, code = file_public(said, at=at, receipt=receipt)
    story.reports[name] = report
    if code:
        story.receipts.append(ReceiptCode(code, report.reference, report.title))


def industry(story: Telling, at: datetime, name: str, company: str, picture: int = 0, **said: Any) -> None:
    """A company's machine opens a report, adds its file and finishes it."""
    agency = story.cast.agencies[company]
    account = IndustryAccount.objects.select_related("agency").get(agency=agency)
    body = cybertip_xml(said, company=agency.name, at=at)
    opened = open_submission(account=account, body=body, complete=True, media_type="text/xml", at=at)
    if picture:
        sealed = vault().put(io.BytesIO(drawn(picture)), limit=settings.DAYMARK.upload_bytes)
        number = str(opened.pk)
        add_file(account=account, number=number, name="upload-1.png", sealed=sealed, media_type="image/png", at=at)
    story.reports[name] = finish(account=account, number=str(opened.pk), at=at).report


def package(story: Telling, at: datetime, name: str, agency: str, picture: int = 0, **said: Any) -> None:
    """A sister centre's package is imported."""
    number = f"1{picture:08d}"
    written = le_package(said, number=number, at=at, picture=drawn(picture) if picture else b"")
    taken = take_packages(packages=[written], agency=story.cast.agencies[agency], at=at)[0]
    story.reports[name] = Report.objects.get(reference=taken.report)


def take(story: Telling, at: datetime, report: str, by: str) -> None:
    """An officer takes the report from the queue."""
    triage.take(bundle=bundle_of(story.reports[report]), by=_who(story, by), at=at)


def ask(story: Telling, at: datetime, report: str, by: str, text: str) -> None:
    """An officer asks the reporter."""
    triage.ask(report=story.reports[report], text=text, by=_who(story, by), at=at)


def answer(story: Telling, at: datetime, report: str, text: str) -> None:
    """The reporter comes back and answers."""
    record_answer(report=story.reports[report], text=text, at=at)


def priority(story: Telling, at: datetime, report: str, by: str, to: int, reason: str) -> None:
    """An officer raises or lowers the report."""
    triage.set_priority(bundle=bundle_of(story.reports[report]), priority=to, reason=reason, by=_who(story, by), at=at)


def close(story: Telling, at: datetime, report: str, by: str, code: str, reason: str) -> None:
    """The report ends without a case; what the reporter answered has been read."""
    mark_read(report=story.reports[report], by=_who(story, by), at=at)
    triage.close(bundle=bundle_of(story.reports[report]), reason_code=code, reason=reason, by=_who(story, by), at=at)


def open_(
    story: Telling,
    at: datetime,
    reports: Sequence[str],
    by: str,
    lead: str = "",
    operation: str = "",
    members: Sequence[str] = (),
) -> None:
    """A case begins; what the reporters answered has been read."""
    for name in reports:
        mark_read(report=story.reports[name], by=_who(story, by), at=at)
    story.case = cases.open_case(
        reports=[story.reports[name] for name in reports],
        by=_who(story, by),
        at=at,
        lead=_who(story, lead or by),
        operation=operation,
        members=[_who(story, name) for name in members],
    )


def restrict(story: Telling, at: datetime, by: str, reason: str) -> None:
    """Only the case's members see it from now on."""
    cases.restrict(case=story.open_case, reason=reason, by=_who(story, by), at=at)


def note(story: Telling, at: datetime, by: str, text: str) -> None:
    """Something is written into the log."""
    cases.write_note(case=story.open_case, text=text, by=_who(story, by), at=at)


def decide(story: Telling, at: datetime, by: str, text: str, reason: str) -> None:
    """A decision with its reason."""
    cases.record_decision(case=story.open_case, text=text, reason=reason, by=_who(story, by), at=at)


def task(story: Telling, at: datetime, name: str, by: str, text: str, due_in_days: int, **given: str) -> None:
    """Something is to be done by somebody."""
    story.tasks[name] = cases.add_task(
        case=story.open_case,
        text=text,
        by=_who(story, by),
        at=at,
        assigned_to=_who(story, given["for"]),
        due_on=(at + timedelta(days=due_in_days)).date(),
    )


def done(story: Telling, at: datetime, task: str, by: str) -> None:
    """It is done."""
    cases.finish_task(task=story.tasks[task], by=_who(story, by), at=at)


def draft(story: Telling, at: datetime, name: str, to: str, by: str, reason: str, request: str = "") -> None:
    """An officer chooses who can act and drafts the referral."""
    story.referrals[name] = referrals.draft_referral(
        case=story.open_case,
        destination=story.cast.agencies[to],
        choice_reason=reason,
        request=request,
        by=_who(story, by),
        at=at,
    )


def send(story: Telling, at: datetime, name: str, by: str) -> None:
    """The referral goes out, encrypted to the partner's key."""
    referrals.send_referral(referral=story.referrals[name], by=_who(story, by), at=at)


def acknowledge(story: Telling, at: datetime, name: str, by: str) -> None:
    """The partner has it."""
    referrals.acknowledge(referral=story.referrals[name], by=_who(story, by), at=at)


def accept(story: Telling, at: datetime, name: str, by: str, note: str = "") -> None:
    """The partner acts."""
    referrals.accept(referral=story.referrals[name], by=_who(story, by), at=at, note=note)


def decline(story: Telling, at: datetime, name: str, by: str, reason: str) -> None:
    """The partner does not act, and says why."""
    referrals.decline(referral=story.referrals[name], reason=reason, by=_who(story, by), at=at)


def remind(story: Telling, at: datetime, name: str, by: str, note: str) -> None:
    """Somebody calls and asks where it is."""
    referrals.remind(referral=story.referrals[name], note=note, by=_who(story, by), at=at)


def conclude(story: Telling, at: datetime, name: str, by: str, note: str = "") -> None:
    """The partner's work on it is finished."""
    referrals.conclude(referral=story.referrals[name], by=_who(story, by), at=at, note=note)


def outcome(story: Telling, at: datetime, kind: str, number: int, by: str, name: str = "", note: str = "") -> None:
    """What came of it, from the partner or from the centre itself."""
    said: dict[str, Any] = {"kind": OutcomeKind(kind), "number": number, "note": note, "by": _who(story, by), "at": at}
    said["happened_on"] = at.date()
    if name:
        outcomes.record_referral_outcome(referral=story.referrals[name], **said)
    else:
        outcomes.record_outcome(case=story.open_case, **said)


def end(story: Telling, at: datetime, by: str, outcome: str, reason: str) -> None:
    """The case ends."""
    cases.close_case(case=story.open_case, outcome=ClosingOutcome(outcome), reason=reason, by=_who(story, by), at=at)


def _who(story: Telling, username: str) -> User:
    return story.cast.people[username]


ACTS: Mapping[str, Callable[..., None]] = {
    "public": public,
    "industry": industry,
    "package": package,
    "take": take,
    "ask": ask,
    "answer": answer,
    "priority": priority,
    "close": close,
    "open": open_,
    "restrict": restrict,
    "note": note,
    "decide": decide,
    "task": task,
    "done": done,
    "draft": draft,
    "send": send,
    "acknowledge": acknowledge,
    "accept": accept,
    "decline": decline,
    "remind": remind,
    "conclude": conclude,
    "outcome": outcome,
    "finish": end,
}
