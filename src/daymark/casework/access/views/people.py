"""Pages on which administrators and supervisors keep people."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daymark.casework.access import actions, queries
from daymark.casework.access.forms import NewPersonForm, PeopleFilter, PersonForm
from daymark.casework.access.gates import SignedInRequest, for_roles
from daymark.casework.access.models import Role
from daymark.casework.access.views.lists import removable
from daymark.casework.access.views.posted import posted
from daymark.problems import Problem

keepers_of_people = for_roles(Role.ADMINISTRATOR, Role.SUPERVISOR)


@require_GET
@keepers_of_people
def people(request: SignedInRequest) -> HttpResponse:
    """Everybody who may sign in or once could."""
    form = PeopleFilter(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    order = request.GET.get("order", "name")
    question = queries.PeopleQuestion(
        search=asked.get("q", ""), role=asked.get("role", ""), state=asked.get("state", ""), order=order
    )
    page = Paginator(queries.people(question), 50).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "order": order, "filters": removable(request, form)}
    return render(request, "access/pages/people.html", context)


@require_GET
@keepers_of_people
def person(request: SignedInRequest, username: str) -> HttpResponse:
    """One person: duties, ways in, and what was changed."""
    found = queries.get_person_for(request.user, username, at=timezone.now())
    context = {
        "person": found,
        "is_self": found.pk == request.user.pk,
        "link": found.enrolments.filter(used_at=None).order_by("-made_at").first(),
        "now": timezone.now(),
        "history": queries.steps_of(found),
        "earlier": queries.words_before(found),
        "sign_ins": queries.sign_ins_of(found),
    }
    return render(request, "access/pages/person.html", context)


@require_http_methods(["GET", "POST"])
@keepers_of_people
def add_person(request: SignedInRequest) -> HttpResponse:
    """Lets a person in and shows the link once."""
    own = queries.own_centre()
    form = NewPersonForm(posted(request), initial={"agency": own})
    if request.method == "POST" and form.is_valid():
        try:
            invitation = actions.add_person(**form.cleaned_data, by=request.user, at=timezone.now())
        except Problem as problem:
            form.add_error(None, problem.message)
        else:
            return _show_link(request, invitation)
    return render(request, "access/pages/person_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@keepers_of_people
def change_person(request: SignedInRequest, username: str) -> HttpResponse:
    """Changes name, roles and agency."""
    found = queries.get_person_for(request.user, username, at=timezone.now())
    now = {"name": found.name, "roles": found.roles, "agency": found.agency_id}
    form = PersonForm(posted(request), initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_duties(person=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except Problem as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, f"{found.name} is changed and was signed out everywhere.")
            return redirect("person", found.username)
    context = {"form": form, "person": found}
    return render(request, "access/pages/person_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@keepers_of_people
def shut_out(request: SignedInRequest, username: str) -> HttpResponse:
    """Asks, then shuts a person out."""
    found = queries.get_person_for(request.user, username, at=timezone.now())
    if request.method == "POST":
        actions.deactivate(person=found, by=request.user, at=timezone.now())
        messages.success(request, f"{found.name} is shut out. Every session has ended.")
        return redirect("person", found.username)
    return render(request, "access/pages/person_shut_out.html", {"person": found})


@require_POST
@keepers_of_people
def let_in_again(request: SignedInRequest, username: str) -> HttpResponse:
    """Lets a person in again."""
    found = queries.get_person_for(request.user, username, at=timezone.now())
    actions.reactivate(person=found, by=request.user, at=timezone.now())
    messages.success(request, f"{found.name} is let in again, with the roles and ways in from before.")
    return redirect("person", found.username)


@require_POST
@keepers_of_people
def undo(request: SignedInRequest, username: str) -> HttpResponse:
    """Puts back what the last change changed."""
    found = queries.get_person_for(request.user, username, at=timezone.now())
    actions.undo_last_change(person=found, by=request.user, at=timezone.now())
    messages.success(request, f"The last change of {found.name} is undone.")
    return redirect("person", found.username)


@require_POST
@keepers_of_people
def sign_out_person(request: SignedInRequest, username: str) -> HttpResponse:
    """Ends every session of a person."""
    found = queries.get_person_for(request.user, username, at=timezone.now())
    actions.sign_out_everywhere(person=found, by=request.user, at=timezone.now())
    messages.success(request, f"{found.name} is signed out everywhere.")
    return redirect("person", found.username)


@require_http_methods(["GET", "POST"])
@keepers_of_people
def new_link(request: SignedInRequest, username: str) -> HttpResponse:
    """Asks, then makes a new enrolment link and shows it once."""
    found = queries.get_person_for(request.user, username, at=timezone.now())
    if request.method == "POST":
        return _show_link(request, actions.renew_way_in(person=found, by=request.user, at=timezone.now()))
    return render(request, "access/pages/person_new_link.html", {"person": found})


def _show_link(request: SignedInRequest, invitation: actions.Invitation) -> HttpResponse:
    link = request.build_absolute_uri(reverse("enrol", args=[invitation.token]))
    context = {"person": invitation.person, "link": link}
    return render(request, "access/pages/enrolment_link.html", context)
