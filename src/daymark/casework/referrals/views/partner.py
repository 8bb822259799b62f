"""What a partner's person sees: what was referred to the own agency, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from daymark.casework.access.gates import SignedInRequest, for_roles
from daymark.casework.access.models import Role
from daymark.casework.referrals import actions
from daymark.casework.referrals.forms import NoteForm, PartnerAnswerForm, PartnerFilterForm
from daymark.casework.referrals.models import Referral, ReferralEvent
from daymark.casework.referrals.page_parts import REFERRAL_PARTS
from daymark.casework.referrals.queries import (
    document_of,
    find_partner_referrals,
    get_partner_referral_for,
    level_of,
    standing_of,
)
from daymark.casework.referrals.queries.listing import FIRST_ORDER
from daymark.casework.referrals.rules.states import State
from daymark.casework.referrals.views.acts import SAID, answer
from daymark.casework.referrals.views.staff import PAGE, acts_at

for_partners = for_roles(Role.PARTNER)


@require_GET
@for_partners
def partner_list(request: SignedInRequest) -> HttpResponse:
    """What was referred to the own agency; what is due first stands first."""
    at, order = timezone.now(), request.GET.get("order", FIRST_ORDER)
    form = PartnerFilterForm(request.GET)
    found = find_partner_referrals(request.user, form.wanted(order), at=at)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(row, level_of(row, at)) for row in page]
    content = {"form": form, "page": page, "rows": rows, "order": order, "at": at}
    return render(request, "referrals/pages/partner_list.html", content)


@require_GET
@for_partners
def partner_referral(request: SignedInRequest, reference: str) -> HttpResponse:
    """One referral as the agency reads it."""
    at = timezone.now()
    return show(request, get_partner_referral_for(request.user, reference, at=at), at)


@require_POST
@for_partners
def partner_answer(request: SignedInRequest, reference: str) -> HttpResponse:
    """Acknowledges, accepts, declines with a reason, or concludes."""
    at = timezone.now()
    referral = get_partner_referral_for(request.user, reference, at=at)
    form = PartnerAnswerForm(request.POST, acts=acts_at(State(referral.state)), auto_id="answer_%s")
    if not form.is_valid():
        return show(request, referral, at, answer_form=form)
    answer(referral, request.user, at, **form.cleaned_data)
    messages.success(request, f"{SAID[form.cleaned_data['act']]} {document_of(referral).sender.name} sees it now.")
    return redirect("partner-referral", reference)


@require_POST
@for_partners
def partner_note(request: SignedInRequest, reference: str) -> HttpResponse:
    """A question or a word to the centre."""
    at = timezone.now()
    referral, form = get_partner_referral_for(request.user, reference, at=at), NoteForm(request.POST, auto_id="note_%s")
    if not form.is_valid():
        return show(request, referral, at, note_form=form)
    actions.leave_note(referral=referral, text=form.cleaned_data["text"], by=request.user, at=at)
    messages.success(request, f"{document_of(referral).sender.name} reads it now.")
    return redirect("partner-referral", reference)


def show(request: SignedInRequest, shown: Referral, at: datetime, **forms: Any) -> HttpResponse:
    """The page of a referral for the agency; of a withdrawn one only that it was withdrawn, and why."""
    state, document = State(shown.state), document_of(shown)
    content = {
        "referral": shown,
        "at": at,
        "document": document,
        "sender": document.sender.name,
        "standing": standing_of(shown, sender=document.sender.name, at=at),
        "events": ReferralEvent.objects.filter(referral=shown).exclude(state=State.DRAFT).select_related("by"),
        "parts": REFERRAL_PARTS.of(shown, request.user, at=at),
        "is_withdrawn": state is State.WITHDRAWN,
        # Acknowledging has a button of its own.
        "answer_form": PartnerAnswerForm(acts=[a for a in acts_at(state) if a != "acknowledge"], auto_id="answer_%s"),
        "note_form": NoteForm(auto_id="note_%s"),
    }
    return render(request, "referrals/pages/partner_referral.html", content | forms, status=422 if forms else 200)
