"""Report buttons for partners: who has one, the snippet for their page, how often it is used."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from daymark.casework.access.gates import SignedInRequest, for_roles
from daymark.casework.access.models import Role
from daymark.casework.prevention.actions import make_button, set_button_active
from daymark.casework.prevention.forms import ButtonFilters, NewButton
from daymark.casework.prevention.models import Button
from daymark.casework.prevention.queries import SHOWN_DAYS, button_of, buttons, days_of, get_button_for

PAGES = "prevention/pages/"
EACH_PAGE = 25
see = for_roles(Role.SUPERVISOR, Role.ADMINISTRATOR, Role.STRATEGIC_ANALYST)
act = for_roles(Role.SUPERVISOR, Role.ADMINISTRATOR)


@require_GET
@see
def button_list(request: SignedInRequest) -> HttpResponse:
    """All buttons."""
    return _list(request, NewButton())


@require_POST
@act
def make(request: SignedInRequest) -> HttpResponse:
    """Gives a partner a button."""
    form = NewButton(request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    button = make_button(agency=form.cleaned_data["agency"], by=request.user, at=timezone.now())
    messages.success(request, f"{button.agency} has a report button. Send them the snippet below.")
    return redirect("button", key=button.key)


@require_GET
@see
def button_page(request: SignedInRequest, key: str) -> HttpResponse:
    """One button: its snippet, its use day by day."""
    return _page(
        request, get_button_for(request.user, key), may_act=request.user.has_role(Role.SUPERVISOR, Role.ADMINISTRATOR)
    )


@require_POST
@act
def switch(request: SignedInRequest, key: str) -> HttpResponse:
    """Turns a button off or on."""
    button = get_button_for(request.user, key)
    is_active = request.POST.get("to") == "on"
    set_button_active(button=button, is_active=is_active, by=request.user, at=timezone.now())
    messages.success(request, f"The button of {button.agency} is {'on' if is_active else 'off'}.")
    return redirect("button", key=key)


@require_GET
@for_roles(Role.PARTNER)
def our_button(request: SignedInRequest) -> HttpResponse:
    """A partner's own button."""
    button = button_of(request.user)
    if button is None:
        return render(request, PAGES + "no_button.html")
    return _page(request, button, may_act=False)


def _list(request: SignedInRequest, form: NewButton, *, status: int = 200) -> HttpResponse:
    filters = ButtonFilters(request.GET or None)
    chosen = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    order = request.GET.get("order", "partner")
    since = timezone.localdate() - timedelta(days=SHOWN_DAYS - 1)
    rows = buttons(text=chosen.get("q", "").strip(), state=chosen.get("state", ""), order=order, since=since)
    context = {
        "page": Paginator(rows, EACH_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "chosen": _tags(request, chosen),
        "order": order,
        "form": form,
        "may_act": request.user.has_role(Role.SUPERVISOR, Role.ADMINISTRATOR),
        "days": SHOWN_DAYS,
    }
    return render(request, PAGES + "buttons.html", context, status=status)


def _tags(request: SignedInRequest, chosen: dict[str, str]) -> list[dict[str, str]]:
    """The filters in force, each with the address that removes it."""
    tags = []
    for name, value in chosen.items():
        if value:
            rest = request.GET.copy()
            rest.pop(name)
            words = {"on": "On", "off": "Off"}.get(value, f"Partner: {value}")
            tags.append({"label": words, "url": f"?{rest.urlencode()}"})
    return tags


def _page(request: SignedInRequest, button: Button, *, may_act: bool) -> HttpResponse:
    days = days_of(button, until=timezone.localdate())
    context = {
        "button": button,
        "snippets": [("English", _snippet(request, button, "")), ("Français", _snippet(request, button, "/fr"))],
        "days": days,
        "total": sum(day.number for day in days),
        "may_act": may_act,
    }
    return render(request, PAGES + "button_page.html", context)


def _snippet(request: SignedInRequest, button: Button, prefix: str) -> str:
    link = prefix + reverse("report-button", kwargs={"key": button.key})
    picture = prefix + reverse("report-button-picture", kwargs={"key": button.key})
    alt = "Signaler un danger pour un enfant" if prefix else "Report harm to a child"
    context = {
        "link": request.build_absolute_uri(link),
        "picture": request.build_absolute_uri(picture),
        "alt": alt,
    }
    return render_to_string("prevention/parts/snippet.html", context).strip()
