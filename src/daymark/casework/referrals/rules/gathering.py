"""Which facts of a report may say where somebody is. None is left out, however doubtful: the doubt is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from daymark.casework.referrals.rules.facts import FactKind, LocationFact, Standing, Subject, ip_fact
from daymark.casework.reports.rules.understood import PartyRole, PartySaid, PlaceSaid, Understood
from daymark.engine.ipcountry import IpCountry

SUBJECTS = {
    PartyRole.CHILD: Subject.CHILD,
    PartyRole.PERSON_COMPLAINED_OF: Subject.PERSON_COMPLAINED_OF,
    PartyRole.RECIPIENT: Subject.RECIPIENT,
    PartyRole.REPORTER: Subject.REPORTER,
    PartyRole.PROVIDER: Subject.PROVIDER,
    PartyRole.PLACE: Subject.PROVIDER,
    PartyRole.FILE: Subject.PERSON_COMPLAINED_OF,
}
FROM_A_FILE = "it stands in the details of a file: whose it is, nobody said"
LookUp = Callable[[str], IpCountry]


@dataclass(frozen=True)
class SightedHere:
    """An identifier as a report names it, with what an officer confirmed of it."""

    role: str
    kind: str
    value: str
    event: str
    seen_at: datetime | None
    possible_proxy: bool | None
    confirmed: bool


@dataclass(frozen=True)
class Gathered:
    """One report as facts are looked for in it. `provider_country` is that of a company that reported."""

    reference: str
    received_at: datetime
    said: Understood
    sightings: Sequence[SightedHere]
    provider: str = ""
    provider_country: str = ""


def facts_of(reports: Iterable[Gathered], *, look_up: LookUp) -> list[LocationFact]:
    """Every fact of every report that may point to a place, each once."""
    facts = (fact for report in reports for fact in _of_one(report, look_up))
    return list(dict.fromkeys(facts))


def _of_one(report: Gathered, look_up: LookUp) -> Iterator[LocationFact]:
    for party in report.said.parties:
        yield from _of_party(party, report.reference)
    for place in report.said.places:
        yield from _of_place(place, Subject.PROVIDER, report.reference)
    for sighting in report.sightings:
        yield from _of_sighting(sighting, report, look_up)
    if report.provider_country:
        source = f"{report.reference}, {report.provider}"
        yield LocationFact(FactKind.PROVIDER_LOCATION, Subject.PROVIDER, report.provider_country, source)


def _of_party(party: PartySaid, reference: str) -> Iterator[LocationFact]:
    subject = SUBJECTS[party.role]
    for place in party.places:
        yield from _of_place(place, subject, reference)
    for language in party.languages:
        yield LocationFact(FactKind.LANGUAGE, subject, language, f"{reference}, language")


def _of_place(place: PlaceSaid, subject: Subject, reference: str) -> Iterator[LocationFact]:
    source = f"{reference}, {place.kind or 'place'}"
    is_school = "school" in place.kind.lower()
    address = ", ".join(filter(None, (place.text, place.area, place.postcode)))
    said = (
        (FactKind.SCHOOL if is_school else FactKind.POSTAL_ADDRESS, address if place.text else ""),
        (FactKind.POSTCODE, place.postcode),
        (FactKind.STATED_AREA, place.area),
        (FactKind.STATED_COUNTRY, place.country),
    )
    for kind, value in said:
        if value.strip():
            yield LocationFact(kind, subject, value, source)


def _of_sighting(sighting: SightedHere, report: Gathered, look_up: LookUp) -> Iterator[LocationFact]:
    role = PartyRole(sighting.role)
    subject = SUBJECTS[role]
    standing = Standing.CONFIRMED if sighting.confirmed else Standing.CLAIMED
    age_days = (report.received_at - sighting.seen_at).days if sighting.seen_at else None
    source = f"{report.reference}, {sighting.event or 'identifier'}"
    doubts = (FROM_A_FILE,) if role is PartyRole.FILE else ()
    if sighting.kind == "IP_ADDRESS":
        fact = ip_fact(
            look_up(sighting.value),
            subject=subject,
            source=source,
            age_days=age_days,
            standing=standing,
            possible_proxy=sighting.possible_proxy,
        )
        yield LocationFact(**{**vars(fact), "doubts": (*fact.doubts, *doubts)})
    elif kind := {"PHONE": FactKind.PHONE, "EMAIL": FactKind.EMAIL_DOMAIN}.get(sighting.kind):
        value = sighting.value.rpartition("@")[2] if kind is FactKind.EMAIL_DOMAIN else sighting.value
        yield LocationFact(kind, subject, value, source, age_days, standing, sighting.value, doubts)
