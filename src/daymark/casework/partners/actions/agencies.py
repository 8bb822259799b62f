"""Agencies: added, changed, given keys, and put back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction

from daymark.casework.access.actions import record
from daymark.casework.access.models import Role, User
from daymark.casework.partners import rules
from daymark.casework.partners.models import Agency
from daymark.casework.partners.queries import last_change_of
from daymark.problems import NotForYou, Problem


class AgencyRuleBroken(Problem):
    """This agency cannot be stored so."""


class NothingToUndo(Problem):
    """Nothing about this agency has been changed since."""


@dataclass(frozen=True)
class AgencyFacts:
    """What an administrator or a supervisor writes about an agency. Keys have an action of their own."""

    name: str
    kind: str
    country: str
    areas: tuple[str, ...] = ()
    website: str = ""
    duty_desk: str = ""
    receives_referrals: bool = False
    is_active: bool = True
    notes: str = ""


@transaction.atomic
def add_agency(*, code: str, facts: AgencyFacts, by: User, at: datetime) -> Agency:
    """Makes an agency known."""
    keeps_agencies(by)
    if objection := rules.objection_to_code(code):
        raise AgencyRuleBroken(objection)
    if Agency.objects.filter(code__iexact=code).exists():
        raise AgencyRuleBroken(f"There is an agency with the code {code} already. Choose another code.")
    agency = Agency(code=code, **{**asdict(facts), "areas": list(facts.areas)})
    agency.source, agency.source_on = f"written by {by.name}", at.date()
    agency.save(force_insert=True)
    record(act="agency added", by=by, at=at, kind="agency", reference=code, detail={"after": asdict(facts)})
    return agency


@transaction.atomic
def change_agency(*, agency: Agency, facts: AgencyFacts, by: User, at: datetime) -> None:
    """Changes what is written about an agency; the states from before stay in its history."""
    keeps_agencies(by)
    _change(agency, {**asdict(facts), "areas": list(facts.areas)}, "agency changed", by, at)


@transaction.atomic
def set_keys(*, agency: Agency, public_key: str, signing_key: str, by: User, at: datetime) -> None:
    """Sets, replaces or (empty) withdraws the keys of an agency. The ones before stay in the agency's history.

    What this cannot know is whether the key is the partner's: somebody compares the fingerprint over the telephone.
    """
    keeps_agencies(by)
    objections = (rules.objection_to_public_key(public_key), rules.objection_to_signing_key(signing_key))
    if any(objections):
        raise AgencyRuleBroken(" ".join(filter(None, objections)))
    if agency.is_this_centre:
        raise AgencyRuleBroken("These are this centre's own keys. `daymark keys rotate` makes new ones.")
    _change(agency, {"public_key": public_key, "signing_key": signing_key}, "agency's keys set", by, at)


@transaction.atomic
def undo_last_change(*, agency: Agency, by: User, at: datetime) -> None:
    """Puts an agency back to how it was before the last change, keys included."""
    keeps_agencies(by)
    earlier = last_change_of(agency)
    if earlier is None or agency.is_this_centre:
        raise NothingToUndo()
    names = [*(each.name for each in fields(AgencyFacts)), "public_key", "signing_key"]
    _change(agency, {name: getattr(earlier, name) for name in names}, "agency's last change undone", by, at)


def keeps_agencies(by: User) -> None:
    """Raises unless this person keeps the list of agencies."""
    if not by.has_role(Role.ADMINISTRATOR, Role.SUPERVISOR):
        raise NotForYou()


def _change(agency: Agency, wanted: dict[str, Any], act: str, by: User, at: datetime) -> None:
    stored = Agency.objects.select_for_update().get(pk=agency.pk)
    before = {name: getattr(stored, name) for name in wanted}
    changed = [name for name in wanted if before[name] != wanted[name]]
    for name in changed:
        setattr(stored, name, wanted[name])
    if changed:
        stored.save(update_fields=changed)
        detail = {"before": {n: before[n] for n in changed}, "after": {n: wanted[n] for n in changed}}
        record(act=act, by=by, at=at, kind="agency", reference=stored.code, detail=detail)
    agency.refresh_from_db()
