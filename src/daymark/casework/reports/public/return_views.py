"""Coming back with the receipt code: our questions, the reporter's answers, more files."""

from __future__ import annotations

import math
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from daymark.casework.access.context import acting_as_reporter, acting_as_system
from daymark.casework.access.uploads import SealedUploads
from daymark.casework.reports.actions import LONGEST_MESSAGE, record_answer
from daymark.casework.reports.actions.adding import add_files
from daymark.casework.reports.actions.draft_files import prepare_folder, remove_files, to_vault
from daymark.casework.reports.actions.receipts import DIGITS, digits_of, report_of_code
from daymark.casework.reports.models import Attachment, Message, Report
from daymark.casework.reports.public import limits, visits
from daymark.casework.reports.public.file_views import MOST_FILES, megabytes, take_files, too_much, too_much_words
from daymark.casework.reports.public.forms import CONTROLS, too_long
from daymark.casework.reports.public.guarding import CannotRead, Posted, public_view, read_form
from daymark.casework.reports.public.views import PAGES, unsure_words
from daymark.casework.reports.rules.from_answers import WHO_WORDS

MOST_FILES_IN_ALL = 50  # with the first ten: enough for a long story, too few to fill a disk


@public_view("GET", "POST")
def enter_code(request: HttpRequest) -> HttpResponse:
    """Asks for the code. Every wrong code gets the same answer, and each makes the next one slower."""
    if request.method == "GET":
        return render(request, PAGES + "return.html", {"late": visits.RETURNED in request.session})
    posted = read_form(request)
    code = posted.data.get("code", "")
    who, now = limits.address_digest(request), limits.seconds()
    if wait := limits.WRONG_CODES.wait(who, now):
        return _code_again(request, code, _too_often(wait), status=429)
    if len(digits_of(code)) != DIGITS:
        return _code_again(request, code, _("The code has 16 digits. Look at what you wrote down or printed."))
    at = timezone.now()
    report = report_of_code(code=code, at=at)
    if report is None:
        limits.WRONG_CODES.take(who, now)
        return _code_again(request, code, _("We do not know this code. Look at every digit and try again."))
    visits.let_in(request, report, at=at)
    return redirect("report-conversation")


@public_view("GET", "POST")
def conversation(request: HttpRequest) -> HttpResponse:
    """What we asked, what was answered, and a box to say more."""
    at = timezone.now()
    report = visits.returned_report(request, at=at)
    if report is None:
        return redirect("report-return")
    if request.method == "GET":
        return _show(request, report)
    folder = uuid4()
    try:
        return _take(request, report, _receive(request, folder), folder, at)
    finally:
        remove_files(draft=folder)


def _take(request: HttpRequest, report: Report, posted: Posted, folder: UUID, at: datetime) -> HttpResponse:
    text = CONTROLS.sub("", posted.data.get("text", "").replace("\r\n", "\n"))
    mistakes = _mistakes(request, posted, text)
    if mistakes:
        return _show(request, report, text, mistakes, status=422)
    if refused := _keep(report, text, posted, folder, at):
        return _show(request, report, "", refused, status=422, is_kept=bool(text.strip()))
    return redirect(f"{request.path}?kept=1")


def _receive(request: HttpRequest, folder: UUID) -> Posted:
    """Files are sealed in a folder of their own first: what is refused leaves nothing in the vault."""
    if too_much(request):
        raise CannotRead(too_much_words(), 413)
    request.upload_handlers = [SealedUploads(request, home=prepare_folder(folder))]
    return read_form(request)


def _mistakes(request: HttpRequest, posted: Posted, text: str) -> list[str]:
    if not posted.whole or not visits.token_matches(request, posted.data.get("token", ""), visits.RETURNED):
        return [unsure_words(posted)]
    if len(text.strip()) > LONGEST_MESSAGE:
        return [too_long(len(text.strip()), LONGEST_MESSAGE)]
    if not text.strip() and not posted.files:
        return [_("Write something or choose a file first.")]
    return []


@transaction.atomic
def _keep(report: Report, text: str, posted: Posted, folder: UUID, at: datetime) -> list[str]:
    """Keeps text and files; gives the words for files that were not kept."""
    with acting_as_system():
        held = set(Attachment.objects.filter(report=report).values_list("sha256", flat=True))
        new = [file for file in posted.files if not (file.sealed and file.sealed.sha256 in held)]
        if new and len(held) >= MOST_FILES_IN_ALL:
            return [_("This report has %(most)s files already. No more were kept.") % {"most": len(held)}]
        taken = take_files((), new)
        if text.strip():
            record_answer(report=report, text=text, at=at)
        if taken.kept:
            add_files(report=report, files=to_vault(draft=folder, files=taken.kept), at=at)
    return list(taken.refused)


def _show(
    request: HttpRequest,
    report: Report,
    text: str = "",
    mistakes: list[str] | None = None,
    *,
    status: int = 200,
    is_kept: bool = False,
) -> HttpResponse:
    with acting_as_reporter(UUID(str(report.pk))):
        messages = list(Message.objects.filter(report=report))
        context = {
            "messages_of": messages,
            "waits": bool(messages) and not messages[-1].from_reporter,
            "sent_at": report.received_at,
            "text": text,
            "mistakes": mistakes or [],
            "is_kept": is_kept or "kept" in request.GET,
            "token": visits.token_of(request, visits.RETURNED),
            "limit": megabytes(),
            "most": MOST_FILES,
            "longest": LONGEST_MESSAGE,
            "young": report.understood.get("sender_kind_words") == WHO_WORDS["CHILD"],
        }
        return render(request, PAGES + "conversation.html", context, status=status)


def _code_again(request: HttpRequest, code: str, mistake: str, *, status: int = 422) -> HttpResponse:
    return render(request, PAGES + "return.html", {"code": code[:60], "mistake": mistake}, status=status)


def _too_often(wait: float) -> str:
    minutes = max(math.ceil(wait / 60), 1)
    return _("There were too many wrong codes. Wait %(minutes)s min, then try again.") % {"minutes": minutes}
