"""Who works at the practice centre, at which partner, and which companies report; with sign-ins of their own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyrage
import yaml
from allauth.mfa.totp.internal.auth import generate_totp_secret

from daymark.casework.access.actions import add_person, enrol_first_administrator, enrol_totp, use_enrolment
from daymark.casework.access.models import Role, User
from daymark.casework.partners.actions import (
    AgencyFacts,
    ContactFacts,
    add_agency,
    add_contact,
    give_industry_account,
    set_keys,
)
from daymark.casework.partners.models import Agency, AgencyKind
from daymark.cli.practice.signins import IndustrySignIn, SignIn

TABLE = Path(__file__).with_name("people.yaml")
_WORDS = "anchor beacon bridge canvas cedar cobalt copper coral ferry harbour heron island lantern maple marble meadow"
_MORE_WORDS = (
    "north ocean orchard pebble pilot quarry ripple river saddle signal silver summit timber tower valley willow"
)


@lru_cache(maxsize=1)
def people_table() -> dict[str, Any]:
    """The table, read once."""
    table: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return table


@dataclass(frozen=True)
class Cast:
    """Everybody and every agency of the practice centre, by sign-in name and by code."""

    people: dict[str, User]
    agencies: dict[str, Agency]
    sign_ins: list[SignIn]
    industry: list[IndustrySignIn]

    def answers_for(self, agency: Agency) -> User | None:
        """The person at a partner who answers its referrals; None where nobody there signs in."""
        return next(
            (each for each in self.people.values() if each.agency_id == agency.pk and not each.reads_cases), None
        )


def bring_together(*, at: datetime) -> Cast:
    """Lets everybody in through the real steps: link, password, second factor."""
    table = people_table()
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    centre = next(agency for agency in agencies.values() if agency.is_this_centre)
    sign_ins: list[SignIn] = []
    administrator = _administrator(table, sign_ins, at)
    add_contact(agency=centre, facts=ContactFacts(**table["desk"]), by=administrator, at=at)
    people = {administrator.username: administrator}
    for username, facts in table["centre"].items():
        if username not in people:
            people[username] = _person(username, facts["name"], facts["roles"], centre, administrator, sign_ins, at)
    for username, facts in table["partners"].items():
        agency = agencies[facts["agency"]]
        people[username] = _person(username, facts["name"], [Role.PARTNER], agency, administrator, sign_ins, at)
        key = str(pyrage.x25519.Identity.generate().to_public())
        set_keys(agency=agency, public_key=key, signing_key="", by=administrator, at=at)
    industry = [each for each in _companies(table, agencies, administrator, at) if each]
    return Cast(people, agencies, sign_ins, industry)


def _administrator(table: dict[str, Any], sign_ins: list[SignIn], at: datetime) -> User:
    username, facts = next(each for each in table["centre"].items() if Role.ADMINISTRATOR in each[1]["roles"])
    token = enrol_first_administrator(name=facts["name"], username=username, at=at)
    return _enrolled(token, sign_ins, at)


def _person(
    username: str,
    name: str,
    roles: list[str],
    agency: Agency,
    by: User,
    sign_ins: list[SignIn],
    at: datetime,
) -> User:
    invitation = add_person(name=name, username=username, roles=roles, agency=agency, by=by, at=at)
    return _enrolled(invitation.token, sign_ins, at)


def _enrolled(token: str, sign_ins: list[SignIn], at: datetime) -> User:
    password, secret = _password(), generate_totp_secret()
    person = use_enrolment(token=token, password=password, at=at)
    enrol_totp(person=person, secret=secret, at=at)
    where = "" if person.agency is None or person.agency.is_this_centre else person.agency.name
    sign_ins.append(
        SignIn(person.name, person.username, tuple(person.roles), person.role_words, where, password, secret)
    )
    return person


def _password() -> str:
    """Three words and two digits: made for typing, good enough for a centre that answers on this machine alone."""
    words = f"{_WORDS} {_MORE_WORDS}".split()
    return "-".join([*(secrets.choice(words) for _ in range(3)), f"{secrets.randbelow(90) + 10}"])


def _companies(
    table: dict[str, Any], agencies: dict[str, Agency], by: User, at: datetime
) -> list[IndustrySignIn | None]:
    return [_company(code, facts, agencies, by, at) for code, facts in table["companies"].items()]


def _company(
    code: str, facts: dict[str, Any], agencies: dict[str, Agency], by: User, at: datetime
) -> IndustrySignIn | None:
    said = AgencyFacts(name=facts["name"], kind=AgencyKind.COMPANY, country=facts["country"], notes="Invented.")
    agencies[code] = add_agency(code=code, facts=said, by=by, at=at)
    if not facts["account"]:
        return None
    login = give_industry_account(agency=agencies[code], is_strict=False, by=by, at=at)
    return IndustrySignIn(facts["name"], login.account.username, login.password)
