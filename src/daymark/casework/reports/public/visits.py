"""Which draft, and which returning reporter, a browser belongs to.

The session holds a draft's number and a token for its forms, never an answer. Nothing is set before the first answer.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

from daymark.casework.access.context import acting_as_reporter
from daymark.casework.reports.actions.drafts import begin_draft, find_draft, forget_draft
from daymark.casework.reports.models import Draft, Report

WRITING = "report_draft"
RETURNED = "report_returned"
# A returning reporter may sit at a shared computer: shorter than for writing, because everything is stored already.
RETURN_IDLE = timedelta(minutes=15)


def draft_of(request: HttpRequest, *, at: datetime, lock: bool = False) -> Draft | None:
    """The draft that this browser writes on, sent or not; None when there is none (any more)."""
    entry = request.session.get(WRITING) or {}
    return find_draft(draft=UUID(entry["draft"]), at=at, lock=lock) if entry else None


def was_writing(request: HttpRequest) -> bool:
    """Whether this browser had begun a draft, even if it is forgotten by now."""
    return WRITING in request.session


def begin(request: HttpRequest, *, at: datetime) -> Draft:
    """A new draft for this browser."""
    draft = begin_draft(draft=UUID(bytes=secrets.token_bytes(16), version=4), at=at)
    request.session[WRITING] = {"draft": str(draft.pk), "token": secrets.token_urlsafe(24)}
    return draft


def let_in(request: HttpRequest, report: Report, *, at: datetime) -> None:
    """Opens the pages of one report to the browser that gave its code."""
    request.session.cycle_key()
    request.session[RETURNED] = {
        "report": str(report.pk),
        "token": secrets.token_urlsafe(24),
        "seen": at.timestamp(),
    }


def returned_report(request: HttpRequest, *, at: datetime) -> Report | None:
    """The report that this browser came back to, unless it was left alone too long."""
    entry = request.session.get(RETURNED)
    if not entry:
        return None
    if at.timestamp() - entry["seen"] > RETURN_IDLE.total_seconds():
        del request.session[RETURNED]
        return None
    request.session[RETURNED] = {**entry, "seen": at.timestamp()}
    with acting_as_reporter(UUID(entry["report"])):
        return Report.objects.filter(pk=entry["report"]).first()


def token_of(request: HttpRequest, kind: str = WRITING) -> str:
    """What this browser's forms must carry; empty before the first answer."""
    return str((request.session.get(kind) or {}).get("token", ""))


def token_matches(request: HttpRequest, given: str, kind: str = WRITING) -> bool:
    """Whether a form came from a page that we gave to this browser. Before the first answer there is none to match."""
    token = token_of(request, kind)
    return not token or hmac.compare_digest(token.encode(), given.encode())


def leave(request: HttpRequest) -> None:
    """Forgets everything about this browser: answers, files, session. A signed-in person stays signed in."""
    if entry := request.session.get(WRITING):
        forget_draft(draft=UUID(entry["draft"]))
    if request.user.is_authenticated:
        request.session.pop(WRITING, None)
        request.session.pop(RETURNED, None)
    elif request.session.session_key:
        request.session.flush()
