"""A report as understood, ready for a page: everything is a claim with who makes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from daymark.casework.partners.naming import language_name
from daymark.casework.partners.placing import place_note, places_of
from daymark.casework.reports.models import Report
from daymark.casework.reports.queries import SeenAlso, seen_also
from daymark.casework.reports.rules.documents import from_document
from daymark.casework.reports.rules.mentions import identifiers_of
from daymark.casework.reports.rules.understood import (
    ENVIRONMENT_WORDS,
    HARM_WORDS,
    IdentifierSaid,
    MomentSaid,
    PartyRole,
    PartySaid,
    Understood,
)
from daymark.casework.reports.rules.wording import (
    ROLE_WORDS,
    age_words,
    facts_shown,
    moment_words,
    person_words,
    place_words,
    source_claim,
)
from daymark.casework.subjects.rules import IdentifierKind, normalise


@dataclass(frozen=True)
class PersonShown:
    """A person as the report describes her or him."""

    words: str
    name: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class IdentifierShown:
    """One identifier: as received, whose, when, and where else it was seen."""

    received: str
    kind: str
    whose: str
    details: tuple[str, ...]
    seen: str
    seen_url: str
    place: str = ""


def understood_shown(report: Report) -> dict[str, Any]:
    """What the page of a report shows on its left."""
    said = from_document(report.understood)
    return {
        "said": said,
        "claim": source_claim(said),
        "harm": HARM_WORDS[said.harm],
        "environment": ENVIRONMENT_WORDS[said.environment],
        "happened": moment_words(said.happened),
        "children": _people(said, PartyRole.CHILD),
        "accused": _people(said, PartyRole.PERSON_COMPLAINED_OF),
        "others": [
            (ROLE_WORDS[role], person)
            for role in (PartyRole.REPORTER, PartyRole.RECIPIENT, PartyRole.PROVIDER)
            for person in _people(said, role)
        ],
        "places": [place_words(place) for place in said.places if place_words(place)],
        "facts": facts_shown(said),
        "identifiers": list(_identifiers(report, said)),
    }


def _people(said: Understood, role: PartyRole) -> list[PersonShown]:
    return [PersonShown(person_words(party), party.name, tuple(_rows(party))) for party in said.of(role)]


def _rows(party: PartySaid) -> Iterator[tuple[str, str]]:
    rows = (
        ("Age", age_words(party)),
        ("Born on", party.born_on),
        ("Lives", "; ".join(filter(None, map(place_words, party.places)))),
        ("Relation", party.relation),
        ("Occupation", party.occupation),
        ("Languages", ", ".join(map(language_name, party.languages))),
        ("Description", party.description),
        ("Notes", "; ".join(party.notes)),
    )
    return (row for row in rows if row[1])


def _identifiers(report: Report, said: Understood) -> Iterator[IdentifierShown]:
    noted = {(each.sighting.role, each.sighting.received): each for each in seen_also(report)}
    places = _places([identifier for _, identifier in identifiers_of(said)])
    for role, identifier in identifiers_of(said):
        place = places.get((identifier.received, identifier.moment), "")
        yield _identifier(role, identifier, noted.get((role.value, identifier.received[:2100])), place)


def _places(said: Sequence[IdentifierSaid]) -> dict[tuple[str, MomentSaid | None], str]:
    """Country and provider of every internet address of the page, looked up at once."""
    addresses = [each for each in said if each.kind == IdentifierKind.IP_ADDRESS]
    placed = places_of([(_bare(each), each.moment.instant if each.moment else None) for each in addresses])
    words = map(place_note, placed)
    return dict(zip([(each.received, each.moment) for each in addresses], words, strict=True))


def _bare(said: IdentifierSaid) -> str:
    """The address without the port that may be written behind it."""
    return normalise(said.kind, said.received).value


def _identifier(role: PartyRole, said: IdentifierSaid, noted: SeenAlso | None, place: str) -> IdentifierShown:
    search = reverse("reports") + "?" + urlencode({"search": said.received})
    return IdentifierShown(
        received=said.received,
        kind=_kind(said),
        whose=ROLE_WORDS[role],
        details=tuple(dict.fromkeys(_details(said, noted))),
        seen=noted.words if noted else "Not noted",
        seen_url=search if noted and noted.others else "",
        place=place,
    )


def _kind(said: IdentifierSaid) -> str:
    try:
        words = IdentifierKind(said.kind).words
    except ValueError:
        words = said.kind.lower()
    return f"{words}, {said.platform}" if said.platform else words


def _details(said: IdentifierSaid, noted: SeenAlso | None) -> Iterator[str]:
    if said.event:
        yield said.event
    if said.moment:
        yield moment_words(said.moment)
    if said.port:
        yield f"source port {said.port}"
    if said.kind == IdentifierKind.IP_ADDRESS and said.moment is None:
        yield "no time given: a provider cannot answer without one"
    if said.possible_proxy:
        yield "the sender says that it may be a proxy"
    if said.verified is not None:
        yield "verified by the sender" if said.verified else "not verified by the sender"
    if noted and noted.sighting.doubt:
        yield noted.sighting.doubt
