"""People and identifiers as the referral's document names them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from daymark.casework.cases.rules import person_words
from daymark.casework.reports.models import Report
from daymark.casework.reports.rules.understood import IdentifierSaid, PartyRole, PartySaid, PlaceSaid, Understood
from daymark.casework.subjects.models import Sighting
from daymark.casework.subjects.rules import IdentifierKind, normalise
from daymark.exchange.referral import Identifier, Person, Place


def people_in(told: Sequence[tuple[Report, Understood]], role: PartyRole) -> tuple[Person, ...]:
    """Everybody in one role, report by report; nobody is merged, because that is for a person to decide."""
    return tuple(_person(report.reference, role, party) for report, said in told for party in said.of(role))


def identifier_of(sighting: Sighting) -> Identifier:
    """An identifier as one report names it, with what was found out about it since."""
    return Identifier(
        kind=_kind_words(sighting.kind),
        value=sighting.value,
        received=sighting.received,
        report=sighting.report.reference,
        platform=sighting.platform,
        event=sighting.event,
        seen_at=sighting.seen_at,
        seen_as_received=sighting.seen_as_received,
        port=sighting.port,
        possible_proxy=sighting.possible_proxy,
        confirmed=sighting.is_confirmed,
        doubt=sighting.doubt,
    )


def _person(reference: str, role: PartyRole, party: PartySaid) -> Person:
    return Person(
        report=reference,
        words=person_words(role, party),
        name=party.name,
        age=party.age,
        age_as_received=party.age_as_received,
        born_on=party.born_on,
        relation=party.relation,
        occupation=party.occupation,
        description=party.description,
        languages=party.languages,
        places=tuple(_place(place) for place in party.places),
        identifiers=tuple(_said(reference, party.identifiers)),
        notes=party.notes,
    )


def _place(place: PlaceSaid) -> Place:
    return Place(text=place.text, area=place.area, postcode=place.postcode, country=place.country, kind=place.kind)


def _said(reference: str, identifiers: Sequence[IdentifierSaid]) -> Iterator[Identifier]:
    for each in identifiers:
        read = normalise(each.kind, each.received, platform=each.platform or None)
        yield Identifier(
            kind=_kind_words(read.kind),
            value=read.value,
            received=each.received,
            report=reference,
            platform=each.platform,
            event=each.event,
            seen_at=each.moment.instant if each.moment else None,
            seen_as_received=each.moment.as_received if each.moment else "",
            port=each.port,
            possible_proxy=each.possible_proxy,
            doubt=read.doubt or "",
        )


def _kind_words(kind: str) -> str:
    return IdentifierKind(kind).words if kind in set(IdentifierKind) else kind
