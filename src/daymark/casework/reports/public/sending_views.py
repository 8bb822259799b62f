"""Check the answers, send them, see the receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from daymark.casework.reports.actions.drafts import Answers, send_draft
from daymark.casework.reports.public import limits, visits
from daymark.casework.reports.public.guarding import TRAP, Posted, public_view, read_form
from daymark.casework.reports.public.questions import questionnaire
from daymark.casework.reports.public.views import PAGES, answers_of, in_language, next_url, step_url, unsure_words
from daymark.casework.reports.public.wording import accounts_in_words, check_rows
from daymark.casework.reports.rules.from_answers import Setting

# English, like every sentence about a report: they are read by the staff.
IN_A_BURST = "Sent in a burst: more than five reports from one address within ten minutes. Kept like every other."
BY_A_PROGRAM = "A field that no person sees was filled in, as programs do. Kept like every other."


@public_view("GET", "POST")
def check(request: HttpRequest) -> HttpResponse:
    """Every answer with a way to change it, and the button that sends."""
    at = timezone.now()
    posted = read_form(request) if request.method == "POST" else None
    draft = visits.draft_of(request, at=at, lock=posted is not None)
    if draft and draft.sent_at:
        return redirect("report-sent")
    answers = answers_of(draft)
    if draft is None or (missing := questionnaire().first_missing(answers.said)):
        return redirect(next_url(missing) if draft else "report-start")
    if not posted:
        return _show(request, answers)
    if not posted.whole or not visits.token_matches(request, posted.data.get("token", "")):
        return _show(request, answers, unsure_words(posted), status=422)
    kept = replace(in_language(answers), said=questionnaire().kept(answers.said))
    send_draft(draft=draft, answers=kept, setting=_setting(at), warnings=_warnings(request, posted))
    return redirect("report-sent")


@public_view("GET")
def sent(request: HttpRequest) -> HttpResponse:
    """The receipt: the code, how to come back, what happens next and when. Shown until the browser leaves."""
    draft = visits.draft_of(request, at=timezone.now())
    if draft is None or not draft.sent_at:
        return redirect("report-start")
    context = {"code": draft.code, "sent_at": draft.sent_at, "young": draft.document.get("young")}
    return render(request, PAGES + "sent.html", context)


def _show(request: HttpRequest, answers: Answers, mistake: str = "", *, status: int = 200) -> HttpResponse:
    rows = list(check_rows(answers))
    files = questionnaire().step("files")
    context = {
        "answered": [row for row in rows if row.answer],
        "open": [row for row in rows if not row.answer],
        "files": answers.files,
        "files_url": step_url(files) if files else "",
        "accounts": accounts_in_words(answers.said),
        "said": answers.said,
        "token": visits.token_of(request),
        "mistake": mistake,
        "phase": _("Last step"),
    }
    return render(request, PAGES + "check.html", context, status=status)


def _setting(at: datetime) -> Setting:
    return Setting(at, ZoneInfo(settings.TIME_ZONE), settings.DAYMARK.country, get_language() or "en")


def _warnings(request: HttpRequest, posted: Posted) -> list[str]:
    """What the staff should know of how a report came. It is kept whatever they say: nothing sent is dropped."""
    warnings = []
    if limits.SENT_REPORTS.take(limits.address_digest(request), limits.seconds()):
        warnings.append(IN_A_BURST)
    if posted.data.get(TRAP, "").strip():
        warnings.append(BY_A_PROGRAM)
    return warnings
