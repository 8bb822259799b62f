"""An agency's keys, contacts, and the sign-in of its machines."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from daymark.casework.access.gates import SignedInRequest
from daymark.casework.access.views.posted import posted
from daymark.casework.partners import actions, queries, rules
from daymark.casework.partners.forms import ContactForm, IndustryForm, KeysForm
from daymark.casework.partners.models import Contact
from daymark.casework.partners.views.agencies import keepers
from daymark.problems import Problem


@require_http_methods(["GET", "POST"])
@keepers
def keys(request: SignedInRequest, code: str) -> HttpResponse:
    """Sets the keys, after a page that shows the fingerprint to be compared over the telephone."""
    agency = queries.get_agency_for(request.user, code)
    now = {"public_key": agency.public_key, "signing_key": agency.signing_key}
    form = KeysForm(posted(request), initial=now)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "agency": agency}
        return render(request, "partners/pages/keys.html", context, status=422 if form.errors else 200)
    wanted = form.cleaned_data
    if request.POST.get("compared") != "yes" and (wanted["public_key"] or wanted["signing_key"]):
        spoken = (rules.spoken(wanted["public_key"]), rules.spoken_signing(wanted["signing_key"]))
        context = {"agency": agency, "wanted": wanted, "packages": spoken[0], "signing": spoken[1]}
        return render(request, "partners/pages/keys_compare.html", context)
    actions.set_keys(agency=agency, **wanted, by=request.user, at=timezone.now())
    messages.success(request, "The keys are set." if any(wanted.values()) else "The keys are withdrawn.")
    return redirect("agency", agency.code)


@require_http_methods(["GET", "POST"])
@keepers
def add_contact(request: SignedInRequest, code: str) -> HttpResponse:
    """Writes down a contact."""
    agency = queries.get_agency_for(request.user, code)
    form = ContactForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.add_contact(agency=agency, facts=form.facts(), by=request.user, at=timezone.now())
        messages.success(request, "The contact is added.")
        return redirect("agency", agency.code)
    context = {"form": form, "agency": agency}
    return render(request, "partners/pages/contact_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@keepers
def change_contact(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """Corrects a contact."""
    agency = queries.get_agency_for(request.user, code)
    contact = get_object_or_404(Contact, agency=agency, pk=pk)
    now = {"name": contact.name, "duty": contact.duty, "email": contact.email, "phone": contact.phone}
    form = ContactForm(posted(request), initial=now)
    if request.method == "POST" and form.is_valid():
        actions.change_contact(contact=contact, facts=form.facts(), by=request.user, at=timezone.now())
        messages.success(request, "The contact is changed.")
        return redirect("agency", agency.code)
    context = {"form": form, "agency": agency, "contact": contact}
    return render(request, "partners/pages/contact_form.html", context, status=422 if form.errors else 200)


@require_POST
@keepers
def retire_contact(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """Retires a contact, or puts it back."""
    agency = queries.get_agency_for(request.user, code)
    contact = get_object_or_404(Contact, agency=agency, pk=pk)
    back = request.POST.get("back") == "yes"
    actions.retire_contact(contact=contact, is_current=back, by=request.user, at=timezone.now())
    messages.success(request, f"{contact.name} is {'put back' if back else 'retired'}.")
    return redirect("agency", agency.code)


@require_http_methods(["GET", "POST"])
@keepers
def industry(request: SignedInRequest, code: str) -> HttpResponse:
    """Makes or renews the sign-in of the company's machines, and shows the password once."""
    agency = queries.get_agency_for(request.user, code)
    account = getattr(agency, "industry_account", None)
    form = IndustryForm(posted(request), initial={"is_strict": bool(account and account.is_strict)})
    context = {"form": form, "agency": agency, "account": account}
    if request.method == "POST" and form.is_valid():
        try:
            login = actions.give_industry_account(
                agency=agency, is_strict=form.cleaned_data["is_strict"], by=request.user, at=timezone.now()
            )
        except Problem as problem:
            form.add_error(None, problem.message)
        else:
            context.update(login=login, address=request.build_absolute_uri("/ispws/"))
            return render(request, "partners/pages/industry_password.html", context)
    return render(request, "partners/pages/industry.html", context, status=422 if form.errors else 200)


@require_POST
@keepers
def close_industry(request: SignedInRequest, code: str) -> HttpResponse:
    """Lets the company's machines in no longer."""
    agency = queries.get_agency_for(request.user, code)
    account = getattr(agency, "industry_account", None)
    if account is not None:
        actions.close_industry_account(account=account, by=request.user, at=timezone.now())
        messages.success(request, "The sign-in of the company's machines is closed.")
    return redirect("agency", agency.code)
