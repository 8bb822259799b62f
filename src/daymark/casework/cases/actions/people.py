"""Who works on a case, and who alone may see it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from daymark.casework.access.models import Role, User
from daymark.casework.cases.actions.log import locked, needed, put_on_record
from daymark.casework.cases.actions.opening import readers_only
from daymark.casework.cases.models import Case, CaseMember
from daymark.casework.cases.queries import reports_in
from daymark.casework.cases.rules import may_close_doors, why_must_stay
from daymark.casework.reports import actions as reports_actions
from daymark.casework.triage import actions as triage
from daymark.problems import Problem


class NotYourDoor(Problem):
    """Only the case's lead or a supervisor who works on it may do this. Ask one of them."""


class MustStay(Problem):
    """This member cannot be taken off the case. Add another member first."""


class NotAMember(Problem):
    """This person does not work on the case. Open the case again: it may have changed."""


@transaction.atomic
def assign(*, case: Case, lead: User, by: User, at: datetime) -> None:
    """Gives a case its lead, who becomes a member."""
    now = locked(case)
    _may_admit(now, lead, by)
    now.lead = readers_only(lead)
    now.save(update_fields=["lead"])
    CaseMember.objects.get_or_create(case=now, user=lead, defaults={"added_at": at, "added_by": by})
    put_on_record(
        case=now, act="case assigned", text=f"{lead.name} leads the case.", by=by, at=at, detail={"lead": lead.username}
    )


@transaction.atomic
def add_member(*, case: Case, user: User, by: User, at: datetime) -> None:
    """Adds a person to a case; adding a member again changes nothing and says nothing."""
    now = locked(case)
    _may_admit(now, user, by)
    _, is_new = CaseMember.objects.get_or_create(
        case=now, user=readers_only(user), defaults={"added_at": at, "added_by": by}
    )
    if is_new:
        text = f"{user.name} works on the case."
        put_on_record(case=now, act="member added", text=text, by=by, at=at, detail={"member": user.username})


@transaction.atomic
def remove_member(*, case: Case, user: User, by: User, at: datetime) -> None:
    """Takes a person off a case; never its lead, never the last one."""
    now = locked(case)
    members = CaseMember.objects.filter(case=now)
    member = members.filter(user=user).first()
    if member is None:
        raise NotAMember()
    if now.is_restricted and user != by:
        _owns_the_door(now, by)
    if why := why_must_stay(is_lead=now.lead_id == user.pk, members=members.count()):
        raise MustStay(f"{user.name} {why}.")
    text = f"{user.name} no longer works on the case."
    put_on_record(case=now, act="member removed", text=text, by=by, at=at, detail={"member": user.username})
    member.delete()


@transaction.atomic
def restrict(*, case: Case, reason: str, by: User, at: datetime) -> None:
    """Closes a case to everybody but its members. Who does it becomes a member, so that somebody can undo it."""
    now = locked(case)
    _owns_the_door(now, by)
    CaseMember.objects.get_or_create(case=now, user=by, defaults={"added_at": at, "added_by": by})
    _set_restricted(now, True, needed(reason), by, at)


@transaction.atomic
def unrestrict(*, case: Case, reason: str, by: User, at: datetime) -> None:
    """Opens a restricted case to all whose duty includes cases."""
    now = locked(case, even_closed=True)
    _owns_the_door(now, by)
    _set_restricted(now, False, needed(reason), by, at)


def _set_restricted(case: Case, restricted: bool, reason: str, by: User, at: datetime) -> None:
    if case.is_restricted == restricted:
        return
    case.is_restricted = restricted
    case.save(update_fields=["is_restricted"])
    reports = reports_in(case)
    reports_actions.set_restricted(reports=reports, restricted=restricted, by=by, at=at)
    triage.mark_in_case(reports=reports, by=by, at=at, restricted=restricted)
    words = "Only members see the case from now on." if restricted else "All whose duty includes cases see the case."
    act = "case restricted" if restricted else "case unrestricted"
    put_on_record(case=case, act=act, text=words, reason=reason, by=by, at=at)


def _may_admit(case: Case, person: User, by: User) -> None:
    if case.is_restricted and not CaseMember.objects.filter(case=case, user=person).exists():
        _owns_the_door(case, by)


def _owns_the_door(case: Case, by: User) -> None:
    if not may_close_doors(is_supervisor=by.has_role(Role.SUPERVISOR), is_lead=case.lead_id == by.pk):
        raise NotYourDoor()
