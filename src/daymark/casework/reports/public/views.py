"""The first page, the questions, and the way out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from daymark.casework.reports.actions.drafts import Answers, save_answers
from daymark.casework.reports.models import Draft
from daymark.casework.reports.public import visits
from daymark.casework.reports.public.forms import QuestionForm, translated
from daymark.casework.reports.public.guarding import Posted, from_our_pages, public_view, read_form
from daymark.casework.reports.public.questions import Step, questionnaire
from daymark.casework.reports.public.wording import accounts_in_words
from daymark.casework.reports.rules.answers import Subject, subject_of

PAGES = "reports/pages/public/"
FIRST = "who"


@public_view("GET")
def start(request: HttpRequest) -> HttpResponse:
    """What this is, what happens with a report, and where to begin."""
    draft = visits.draft_of(request, at=timezone.now()) if visits.was_writing(request) else None
    going_on = bool(draft and not draft.sent_at)
    return render(request, PAGES + "start.html", {"first": question_url(FIRST), "going_on": going_on})


@public_view("GET", "POST")
def question(request: HttpRequest, name: str) -> HttpResponse:
    """One question: shown, taken, and on to the next."""
    step = questionnaire().step(name)
    if step is None or step.page:
        raise Http404
    at = timezone.now()
    posted = read_form(request) if request.method == "POST" else None
    draft = visits.draft_of(request, at=at, lock=posted is not None)
    if draft and draft.sent_at:
        if posted and name != FIRST:
            return redirect("report-sent")
        draft = None
    answers = answers_of(draft)
    if posted:
        return _take(request, step, draft, answers, posted, at)
    if not may_see(step, answers):
        return redirect(next_url(questionnaire().first_missing(answers.said)))
    return show(request, step, answers, QuestionForm(step, answers.said), late=_late(request, draft))


def _take(
    request: HttpRequest, step: Step, draft: Draft | None, answers: Answers, posted: Posted, at: datetime
) -> HttpResponse:
    form = QuestionForm(step, answers.said, posted.data)
    is_old = draft is not None and not visits.token_matches(request, posted.data.get("token", ""))
    if not form.is_valid():
        return show(request, step, answers, form, status=422)
    if is_old or not posted.whole:
        form.add_error(None, unsure_words(posted))
        return show(request, step, answers, form, status=422)
    draft = draft or visits.begin(request, at=at)
    answers = answers.with_step(step.name, form.values)
    save_answers(draft=draft, answers=in_language(answers), at=at)
    return redirect(after(step, answers, changing="change" in request.GET))


def show(
    request: HttpRequest, step: Step, answers: Answers, form: QuestionForm, *, status: int = 200, late: bool = False
) -> HttpResponse:
    """The page of one question."""
    subject = subject_of(answers.said)
    alone = len(step.fields) == 1
    context = {
        **frame(request, step, answers),
        "form": form,
        "title": translated(step.title, subject) or (translated(step.fields[0].label, subject) if alone else ""),
        "alone": alone,
        "intro": translated(step.intro, subject),
        "late": late,
        "accounts": accounts_in_words(answers.said) if step.notice == "accounts" else [],
    }
    return render(request, PAGES + "question.html", context, status=status)


def frame(request: HttpRequest, step: Step, answers: Answers) -> dict[str, Any]:
    """What the page of any step shows around its content: place, way back, ways on."""
    asked = questionnaire().asked(answers.said)
    before = questionnaire().previous(step, answers.said)
    number = asked.index(step) + 1 if step in asked else 1
    changing = "change" in request.GET
    back = reverse("report-check") if changing else (step_url(before) if before else reverse("report-start"))
    return {
        "step": step,
        "said": answers.said,
        "you": subject_of(answers.said) is Subject.YOU,
        "young": answers.said.get("who") == "CHILD",
        "token": visits.token_of(request),
        "back": back,
        "phase": _("Question %(number)s of %(all)s") % {"number": number, "all": len(asked)},
        "may_send": not changing and questionnaire().first_missing(answers.said) is None,
    }


@public_view("GET", "POST")
def leave(request: HttpRequest) -> HttpResponse:
    """Forgets everything at once and goes to a page about something else. A script sends a POST and goes by itself."""
    if request.method == "GET" or from_our_pages(request):
        visits.leave(request)
    if request.method == "POST":
        return HttpResponse(status=204)
    response = redirect(settings.DAYMARK.exit_url)
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def answers_of(draft: Draft | None) -> Answers:
    """The answers of a draft; none when there is none."""
    return Answers.from_document(draft.document) if draft and draft.document else Answers()


def in_language(answers: Answers) -> Answers:
    """With the language of the page, which tells in what language to ask back."""
    return Answers(answers.said, answers.done, answers.files, get_language() or "en")


def may_see(step: Step, answers: Answers) -> bool:
    """Whether this page applies and everything needed before it is answered."""
    missing = questionnaire().first_missing(answers.said, before=step)
    return missing is None and step.applies(answers.said)


def after(step: Step, answers: Answers, *, changing: bool = False) -> str:
    """The address of the page that follows."""
    missing = questionnaire().first_missing(answers.said)
    found = questionnaire().following(step, answers.said, answers.done, changing=changing)
    if missing and (found is None or questionnaire().first_missing(answers.said, before=found)):
        found = missing
    address = next_url(found)
    return f"{address}?{urlencode({'change': 1})}" if changing and found else address


def next_url(step: Step | None) -> str:
    """The address of a step, or of the check when there is none left."""
    return step_url(step) if step else reverse("report-check")


def step_url(step: Step) -> str:
    """The address of one step."""
    return reverse("report-files") if step.page == "files" else question_url(step.name)


def question_url(name: str) -> str:
    """The address of a question."""
    return reverse("report-question", kwargs={"name": name})


def unsure_words(posted: Posted) -> str:
    """Why a form that can be read is not taken yet."""
    if posted.whole:
        return _("This page was open for too long. Read your answer, then press the button again.")
    return _("Only a part of it reached us. Read your answer, put back what is missing, then press the button again.")


def _late(request: HttpRequest, draft: Draft | None) -> bool:
    return draft is None and visits.was_writing(request)
