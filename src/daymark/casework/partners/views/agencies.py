"""The list of agencies, the page of one, and changing it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daymark.casework.access.gates import SignedInRequest, for_roles
from daymark.casework.access.models import CASE_READING_ROLES, Role
from daymark.casework.access.views.lists import removable
from daymark.casework.access.views.posted import posted
from daymark.casework.partners import actions, queries, rules
from daymark.casework.partners.forms import AgencyFilter, AgencyForm, NewAgencyForm, written
from daymark.casework.partners.models import Agency
from daymark.casework.partners.naming import country_name
from daymark.problems import Problem

readers = for_roles(*sorted({*CASE_READING_ROLES, Role.ADMINISTRATOR}))
keepers = for_roles(Role.ADMINISTRATOR, Role.SUPERVISOR)


@require_GET
@readers
def agencies(request: SignedInRequest) -> HttpResponse:
    """Every agency that is known."""
    form = AgencyFilter(request.GET)
    form.is_valid()
    asked, order = form.cleaned_data, request.GET.get("order", "name")
    question = queries.AgencyQuestion(
        search=asked.get("q", ""),
        kind=asked.get("kind", ""),
        country=asked.get("country", ""),
        has=asked.get("has", ""),
        order=order,
    )
    page = Paginator(queries.agencies(question), 50).get_page(request.GET.get("page"))
    rows = [(agency, country_name(agency.country)) for agency in page]
    context = {"page": page, "rows": rows, "form": form, "order": order, "filters": removable(request, form)}
    context["keeps"] = request.user.has_role(Role.ADMINISTRATOR, Role.SUPERVISOR)
    return render(request, "partners/pages/agencies.html", context)


@require_GET
@readers
def agency(request: SignedInRequest, code: str) -> HttpResponse:
    """One agency: how it is reached, its key with the fingerprint to be read aloud, and what went to and fro."""
    found = queries.get_agency_for(request.user, code)
    context = {
        "agency": found,
        "country": country_name(found.country),
        "spoken": rules.spoken(found.public_key),
        "spoken_signing": rules.spoken_signing(found.signing_key),
        "contacts": found.contacts.order_by("-is_current", "name"),
        "counts": queries.counts_of(found),
        "industry": getattr(found, "industry_account", None),
        "history": _changes(found),
        "can_undo": queries.last_change_of(found) is not None and not found.is_this_centre,
        "keeps": request.user.has_role(Role.ADMINISTRATOR, Role.SUPERVISOR),
    }
    return render(request, "partners/pages/agency.html", context)


@require_http_methods(["GET", "POST"])
@keepers
def add_agency(request: SignedInRequest) -> HttpResponse:
    """Makes an agency known."""
    form = NewAgencyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            actions.add_agency(code=code, facts=form.facts(), by=request.user, at=timezone.now())
        except Problem as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(
                request, "The agency is added. Ask it for its key and compare the fingerprint by telephone."
            )
            return redirect("agency", code)
    return render(request, "partners/pages/agency_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@keepers
def change_agency(request: SignedInRequest, code: str) -> HttpResponse:
    """Changes what is written about an agency."""
    found = queries.get_agency_for(request.user, code)
    form = AgencyForm(posted(request), initial=written(found))
    if request.method == "POST" and form.is_valid():
        actions.change_agency(agency=found, facts=form.facts(), by=request.user, at=timezone.now())
        messages.success(request, f"{found.name} is changed.")
        return redirect("agency", found.code)
    context = {"form": form, "agency": found}
    return render(request, "partners/pages/agency_form.html", context, status=422 if form.errors else 200)


@require_POST
@keepers
def undo(request: SignedInRequest, code: str) -> HttpResponse:
    """Puts back what the last change changed."""
    found = queries.get_agency_for(request.user, code)
    actions.undo_last_change(agency=found, by=request.user, at=timezone.now())
    messages.success(request, f"The last change of {found.name} is undone.")
    return redirect("agency", found.code)


WORDS = {
    "name": "name",
    "kind": "kind",
    "country": "country",
    "areas": "areas",
    "website": "website",
    "duty_desk": "duty desk",
    "public_key": "address for packages",
    "signing_key": "signing key",
    "receives_referrals": "receives referrals",
    "is_active": "in use",
    "notes": "notes",
}


def _changes(found: Agency) -> list[dict[str, object]]:
    """What changed at each step of an agency's history, in words, the newest first."""
    states = queries.history_of(found)
    lines: list[dict[str, object]] = []
    for after, before in zip(states, [*states[1:], None], strict=True):
        names = [words for name, words in WORDS.items() if before and getattr(after, name) != getattr(before, name)]
        key = before.public_key if before and after.public_key != before.public_key else ""
        lines.append({"at": after.pgh_created_at, "names": names, "old_key": key, "is_first": before is None})
    return lines
