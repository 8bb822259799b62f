"""Sign-ins of companies' machines at the industry server: made, renewed, closed. The password is shown once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from daymark.casework.access.actions import record
from daymark.casework.access.models import User
from daymark.casework.partners.actions.agencies import AgencyRuleBroken, keeps_agencies
from daymark.casework.partners.models import Agency, AgencyKind, IndustryAccount

KIND = "industry account"


@dataclass(frozen=True)
class IndustryLogin:
    """A name and a password to be handed over; the password cannot be shown again."""

    account: IndustryAccount
    password: str


@transaction.atomic
def give_industry_account(*, agency: Agency, is_strict: bool, by: User, at: datetime) -> IndustryLogin:
    """Makes the company's sign-in, or renews its password; an earlier password stops at once.

    `is_strict`: documents that break the schema are refused instead of being taken with a warning.
    """
    keeps_agencies(by)
    if agency.kind not in {AgencyKind.COMPANY, AgencyKind.HOTLINE, AgencyKind.CHARITY}:
        raise AgencyRuleBroken("Only companies, hotlines and charities report through the industry server.")
    password = secrets.token_urlsafe(24)
    facts = {"password": make_password(password), "is_strict": is_strict, "is_active": True}
    first = {**facts, "username": agency.code.lower(), "made_at": at}
    account, is_new = IndustryAccount.objects.update_or_create(agency=agency, defaults=facts, create_defaults=first)
    act = "industry sign-in made" if is_new else "industry password renewed"
    record(act=act, by=by, at=at, kind=KIND, reference=account.username, detail={"strict": is_strict})
    return IndustryLogin(account, password)


@transaction.atomic
def close_industry_account(*, account: IndustryAccount, by: User, at: datetime) -> None:
    """Lets the company's machines in no longer. What they sent stays."""
    keeps_agencies(by)
    account.is_active = False
    account.save(update_fields=["is_active"])
    record(act="industry sign-in closed", by=by, at=at, kind=KIND, reference=account.username)
