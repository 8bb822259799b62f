"""The pages of research cohorts. A strategic analyst sees counts alone."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from daymark.casework.access.gates import SignedInRequest, for_roles
from daymark.casework.access.models import Role
from daymark.casework.cases.forms import posted
from daymark.casework.media.research import actions
from daymark.casework.media.research.forms import DrawForm
from daymark.casework.media.research.queries import cohorts, get_cohort_for, progress_of, results_of
from daymark.casework.media.research.rules.table import AGREEMENT_HEAD, HEAD, agreement_rows_of, rows_of
from daymark.exchange.spreadsheet import csv_bytes, write_csv

CODERS = (Role.VICTIM_IDENTIFICATION_ANALYST, Role.SUPERVISOR)
for_coders = for_roles(*CODERS)
for_counters = for_roles(*CODERS, Role.STRATEGIC_ANALYST)


@require_GET
@for_counters
def research(request: SignedInRequest) -> HttpResponse:
    """All cohorts."""
    content = {"cohorts": list(cohorts()), "may_draw": request.user.has_role(*CODERS)}
    return render(request, "media/research/pages/research.html", content)


@require_http_methods(["GET", "POST"])
@for_coders
def draw(request: SignedInRequest) -> HttpResponse:
    """Draws a cohort."""
    form = DrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        drawn = actions.draw_cohort(by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"{drawn.reference} is drawn.")
        return redirect("cohort", drawn.reference)
    status = 422 if form.errors else 200
    return render(request, "media/research/pages/draw.html", {"form": form}, status=status)


@require_GET
@for_counters
def cohort(request: SignedInRequest, reference: str) -> HttpResponse:
    """One cohort: how it was drawn, how far it is coded, and its figures."""
    shown = get_cohort_for(request.user, reference, at=timezone.now())
    results = results_of(shown)
    content = {
        "cohort": shown,
        "may_code": request.user.has_role(*CODERS),
        "progress": progress_of(shown),
        "digest": bytes(shown.population_digest).hex(),
        "results": [(tally, list(rows_of([tally]))) for tally in results],
        "agreement": list(agreement_rows_of(results)),
    }
    return render(request, "media/research/pages/cohort.html", content)


@require_GET
@for_counters
def as_csv(request: SignedInRequest, reference: str) -> HttpResponse:
    """The figures of a cohort in one file: counts, then agreement."""
    at = timezone.now()
    shown = get_cohort_for(request.user, reference, at=at)
    results = results_of(shown)
    out = io.BytesIO(csv_bytes(HEAD, rows_of(results)))
    out.seek(0, io.SEEK_END)
    out.write(b"\r\n")
    write_csv(out, AGREEMENT_HEAD, agreement_rows_of(results), mark=False)
    actions.note_taken_away(cohort=shown, by=request.user, at=at)
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{shown.reference}.csv"'
    return response
