"""The page of one file: what is known of it, and where a copy has been."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from daymark.casework.access.gates import SignedInRequest, for_case_readers
from daymark.casework.matching.queries import (
    decision_about,
    get_file_for,
    lists_of,
    look_alikes_of,
    trail_of,
    verdicts_of,
)
from daymark.casework.matching.queries.drawing import drawn


@require_GET
@for_case_readers
def file(request: SignedInRequest, sha256: str) -> HttpResponse:
    """Digests, what lists say, what follows from it, look-alikes, and every place that held it or one of these."""
    shown = get_file_for(request.user, sha256, at=timezone.now())
    alike = look_alikes_of(shown)
    trail = trail_of(shown, alike)
    content = {
        "file": shown,
        "sha256": str(shown),
        "sha1": bytes(shown.sha1).hex(),
        "md5": bytes(shown.md5).hex(),
        "pdq": bytes(shown.pdq).hex() if shown.pdq else "",
        "decision": decision_about(shown),
        "lists": lists_of(shown),
        "verdicts": list(verdicts_of(shown)),
        "alike": alike,
        "trail": trail,
        "drawing": drawn(trail.held),
    }
    return render(request, "matching/pages/file.html", content)
