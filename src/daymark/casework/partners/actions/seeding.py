"""The agencies that every centre knows from the start, and the centre itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from daymark.casework.access.actions import record
from daymark.casework.access.keyring import keyring
from daymark.casework.partners import reference
from daymark.casework.partners.models import Agency, AgencyKind
from daymark.casework.partners.rules import ACTING_KINDS

OWN_CODE = "THIS-CENTRE"


@transaction.atomic
def seed_agencies(*, at: datetime) -> int:
    """Adds the agencies of the reference data that are not there yet; what a centre has written stays. How many."""
    there = set(Agency.objects.values_list("code", flat=True))
    named = {country.destination for country in reference.countries().values()}
    new = [_agency(seed, named) for seed in reference.agencies() if seed.code not in there]
    Agency.objects.bulk_create(new)
    if new:
        detail = {"number": len(new), "codes": sorted(agency.code for agency in new)}
        record(act="agencies added from the reference data", by=None, at=at, kind="agency", detail=detail)
    return len(new)


@transaction.atomic
def establish_centre(*, name: str, country: str, at: datetime) -> Agency:
    """Makes or renames the agency that is this centre, with its own keys. Safe to repeat."""
    own = Agency.objects.filter(is_this_centre=True).first() or Agency(
        code=OWN_CODE, kind=AgencyKind.NATIONAL_CENTRE, is_this_centre=True, source="the centre itself"
    )
    keys = keyring()
    wanted = {
        "name": name[:160],
        "country": country,
        "public_key": keys.recipient,
        "signing_key": keys.public_key.hex(),
    }
    if own.source_on is None or any(getattr(own, field) != value for field, value in wanted.items()):
        for field, value in wanted.items():
            setattr(own, field, value)
        own.source_on = at.date()
        own.save()
        record(act="own centre set up", by=None, at=at, kind="agency", reference=own.code, detail={"name": own.name})
    return own


def _agency(seed: reference.SeedAgency, named: set[str]) -> Agency:
    return Agency(
        code=seed.code,
        name=seed.name,
        kind=seed.kind.value,
        country=seed.country,
        areas=list(seed.areas),
        website=seed.website,
        receives_referrals=seed.kind.value in ACTING_KINDS or seed.code in named,
        source=seed.source,
        source_on=seed.source_date,
    )
