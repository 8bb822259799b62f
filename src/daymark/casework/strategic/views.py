"""The picture: a page, its charts, and the same as CSV and PDF."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from daymark.casework.access.gates import SignedInRequest, for_roles
from daymark.casework.access.models import CASE_READING_ROLES, Role
from daymark.casework.strategic import actions
from daymark.casework.strategic.forms import PictureForm
from daymark.casework.strategic.queries import latest_snapshot
from daymark.casework.strategic.rules.charts import alt_of, chart_of, how_to_read
from daymark.casework.strategic.rules.overview import as_overview, as_rows, caveats_of
from daymark.casework.strategic.rules.periods import Month
from daymark.casework.strategic.rules.picture import Picture, draw
from daymark.casework.strategic.rules.snapshot import Snapshot, first_month
from daymark.casework.strategic.rules.tables import Table
from daymark.engine.chart_colours import in_dark
from daymark.engine.charts import ChartShelf, digest_of
from daymark.exchange.overview import overview_pdf
from daymark.exchange.spreadsheet import csv_bytes

for_counters = for_roles(*sorted(CASE_READING_ROLES), Role.STRATEGIC_ANALYST)
CSV_HEAD = ("Table", "Row", "Period", "Count", "Period before", "Count before", "Change", "Change in per cent")


@require_GET
@for_counters
def picture(request: SignedInRequest) -> HttpResponse:
    """The picture of a period: tables, each with its chart."""
    form, shown = _asked(request)
    content: dict[str, Any] = {
        "form": form,
        "picture": shown,
        "charts": [_chart(request, table) for table in shown.every_table if not table.is_empty],
        "empty": [table for table in shown.every_table if table.is_empty],
        "caveats": caveats_of(shown, today=timezone.localdate()),
        "query": request.GET.urlencode(),
    }
    return render(request, "strategic/pages/picture.html", content)


@require_POST
@for_counters
def count(request: SignedInRequest) -> HttpResponse:
    """Counts anew at once, then shows the same picture again."""
    actions.count_anew(at=timezone.now(), by=request.user)
    asked = QueryDict(request.POST.get("asked", "")).urlencode()
    return redirect(f"{reverse('picture')}?{asked}")


@require_GET
@for_counters
def chart(request: SignedInRequest, key: str) -> HttpResponse:
    """One chart. Its address holds the digest of what is drawn, so that a chart is drawn once and then a file."""
    svg = _shelf().held(request.GET.get("drawn", "")) or _drawn_now(request, key)
    theme = request.GET.get("theme", "")
    response = HttpResponse(in_dark(svg) if theme == "dark" else svg, content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=3600, immutable"
    return response


@require_GET
@for_counters
def as_csv(request: SignedInRequest) -> HttpResponse:
    """Every table of the picture in one file."""
    _, shown = _asked(request)
    actions.note_taken_away(picture=shown, form="csv", by=request.user, at=timezone.now())
    return _download(csv_bytes(CSV_HEAD, as_rows(shown)), "text/csv; charset=utf-8", shown, "csv")


@require_GET
@for_counters
def as_pdf(request: SignedInRequest) -> HttpResponse:
    """The picture as an overview to print."""
    at = timezone.now()
    _, shown = _asked(request)
    overview = as_overview(shown, centre=settings.DAYMARK.centre, practice=settings.DAYMARK.practice, today=at.date())
    data = overview_pdf(overview, _drawn(shown), fonts=_fonts(), at=at)
    actions.note_taken_away(picture=shown, form="pdf", by=request.user, at=at)
    return _download(data, "application/pdf", shown, "pdf")


def _asked(request: SignedInRequest) -> tuple[PictureForm, Picture]:
    at = timezone.now()
    snapshot = latest_snapshot() or actions.count_anew(at=at)
    form = PictureForm(request.GET, earliest=_earliest(snapshot, at), today=timezone.localdate(at))
    return form, draw(snapshot, form.wanted(), limit=settings.DAYMARK.small_number)


def _earliest(snapshot: Snapshot, at: datetime) -> Month:
    return first_month(snapshot) or Month.of(timezone.localdate(at))


def _chart(request: SignedInRequest, table: Table) -> dict[str, Any]:
    """A table with the addresses of its chart, in the theme that the person chose."""
    asked = request.GET.copy()
    asked["drawn"] = digest_of(chart_of(table))
    address = f"{reverse('picture-chart', args=[table.key])}?{asked.urlencode()}"
    dark = f"{address}&theme=dark"
    theme = request.user.theme
    return {
        "table": table,
        "url": dark if theme == "dark" else address,
        "dark_url": dark if theme == "system" else "",
        "alt": alt_of(table),
        "notes": [*how_to_read(table), *table.heading.caveats],
        "rows": [(row, table.share(row)) for row in (*table.rows, *([table.total] if table.total else []))],
    }


def _drawn_now(request: SignedInRequest, key: str) -> str:
    charts = _drawn(_asked(request)[1])
    if key not in charts:
        raise Http404("There is no chart of this name.")
    return charts[key]


def _drawn(shown: Picture) -> dict[str, str]:
    """All charts of a picture, because drawing one costs nearly as much as drawing all."""
    tables = [table for table in shown.every_table if not table.is_empty]
    return dict(zip((each.key for each in tables), _shelf().drawn([chart_of(each) for each in tables]), strict=True))


def _shelf() -> ChartShelf:
    return ChartShelf(settings.DAYMARK.home / "cache" / "charts", fonts=_fonts())


def _fonts() -> Path:
    return Path(settings.WEB) / "static" / "built" / "fonts"


def _download(data: bytes, kind: str, shown: Picture, ending: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    first, last = shown.asked.period.first, shown.asked.period.last
    response["Content-Disposition"] = f'attachment; filename="picture-{first}-to-{last}.{ending}"'
    return response
