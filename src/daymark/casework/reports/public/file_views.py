"""Files for a report: taken sealed, listed by name, removable until the report is sent. Never opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from daymark.casework.access.uploads import SealedFile, SealedUploads
from daymark.casework.reports.actions.draft_files import DraftFile, prepare_folder, remove_file
from daymark.casework.reports.actions.drafts import Answers, save_answers
from daymark.casework.reports.models import Draft
from daymark.casework.reports.public import visits
from daymark.casework.reports.public.guarding import CannotRead, Posted, public_view, read_form
from daymark.casework.reports.public.questions import questionnaire
from daymark.casework.reports.public.views import (
    PAGES,
    after,
    answers_of,
    frame,
    in_language,
    may_see,
    next_url,
    unsure_words,
)
from daymark.engine.digests import TooLarge

MOST_FILES = 10
SLACK = 1024 * 1024  # bytes around the files of a form


@dataclass(frozen=True)
class Taken:
    """What became of the files of one form."""

    kept: tuple[DraftFile, ...]
    refused: tuple[str, ...]


@public_view("GET", "POST")
def files(request: HttpRequest) -> HttpResponse:
    """Add files, remove files, go on."""
    at = timezone.now()
    draft = visits.draft_of(request, at=at)
    step = questionnaire().step("files")
    answers = answers_of(draft)
    if draft is None or step is None or draft.sent_at or not may_see(step, answers):
        return redirect(next_url(questionnaire().first_missing(answers.said)) if not _is_sent(draft) else "report-sent")
    if request.method == "GET":
        return _show(request, answers)
    posted = _receive(request, draft)
    draft = visits.draft_of(request, at=at, lock=True)
    if draft is None or draft.sent_at:
        return redirect("report-sent" if draft else "report-start")
    answers, mistakes = _act(request, draft, answers_of(draft), posted)
    save_answers(draft=draft, answers=in_language(answers), at=at)
    if mistakes:
        return _show(request, answers, mistakes, status=422)
    if "remove" in posted.data or "add" in posted.data:
        return redirect(request.get_full_path())
    return redirect(after(step, answers, changing="change" in request.GET))


def take_files(already: Sequence[DraftFile], arrived: Sequence[SealedFile]) -> Taken:
    """Which of the files that arrived are kept, and why the others are not. The rest of a form never suffers."""
    kept, refused = list(already), []
    for file in arrived:
        if why := _why_not(kept, file):
            refused.append(why)
        elif file.sealed:
            name = file.name or _("file without a name")
            kept.append(DraftFile(name, file.sealed.size, file.sealed.sha256, file.content_type or ""))
    return Taken(tuple(kept), tuple(refused))


def too_much(request: HttpRequest) -> bool:
    """Whether a form says of itself that it is larger than all the files we would take."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdigit() and int(length) > MOST_FILES * settings.DAYMARK.upload_bytes + SLACK


def too_much_words() -> str:
    """What to say then."""
    return _("That is more than we can take at once. Nothing of it was kept. Send fewer or smaller files.")


def megabytes() -> int:
    """The largest file we take, in megabytes."""
    return int(settings.DAYMARK.upload_bytes // (1024 * 1024))


def _is_sent(draft: Draft | None) -> bool:
    return bool(draft and draft.sent_at)


def _receive(request: HttpRequest, draft: Draft) -> Posted:
    if too_much(request):
        raise CannotRead(too_much_words(), 413)
    request.upload_handlers = [SealedUploads(request, home=prepare_folder(draft.pk))]
    return read_form(request)


def _act(request: HttpRequest, draft: Draft, answers: Answers, posted: Posted) -> tuple[Answers, list[str]]:
    if not visits.token_matches(request, posted.data.get("token", "")):
        _drop(draft, answers, posted)
        return answers, [unsure_words(posted)]
    if gone := posted.data.get("remove"):
        remove_file(draft=draft.pk, sha256=_listed(answers, gone))
        return replace(answers, files=tuple(file for file in answers.files if file.sha256 != gone)), []
    taken = take_files(answers.files, posted.files)
    answers = replace(answers.with_step("files", {}), files=taken.kept)
    mistakes = list(taken.refused)
    _drop(draft, answers, posted)
    if not posted.whole:
        mistakes.append(_("The sending stopped half way. Look which files are in the list, and send the others again."))
    if "add" in posted.data and not posted.files and posted.whole:
        mistakes.append(_("Choose a file first."))
    return answers, mistakes


def _listed(answers: Answers, sha256: str) -> str:
    """An address that is in the list, and never another file's path."""
    if sha256 not in {file.sha256 for file in answers.files}:
        raise CannotRead(_("That file is not in the list any more."), 404)
    return sha256


def _drop(draft: Draft, answers: Answers, posted: Posted) -> None:
    """Removes what was sealed and not taken, such as an eleventh file."""
    listed = {file.sha256 for file in answers.files}
    for file in posted.files:
        if file.sealed and file.sealed.sha256 not in listed:
            remove_file(draft=draft.pk, sha256=file.sealed.sha256)


def _why_not(kept: Sequence[DraftFile], file: SealedFile) -> str:
    name = {"name": file.name or _("file without a name"), "limit": megabytes(), "most": MOST_FILES}
    if isinstance(file.refusal, TooLarge):
        return _("%(name)s is larger than %(limit)s MB. It was not kept.") % name
    if file.refusal or file.sealed is None:
        return _("%(name)s could not be stored. Try it again.") % name
    if file.sealed.size == 0:
        return _("%(name)s is empty. It was not kept.") % name
    if any(each.sha256 == file.sealed.sha256 for each in kept):
        return _("%(name)s is in the list already.") % name
    if len(kept) >= MOST_FILES:
        return _("%(name)s was not kept: we can take %(most)s files.") % name
    return ""


def _show(request: HttpRequest, answers: Answers, mistakes: Sequence[str] = (), *, status: int = 200) -> HttpResponse:
    step = questionnaire().step("files")
    assert step is not None  # noqa: S101 - the questionnaire ships with it; a test reads it
    context = {
        **frame(request, step, answers),
        "files": answers.files,
        "mistakes": mistakes,
        "most": MOST_FILES,
        "limit": megabytes(),
        "is_full": len(answers.files) >= MOST_FILES,
    }
    return render(request, PAGES + "files.html", context, status=status)
