"""People and captured identifiers of a law-enforcement package, as parties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

import pycountry

from daymark.casework.reports.rules.le_words import About, meaning_of
from daymark.casework.reports.rules.understood import (
    AgeBand,
    IdentifierSaid,
    PartyRole,
    PartySaid,
    PlaceSaid,
    Sex,
    age_band,
)
from daymark.exchange.lepackage.report import Capture, Contact, PostalAddress, ReportedPerson, ReportingEsp

_OLDEST = 120
_SEX = {"female": Sex.GIRL, "f": Sex.GIRL, "girl": Sex.GIRL, "male": Sex.BOY, "m": Sex.BOY, "boy": Sex.BOY}
# What a package says of a person and no other field of a party carries, in words for the report's page.
_NOTES = {
    "preferred_name": "Also called",
    "gender": "Gender, as given",
    "preferred_pronouns": "Pronouns, as given",
    "vehicle_description": "Vehicle",
    "vehicle_tag_number": "Vehicle's plate",
    "relationship_to_reporter": "Relation to the reporter, as given",
    "access_to_child_victim": "Access to the child, as given",
    "access_to_children": "Access to children, as given",
    "access_to_firearms": "Access to firearms, as given",
    "convicted_sex_offender": "Convicted of a sexual offence, as given",
    "aware_of_report": "Knows of the report, as given",
    "gang_affiliation": "Member of a gang, as given",
}


def person_party(person: ReportedPerson, role: PartyRole, on: date | None) -> PartySaid:
    """A person with all that is said of her or him. `on` is the day by which an age is reckoned from a birthday."""
    age, as_received = _age(person, on)
    names = (person.first_name, person.middle_name, person.last_name)
    return PartySaid(
        role=role,
        name=" ".join(name.strip() for name in names if name) or person.preferred_name or "",
        age=age,
        age_as_received=as_received,
        age_band=age_band(age),
        born_on=person.date_of_birth.as_received if person.date_of_birth else "",
        relation=person.relationship_to_child_victim or "",
        occupation=person.occupation or "",
        description=person.physical_description or "",
        languages=person.languages,
        identifiers=tuple(_identifiers(person)),
        places=tuple(_place(address) for address in person.addresses),
        notes=tuple(_notes(person)),
    )


def recipient_party(person: ReportedPerson, on: date | None) -> PartySaid:
    """An intended recipient. One who is said to be under 18 is a child whom the report concerns, and shown so."""
    party = person_party(person, PartyRole.RECIPIENT, on)
    if party.age_band in (AgeBand.UNKNOWN, AgeBand.ADULT):
        return party
    sex = _SEX.get((person.gender or "").strip().casefold(), Sex.UNKNOWN)
    notes = (*party.notes, "The sender names this child as the intended recipient.")
    return replace(party, role=PartyRole.CHILD, sex=sex, notes=notes)


def company_party(esp: ReportingEsp) -> PartySaid:
    """The company that reported to the clearing house, with the person who reported for it."""
    person = " ".join(name for name in (esp.first_name, esp.last_name) if name)
    notes = (f"For the company: {person}",) if person and esp.esp_name else ()
    contacts = tuple(_contacts("EMAIL", esp.emails))
    return PartySaid(PartyRole.REPORTER, name=esp.esp_name or person, identifiers=contacts, notes=notes)


def captured(captures: Iterable[Capture]) -> Iterator[IdentifierSaid]:
    """What the company's systems saw, typed by the word that they give it."""
    for capture in captures:
        if not capture.value:
            continue
        kind = meaning_of(About.CAPTURE, capture.capture_type or "") or "OTHER"
        yield IdentifierSaid(
            kind,
            capture.value,
            platform=(capture.capture_type or "") if kind == "OTHER" else "",
            event=capture.event_name or "",
            moment=capture.date_time,
            port=capture.port,
        )


def without_value(captures: Iterable[Capture]) -> Iterator[str]:
    """What is said of captures that name nothing, so that it is not lost."""
    for capture in captures:
        if not capture.value:
            moment = capture.date_time.as_received if capture.date_time else ""
            port = f"port {capture.port}" if capture.port is not None else ""
            said = (capture.capture_type, capture.event_name, moment, port)
            yield f"Captured without a value: {', '.join(part for part in said if part)}"


def _age(person: ReportedPerson, on: date | None) -> tuple[int | None, str]:
    """The age in years and the words received; without words, reckoned from the birthday."""
    said = (person.approximate_age or "").strip()
    if said:
        return _years(said), said
    born = person.date_of_birth.day if person.date_of_birth else None
    if born is None or on is None or born > on:
        return None, ""
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return (years if years <= _OLDEST else None), ""


def _years(said: str) -> int | None:
    """The lowest number of `about 12` or `12 to 14`, for the child's sake; None where one is no person's age."""
    numbers = [int(digits) if len(digits) <= 3 else _OLDEST + 1 for digits in re.findall(r"[0-9]+", said)]
    if not numbers or max(numbers) > _OLDEST or said.startswith("-"):
        return None
    return min(numbers)


def _identifiers(person: ReportedPerson) -> Iterator[IdentifierSaid]:
    service = person.esp_service or ""
    yield from _contacts("EMAIL", person.emails)
    yield from _contacts("PHONE", person.phones)
    if person.screen_name:
        yield IdentifierSaid("USERNAME", person.screen_name, platform=service)
    if person.esp_user_id:
        yield IdentifierSaid("OTHER", person.esp_user_id, platform=service, event="account number")
    yield from captured(person.source_captures)


def _contacts(kind: str, contacts: Iterable[Contact]) -> Iterator[IdentifierSaid]:
    return (IdentifierSaid(kind, contact.value, verified=contact.verified) for contact in contacts)


def _place(address: PostalAddress) -> PlaceSaid:
    lines = (address.street1, address.street2, address.city, address.state, address.postal_code, address.country)
    return PlaceSaid(
        text=", ".join(line for line in lines if line),
        area=address.city or address.state or "",
        postcode=address.postal_code or "",
        country=country_code(address.country or ""),
    )


@lru_cache(maxsize=1024)
def country_code(said: str) -> str:
    """ISO 3166 alpha-2 of a country as written (code or English name); empty when it is none."""
    if not 2 <= len(said.strip()) <= 60:
        return ""
    try:
        return str(pycountry.countries.lookup(said.strip()).alpha_2)
    except LookupError:
        return ""


def _notes(person: ReportedPerson) -> Iterator[str]:
    for field, words in _NOTES.items():
        said = getattr(person, field)
        if said:
            yield f"{words}: {said}"
    if person.races:
        yield f"Ethnic origin, as given: {', '.join(person.races)}"
    if person.disabilities:
        yield f"Disabilities, as given: {', '.join(person.disabilities)}"
    if person.esp_service:
        yield f"Account at: {person.esp_service}"
    yield from without_value(person.source_captures)
    yield from person.additional_informations
