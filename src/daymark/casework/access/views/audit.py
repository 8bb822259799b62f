"""The page of the audit record, and its export."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from daymark.casework.access import actions, queries
from daymark.casework.access.forms import AuditFilter
from daymark.casework.access.gates import SignedInRequest, for_roles
from daymark.casework.access.models import AuditRecord, Role, User
from daymark.casework.access.rules.sentences import Line, line_of
from daymark.casework.access.views.lists import removable

readers_of_the_audit = for_roles(Role.ADMINISTRATOR, Role.SUPERVISOR)


@require_GET
@readers_of_the_audit
def audit(request: SignedInRequest) -> HttpResponse:
    """What was done, by whom, when: the newest first, each in words."""
    form = AuditFilter(request.GET)
    form.is_valid()
    page = queries.audit_page(_question(request, form))
    context = {
        "form": form,
        "filters": removable(request, form),
        "page": page,
        "lines": [(row, _line(row, request.user)) for row in page.rows],
        "order": request.GET.get("order", "-at"),
        "checkpoint_at": queries.last_checkpoint_at(),
        "now": timezone.now(),
    }
    return render(request, "access/pages/audit.html", context)


@require_POST
@readers_of_the_audit
def export(request: SignedInRequest) -> HttpResponse:
    """The rows that the filters leave, as a CSV file; the export goes on record."""
    form = AuditFilter(request.POST)
    form.is_valid()
    content = actions.export_audit(question=_question(request, form), by=request.user, at=timezone.now())
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{timezone.now():%Y-%m-%d-%H%M}.csv"'
    return response


def _line(row: AuditRecord, reader: User) -> Line:
    return line_of(
        who=row.actor_name,
        act=row.act,
        kind=row.object_kind,
        reference=row.object_reference,
        detail=row.detail,
        sees_all=reader.has_role(Role.SUPERVISOR),
    )


def _question(request: SignedInRequest, form: AuditFilter) -> queries.AuditQuestion:
    asked, address = form.cleaned_data, request.POST or request.GET
    return queries.AuditQuestion(
        reference=asked.get("reference", ""),
        person=asked.get("person", ""),
        act=asked.get("act", ""),
        from_on=asked.get("start"),
        until_on=asked.get("end"),
        oldest_first=address.get("order") == "at",
        after=request.GET.get("after", ""),
    )
