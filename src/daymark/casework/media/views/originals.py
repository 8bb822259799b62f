"""The original of a file: sealed into the vault, and by a supervisor destroyed."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from daymark.casework.access.gates import SignedInRequest, for_case_readers, for_roles
from daymark.casework.access.models import Role, User
from daymark.casework.cases.forms import posted
from daymark.casework.media import actions
from daymark.casework.media.forms import DestroyForm, SealForm
from daymark.casework.media.models import Content, SeizedFile, Stack
from daymark.casework.media.queries.originals import acts_of, files_to_seal, holders_of, original_of
from daymark.casework.media.queries.pictures import CannotShow
from daymark.casework.media.queries.sealing import sealing_of
from daymark.casework.media.queries.stacks import get_stack_for, member_of
from daymark.casework.media.rules.sealing import SEALED_AT_ONCE

ask = require_http_methods(["GET", "POST"])


@ask
@for_case_readers
def original(request: SignedInRequest, number: int, content: int) -> HttpResponse:
    """One content of a stack: whether its original is sealed, and the form that has it sealed."""
    at = timezone.now()
    stack = get_stack_for(request.user, number, at=at)
    shown = member_of(stack, content)
    files = files_to_seal(stack.case, shown)
    form = SealForm(posted(request), files=files)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        file = next(each for each in files if each.pk == said["file"])
        try:
            done = _sealed(file, request.user, at, said["reason"])
        except (CannotShow, actions.FileChanged, actions.CannotBeRead) as problem:
            form.add_error("file", problem.message)
        else:
            messages.success(request, done)
            return redirect("stack-original", number, content)
    return _page(request, stack, shown, form, has_files=bool(files))


@ask
@for_roles(Role.SUPERVISOR)
def destroy(request: SignedInRequest, number: int, content: int) -> HttpResponse:
    """Asks before a sealed original is destroyed for good."""
    at = timezone.now()
    stack = get_stack_for(request.user, number, at=at)
    shown, form = member_of(stack, content), DestroyForm(posted(request))
    there = original_of(shown)
    if there is None:
        raise actions.NotSealed()
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["reason"]
        destroyed = actions.destroy_original(original=there, case=stack.case, by=request.user, at=at, reason=why)
        messages.success(request, DESTROYED if destroyed else GIVEN_UP)
        return redirect("stack-original", number, content)
    about = {"stack": stack, "content": shown, "form": form, "sha256": bytes(shown.sha256).hex()}
    return render(request, "media/pages/original_destroy.html", about, status=422 if form.errors else 200)


def _sealed(file: SeizedFile, by: User, at: datetime, reason: str) -> str:
    """Seals it, or has a job do so when reading it outlasts a request; what to tell."""
    if actions.content_of(file).size > SEALED_AT_ONCE:
        actions.ask_to_seal(file=file, by=by, at=at, reason=reason)
        return "It is large. It waits to be sealed, and this page says when it is done."
    actions.seal_original(file=file, by=by, at=at, reason=reason)
    return "The original is sealed in the vault."


DESTROYED = "The original is destroyed. Its digests and the signed proof stay."
GIVEN_UP = "This case has given it up. Another case holds it too: it is destroyed when that one gives it up."


def _page(request: SignedInRequest, stack: Stack, shown: Content, form: SealForm, *, has_files: bool) -> HttpResponse:
    there = original_of(shown)
    holds = there is not None and stack.case_id in holders_of(there)
    about = {
        "stack": stack,
        "content": shown,
        "sha256": bytes(shown.sha256).hex(),
        "original": there,
        "holds": holds,
        "asked": sealing_of(stack.case, shown),
        "acts": list(acts_of(stack.case, shown)),
        "form": form,
        "files": has_files,
        "may_destroy": holds and request.user.has_role(Role.SUPERVISOR),
    }
    return render(request, "media/pages/original.html", about, status=422 if form.errors else 200)
