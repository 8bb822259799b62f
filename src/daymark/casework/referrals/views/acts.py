"""What the centre does with a referral: each a POST that leads back to its page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from daymark.casework.access.gates import SignedInRequest, for_case_readers
from daymark.casework.access.models import User
from daymark.casework.cases.forms import ReasonForm, posted
from daymark.casework.referrals import actions
from daymark.casework.referrals.forms import AnswerForm, ContentForm, NoteForm, SendForm
from daymark.casework.referrals.models import Referral
from daymark.casework.referrals.queries import get_referral_for
from daymark.casework.referrals.rules.states import State
from daymark.casework.referrals.views.staff import acts_at, show

SAID = {
    "acknowledge": "Acknowledged.",
    "accept": "Accepted.",
    "decline": "Declined.",
    "conclude": "Concluded.",
}


@require_POST
@for_case_readers
def rewrite(request: SignedInRequest, reference: str) -> HttpResponse:
    """Writes a draft anew from what the case holds now."""
    at = timezone.now()
    draft, form = get_referral_for(request.user, reference, at=at), ContentForm(request.POST, auto_id="content_%s")
    if not form.is_valid():
        return show(request, draft, at, content_form=form)
    actions.rewrite_draft(referral=draft, by=request.user, at=at, **form.cleaned_data)
    messages.success(request, "The draft is written anew. Nothing has been sent.")
    return redirect("referral", reference)


@require_POST
@for_case_readers
def send(request: SignedInRequest, reference: str) -> HttpResponse:
    """Sends a draft: the package is built, sealed, and the clock of the acknowledgement begins."""
    at = timezone.now()
    draft, form = get_referral_for(request.user, reference, at=at), SendForm(request.POST)
    by_hand = form.is_valid() and form.cleaned_data["by_hand"]
    sent = actions.send_referral(referral=draft, by=request.user, at=at, by_hand=by_hand)
    due = timezone.localtime(sent.due_at)
    words = f"{sent.reference} was sent. Pending: {sent.destination.name} to acknowledge it by {due:%-d %B, %H:%M}."
    messages.success(request, f"{words} Now hand the package over in person." if by_hand else words)
    return redirect("referral", reference)


@require_http_methods(["GET", "POST"])
@for_case_readers
def take_back(request: SignedInRequest, reference: str) -> HttpResponse:
    """Withdraws a referral that nobody has accepted."""
    at = timezone.now()
    referral, form = get_referral_for(request.user, reference, at=at), ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.withdraw(referral=referral, reason=form.cleaned_data["reason"], by=request.user, at=at)
        messages.success(request, f"{referral.reference} is withdrawn.")
        return redirect("case", referral.case_reference)
    content = {"referral": referral, "form": form}
    return render(request, "referrals/pages/withdraw.html", content, status=422 if form.errors else 200)


@require_POST
@for_case_readers
def write_answer(request: SignedInRequest, reference: str) -> HttpResponse:
    """Writes down what the agency said by telephone or in person, with who said it."""
    at = timezone.now()
    referral = get_referral_for(request.user, reference, at=at)
    form = AnswerForm(request.POST, acts=acts_at(State(referral.state)), auto_id="answer_%s")
    if not form.is_valid():
        return show(request, referral, at, answer_form=form)
    answer(referral, request.user, at, **form.cleaned_data)
    messages.success(request, SAID[form.cleaned_data["act"]])
    return redirect("referral", reference)


@require_POST
@for_case_readers
def write_reminder(request: SignedInRequest, reference: str) -> HttpResponse:
    """Writes down that the agency was reminded."""
    at = timezone.now()
    referral = get_referral_for(request.user, reference, at=at)
    actions.remind(referral=referral, by=request.user, at=at, note=request.POST.get("note", ""))
    messages.success(request, "The reminder is on record. The clock runs on.")
    return redirect("referral", reference)


@require_POST
@for_case_readers
def write_note(request: SignedInRequest, reference: str) -> HttpResponse:
    """A question or a word to the agency."""
    at = timezone.now()
    referral, form = get_referral_for(request.user, reference, at=at), NoteForm(request.POST, auto_id="note_%s")
    if not form.is_valid():
        return show(request, referral, at, note_form=form)
    actions.leave_note(referral=referral, text=form.cleaned_data["text"], by=request.user, at=at)
    messages.success(request, f"{referral.destination.name} reads it on its page.")
    return redirect("referral", reference)


def answer(referral: Referral, by: User, at: Any, *, act: str, note: str = "", heard_from: str = "") -> None:
    """Does what the agency said."""
    said: dict[str, Any] = {"referral": referral, "by": by, "at": at, "heard_from": heard_from}
    if act == "acknowledge":
        actions.acknowledge(**said)
    elif act == "accept":
        actions.accept(**said, note=note)
    elif act == "decline":
        actions.decline(**said, reason=note)
    else:
        actions.conclude(**said, note=note)
