"""The cast: one person for each duty, of this centre and of a partner."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client
from django.utils import timezone

from daymark.casework.access.models import Role, User
from daymark.casework.partners.models import Agency, AgencyKind


@dataclass(frozen=True)
class Cast:
    """Amina triages, Ines investigates, Ben analyses, Chen supervises, Sol counts, Ada administers, Dee is partner."""

    centre: Agency
    partner: Agency
    other_partner: Agency
    amina: User
    ines: User
    ben: User
    chen: User
    sol: User
    ada: User
    dee: User
    eli: User  # of yet another agency


def make_agency(code: str, kind: AgencyKind = AgencyKind.FORCE, **changes: object) -> Agency:
    """An agency that receives referrals."""
    fields: dict[str, object] = {"name": code.replace("-", " ").title(), "country": "GB", "receives_referrals": True}
    return Agency.objects.create(code=code, kind=kind, **{**fields, **changes})


def make_user(name: str, *roles: Role, agency: Agency) -> User:
    """A person with an enrolled second factor (a secret that opens nothing outside the tests)."""
    from allauth.mfa.models import Authenticator

    user = User.objects.create(username=name.lower(), name=name, roles=list(roles), agency=agency)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    return user


def make_cast() -> Cast:
    """Everybody."""
    own = Agency.objects.filter(is_this_centre=True).first()
    centre = own or make_agency("test-centre", AgencyKind.NATIONAL_CENTRE, is_this_centre=True)
    partner, other = make_agency("test-force"), make_agency("other-force")
    return Cast(
        centre=centre,
        partner=partner,
        other_partner=other,
        amina=make_user("Amina", Role.TRIAGE_OFFICER, agency=centre),
        ines=make_user("Ines", Role.INVESTIGATOR, agency=centre),
        ben=make_user("Ben", Role.VICTIM_IDENTIFICATION_ANALYST, agency=centre),
        chen=make_user("Chen", Role.SUPERVISOR, agency=centre),
        sol=make_user("Sol", Role.STRATEGIC_ANALYST, agency=centre),
        ada=make_user("Ada", Role.ADMINISTRATOR, agency=centre),
        dee=make_user("Dee", Role.PARTNER, agency=partner),
        eli=make_user("Eli", Role.PARTNER, agency=other),
    )


def sign_in(client: Client, user: User) -> Client:
    """Signs a person in without the pages for it (those have tests of their own)."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["signed_in_at"] = timezone.now().timestamp() + 1
    session.save()
    return client
