"""A person's own page: today against the limit, the last days, breaks, pairs, what to leave out, counselling."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daymark.casework.access.gates import SignedInRequest, for_case_readers
from daymark.casework.access.models import Role
from daymark.casework.welfare import actions, queries
from daymark.casework.welfare.forms import AskForm, LeaveOutForm, SessionForm, posted
from daymark.casework.welfare.queries.oneself import Day, sum_of
from daymark.casework.welfare.rules.bands import LEFT_OUT
from daymark.casework.welfare.rules.caring import NoSuchPair
from daymark.casework.welfare.rules.charts import chart_words, days_chart, in_words
from daymark.casework.welfare.rules.policy import Policy
from daymark.engine.chart_colours import in_dark
from daymark.engine.charts import ChartShelf

EACH_PAGE = 100


@require_http_methods(["GET", "POST"])
@for_case_readers
def wellbeing(request: SignedInRequest) -> HttpResponse:
    """Everything about one's own looking; takes what she leaves out, sessions, and whom she asks to look with her."""
    at = timezone.now()
    forms: dict[str, Form] = {
        "leave_out": LeaveOutForm(posted(request, "leave-out")),
        "session": SessionForm(posted(request, "session")),
        "ask": AskForm(posted(request, "ask"), user=request.user),
    }
    sent = next((name for name, form in forms.items() if form.is_bound), "")
    if sent and forms[sent].is_valid():
        messages.success(request, _done(request, sent, forms[sent].cleaned_data, at))
        return redirect("wellbeing")
    status = 422 if sent else 200
    return render(request, "welfare/pages/wellbeing.html", _content(request, forms, sent, at), status=status)


@require_GET
@for_case_readers
def looks(request: SignedInRequest) -> HttpResponse:
    """One's own looks of the last week, one by one. No other person is ever shown them."""
    found = queries.looks_of(request.user, at=timezone.now(), days=7)
    page = Paginator(found, EACH_PAGE).get_page(request.GET.get("page"))
    return render(request, "welfare/pages/looks.html", {"page": page})


@require_GET
@for_case_readers
def days_picture(request: SignedInRequest) -> HttpResponse:
    """The last days, drawn. The server keeps the drawing, under nobody's name; the browser does not."""
    days, policy = queries.days_of(request.user, at=timezone.now()), queries.policy_now()
    shelf = ChartShelf(
        settings.DAYMARK.home / "cache" / "charts", fonts=Path(settings.WEB) / "static" / "built" / "fonts"
    )
    svg = shelf.drawn([_spec(days, policy)])[0]
    dark = request.GET.get("theme") == "dark"
    return HttpResponse(in_dark(svg) if dark else svg, content_type="image/svg+xml")


@require_POST
@for_case_readers
def rest(request: SignedInRequest) -> HttpResponse:
    """Begins a break, or ends it."""
    at = timezone.now()
    if request.POST.get("act") == "end":
        actions.end_break(by=request.user, at=at)
        messages.success(request, "The break is over.")
    else:
        until = timezone.localtime(actions.start_break(by=request.user, at=at).until)
        messages.success(request, f"Your break lasts until {until:%H:%M}. Nothing is shown to you until you end it.")
    return redirect("wellbeing")


@require_POST
@for_case_readers
def pair(request: SignedInRequest) -> HttpResponse:
    """Accepts, declines, takes back or ends a pair."""
    at, number = timezone.now(), _number(request)
    if request.POST.get("act") == "accept":
        made = actions.accept_pair(pair_id=number, by=request.user, at=at)
        messages.success(request, f"You look together with {made.asker.name} from now on. Each look counts for both.")
    else:
        actions.end_pair(pair_id=number, by=request.user, at=at)
        messages.success(request, "You look alone again.")
    return redirect("wellbeing")


@require_POST
@for_case_readers
def forget(request: SignedInRequest) -> HttpResponse:
    """Removes a counselling date with its note."""
    actions.forget_session(by=request.user, at=timezone.now(), number=_number(request))
    messages.success(request, "The date is removed.")
    return redirect("wellbeing")


def _number(request: SignedInRequest) -> UUID:
    try:
        return UUID(request.POST.get("number", ""))
    except ValueError as fault:
        raise NoSuchPair() from fault


def _done(request: SignedInRequest, sent: str, given: dict[str, Any], at: datetime) -> str:
    """Does what one of the forms asks for, and says so."""
    if sent == "ask":
        actions.ask_pair(by=request.user, colleague=given["colleague"], at=at)
        return f"{given['colleague'].name} is asked, and answers on their own page within 15 minutes."
    if sent == "session":
        actions.keep_session(by=request.user, at=at, **given)
        return "The date is kept."
    chosen = actions.leave_out(by=request.user, at=at, **given)
    words = ", ".join(label for word, label in LEFT_OUT if word in chosen)
    return f"Left out for seven days: {words}." if words else "Nothing is left out."


def _content(request: SignedInRequest, forms: dict[str, Form], sent: str, at: datetime) -> dict[str, Any]:
    user, policy = request.user, queries.policy_now()
    left_out = queries.left_out_for(user, at=at)
    if sent != "leave_out":
        forms["leave_out"] = LeaveOutForm(initial={"categories": sorted(left_out)})
    days = queries.days_of(user, at=at)
    month = sum_of(days)
    return {
        "at": at,
        "forms": forms,
        "sent": sent,
        "answer": (answer := queries.allowance_of(user, at=at)),
        "looked": in_words(answer.looked),
        "limit": in_words(answer.limit),
        "left": in_words(answer.left),
        "policy": policy,
        "days": [(day, in_words(day.looked)) for day in days],
        "by_grade": [(words, in_words(length)) for words, length in month.by_grade if length],
        "month": in_words(month.looked),
        "week": in_words(sum_of(days[:7]).looked),
        "chart": _chart(request, days),
        "breaks": queries.breaks_of(user, at=at),
        "rest": queries.open_break_of(user),
        "lifts": queries.lifts_of(user, at=at),
        "pair": queries.pair_of(user, at=at),
        "asked": queries.asked_of(user, at=at),
        "left_out": [label for word, label in LEFT_OUT if word in left_out],
        "counselling": queries.counselling_of(user, at=at),
        "sessions": queries.sessions_of(user),
        "supervises": user.has_role(Role.SUPERVISOR),
    }


def _spec(days: list[Day], policy: Policy) -> dict[str, Any]:
    return days_chart([(day.on, day.looked) for day in reversed(days)], policy.limit)


def _chart(request: SignedInRequest, days: list[Day]) -> dict[str, str]:
    """Where the picture of the days is found, in the theme that the person chose."""
    address, theme = reverse("wellbeing-days"), request.user.theme
    dark = f"{address}?theme=dark"
    return {
        "url": dark if theme == "dark" else address,
        "dark_url": dark if theme == "system" else "",
        "alt": chart_words([(day.on, day.looked) for day in days]),
    }
