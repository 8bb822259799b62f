"""People and desks at an agency."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from daymark.casework.access.actions import record
from daymark.casework.access.models import User
from daymark.casework.partners.actions.agencies import keeps_agencies
from daymark.casework.partners.models import Agency, Contact


@dataclass(frozen=True)
class ContactFacts:
    """How a person or desk at an agency is reached."""

    name: str
    duty: str = ""
    email: str = ""
    phone: str = ""


@transaction.atomic
def add_contact(*, agency: Agency, facts: ContactFacts, by: User, at: datetime) -> Contact:
    """Writes down a contact."""
    keeps_agencies(by)
    contact = Contact.objects.create(agency=agency, **asdict(facts))
    record(act="contact added", by=by, at=at, kind="agency", reference=agency.code, detail=asdict(facts))
    return contact


@transaction.atomic
def change_contact(*, contact: Contact, facts: ContactFacts, by: User, at: datetime) -> None:
    """Corrects a contact."""
    keeps_agencies(by)
    before = _facts(contact)
    Contact.objects.filter(pk=contact.pk).update(**asdict(facts))
    detail = {"before": asdict(before), "after": asdict(facts)}
    record(act="contact changed", by=by, at=at, kind="agency", reference=contact.agency.code, detail=detail)
    contact.refresh_from_db()


@transaction.atomic
def retire_contact(*, contact: Contact, is_current: bool, by: User, at: datetime) -> None:
    """Marks a contact as no longer there, or as there again."""
    keeps_agencies(by)
    contact.is_current = is_current
    contact.save(update_fields=["is_current"])
    act = "contact put back" if is_current else "contact retired"
    record(act=act, by=by, at=at, kind="agency", reference=contact.agency.code, detail={"name": contact.name})


def _facts(contact: Contact) -> ContactFacts:
    return ContactFacts(contact.name, contact.duty, contact.email, contact.phone)
