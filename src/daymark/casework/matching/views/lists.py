"""The pages of lists."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from daymark.casework.access.gates import SignedInRequest, for_case_readers, for_roles
from daymark.casework.access.models import Role
from daymark.casework.cases.forms import posted
from daymark.casework.matching import actions
from daymark.casework.matching.forms import BankFilter, ListForm, ReasonForm
from daymark.casework.matching.queries import (
    changes_of,
    editions_of,
    find_banks,
    get_bank_for,
    get_edition_for,
    hits_of_bank,
    open_disputes,
    proposals,
    with_counts,
)
from daymark.casework.matching.rules import Says
from daymark.casework.matching.views.receiving import SmallFiles
from daymark.problems import Problem

ask = require_http_methods(["GET", "POST"])
PAGE, SHOWN = 50, 50


@require_GET
@for_case_readers
def banks(request: SignedInRequest) -> HttpResponse:
    """All lists: what they mean, how many rows stand, and how many files here agree with them."""
    form, order = BankFilter(request.GET), request.GET.get("order", "")
    said = form.cleaned_data if form.is_valid() else {}
    page = Paginator(find_banks(request.user, order=order, **said), PAGE).get_page(request.GET.get("page"))
    content = {
        "form": form,
        "page": page,
        "rows": with_counts(list(page)),
        "order": order,
        "proposals": proposals(request.user).count(),
        "disputes": open_disputes(request.user).count(),
        "may_add": request.user.has_role(Role.VICTIM_IDENTIFICATION_ANALYST, Role.SUPERVISOR),
    }
    return render(request, "matching/pages/lists.html", content)


@csrf_exempt  # checked in `_add`: the check reads the form, and who takes its file must be known before
@ask
@for_roles(Role.VICTIM_IDENTIFICATION_ANALYST, Role.SUPERVISOR)
def add(request: SignedInRequest) -> HttpResponse:
    """Brings a list, or the next edition of one."""
    request.upload_handlers = [SmallFiles(request)]
    return _add(request)


@csrf_protect
def _add(request: SignedInRequest) -> HttpResponse:
    form = ListForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            imported = _imported(request, form)
        except Problem as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, _told(imported))
            return redirect("list", imported.bank.pk)
    return render(request, "matching/pages/add.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@for_case_readers
def bank(request: SignedInRequest, number: int) -> HttpResponse:
    """One list: its editions with what each says of itself, what agrees with it, what its withdrawal changed."""
    shown = get_bank_for(request.user, number, at=timezone.now())
    content = {
        "bank": shown,
        "editions": list(editions_of(shown)),
        "page": Paginator(hits_of_bank(shown), PAGE).get_page(request.GET.get("page")),
        "changes": list(changes_of(shown)[:SHOWN]),
        "changed": changes_of(shown).count(),
        "may_withdraw": request.user.has_role(Role.SUPERVISOR) and not shown.withdrawn_at and not shown.is_own,
    }
    return render(request, "matching/pages/list.html", content)


@ask
@for_roles(Role.SUPERVISOR)
def withdraw(request: SignedInRequest, number: int) -> HttpResponse:
    """Takes a list out of use."""
    at, form = timezone.now(), ReasonForm(posted(request))
    shown = get_bank_for(request.user, number, at=at)
    if request.method == "POST" and form.is_valid():
        changed = actions.withdraw_bank(bank=shown, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, f"The list is withdrawn. {len(changed):,} files have another standing now.")
        return redirect("list", number)
    content = {"bank": shown, "edition": None, "form": form}
    return render(request, "matching/pages/withdraw.html", content, status=422 if form.errors else 200)


@ask
@for_roles(Role.SUPERVISOR)
def withdraw_one(request: SignedInRequest, number: int, edition: int) -> HttpResponse:
    """Takes one edition of a list back, as if it had never come."""
    at, form = timezone.now(), ReasonForm(posted(request))
    shown = get_edition_for(request.user, number, edition, at=at)
    if request.method == "POST" and form.is_valid():
        changed = actions.withdraw_edition(edition=shown, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, f"The edition is withdrawn. {len(changed):,} files have another standing now.")
        return redirect("list", number)
    content = {"bank": shown.bank, "edition": shown, "form": form}
    return render(request, "matching/pages/withdraw.html", content, status=422 if form.errors else 200)


def _imported(request: SignedInRequest, form: ListForm) -> actions.Imported:
    """The list is read where the reader of lists expects it: in a file that is gone when it was read."""
    said = dict(form.cleaned_data)
    sent: UploadedFile = said.pop("file")
    chosen = said.pop("standing")
    given = actions.Given(standing=Says(chosen) if chosen else None, **said)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(sent.name or "").name or "list")
        path.write_bytes(sent.read())
        hash_list, kept = actions.opened(path, given)
        return actions.import_list(hash_list=hash_list, standing=kept, given=given, by=request.user, at=timezone.now())


def _told(imported: actions.Imported) -> str:
    if not imported.is_new:
        return "This very file is here already. Nothing was changed."
    edition = imported.edition
    refused = f", {edition.refused:,} refused" if edition.refused else ""
    changed = f"{len(imported.changed):,} files have another standing now."
    return f"{edition.rows:,} rows read, {edition.added:,} new{refused}. {changed}"
