"""Advice, and what stands behind a partner's report button. No cookie is set here."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from daymark.casework.access.gates import for_everybody
from daymark.casework.prevention.actions import count_view
from daymark.casework.prevention.models import Button
from daymark.casework.prevention.queries import working_button
from daymark.casework.prevention.reference import Audience, helplines_for

PAGES = "prevention/pages/"
AUDIENCES = {
    "child": Audience.YOUNGER_CHILD,
    "teenager": Audience.TEENAGER,
    "parent": Audience.PARENT,
    "professional": Audience.PROFESSIONAL,
    "own-behaviour": Audience.OWN_BEHAVIOUR,
}
PICTURE_HOURS = 24


@require_GET
@for_everybody
def landing(request: HttpRequest) -> HttpResponse:
    """Whom the advice is for."""
    return render(request, PAGES + "help.html")


@require_GET
@for_everybody
def advice(request: HttpRequest, audience: str) -> HttpResponse:
    """One page of advice with everybody this reader can talk to."""
    if audience not in AUDIENCES:
        raise Http404
    lines = helplines_for(settings.DAYMARK.country, AUDIENCES[audience])
    return render(request, f"{PAGES}advice_{audience.replace('-', '_')}.html", {"lines": lines})


@require_GET
@for_everybody
def button(request: HttpRequest, key: str) -> HttpResponse:
    """Behind a partner's button: report, or get advice. A link that nobody knows still leads a child on."""
    response = render(request, PAGES + "button.html")
    if found := working_button(key):
        count_view(page="button", on=timezone.localdate(), language=get_language() or "", button=found.pk)
    return response


@require_GET
@for_everybody
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """The picture of the button, for a page elsewhere; kept by browsers, so that they don't ask us at every view."""
    if not Button.objects.filter(key=key, is_active=True).exists():
        raise Http404
    response = render(request, "prevention/parts/button.svg", content_type="image/svg+xml")
    response["Cache-Control"] = f"public, max-age={PICTURE_HOURS * 3600}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
