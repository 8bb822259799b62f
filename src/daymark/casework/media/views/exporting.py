"""A case as a file, for whoever may take its digests and grades out of the centre."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from daymark.casework.access.gates import SignedInRequest, for_roles
from daymark.casework.cases.forms import posted
from daymark.casework.cases.models import Case
from daymark.casework.cases.queries import get_case_for
from daymark.casework.media.actions.exporting import ENDINGS, Asked, export_case
from daymark.casework.media.forms.exporting import ExportForm
from daymark.casework.media.queries.seizures import EXPORTERS

for_exporters = for_roles(*EXPORTERS)


@require_http_methods(["GET", "POST"])
@for_exporters
def export(request: SignedInRequest, reference: str) -> HttpResponse | FileResponse:
    """Asks for the format, and gives the file."""
    case = get_case_for(request.user, reference, at=timezone.now())
    form = ExportForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return _file(request, case, form.asked())
    status = 422 if form.errors else 200
    return render(request, "media/pages/export.html", {"case": case, "form": form}, status=status)


def _file(request: SignedInRequest, case: Case, asked: Asked) -> FileResponse:
    """Written whole before the first byte of it goes out; it has no name here and is gone when it was sent."""
    stream = cast(BinaryIO, tempfile.TemporaryFile(dir=_workplace()))  # noqa: SIM115  # the response closes it
    try:
        export_case(case=case, asked=asked, stream=stream, by=request.user, at=timezone.now())
    except BaseException:
        stream.close()
        raise
    ending = ENDINGS[asked.format]
    kind = "application/json" if ending == "json" else "text/csv; charset=utf-8"
    name = f"{case.reference}-{asked.format}.{ending}"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=kind)


def _workplace() -> Path:
    folder = Path(settings.DAYMARK.home) / "exports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
