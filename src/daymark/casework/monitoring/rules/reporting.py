"""What goes to triage of one person: the same neutral form that every report has, and the evidence beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from daymark.casework.monitoring.rules.persons import Access
from daymark.casework.monitoring.rules.ranking import Ranked
from daymark.casework.reports.rules.understood import (
    Answer,
    Environment,
    Fact,
    FactSaid,
    Harm,
    IdentifierSaid,
    PartyRole,
    PartySaid,
    SourceKind,
    Understood,
)
from daymark.exchange.moments import moment_of

MOST_ADDRESSES = 10  # the latest: an enquiry asks about one
_ACCESS = {Access.SIGNS: Answer.YES, Access.NONE_FOUND: Answer.NO}


def understood_of(ranked: Ranked, links: Mapping[str, Any]) -> Understood:
    """The report of one person. Nothing in it is confirmed: tools saw clients, and lists name files."""
    person = ranked.person
    complained_of = PartySaid(
        PartyRole.PERSON_COMPLAINED_OF,
        identifiers=tuple(_identifiers(links, by_identifier=person.by_identifier)),
        notes=(
            *(reason.sentence for reason in ranked.reasons),
            *(f"To find out: {question}" for question in ranked.questions),
        ),
    )
    answer = _ACCESS.get(person.access)
    return Understood(
        harm=Harm.IMAGES,
        environment=Environment.FILE_SHARING,
        source_kind=SourceKind.AGENCY,
        summary=_summary(ranked),
        platform=links["network"],
        sender="Peer-to-peer monitoring",
        happened=moment_of(person.last_at),
        facts={Fact.ACCESS_TO_CHILDREN: FactSaid(answer, "an officer")} if answer else {},
        parties=(complained_of,),
    )


def _summary(ranked: Ranked) -> str:
    person = ranked.person
    did = "sent" if person.sent else "offered" if person.offered else "was seen with"
    files = person.sent or person.offered or person.files
    return (
        f"A client in a peer-to-peer network {did} {files:,} file{'s' if files != 1 else ''} that known-bad lists "
        f"name, on {person.days:,} day{'s' if person.days != 1 else ''}."
    )


def _identifiers(links: Mapping[str, Any], *, by_identifier: bool) -> list[IdentifierSaid]:
    found = [
        IdentifierSaid(
            "IP_ADDRESS",
            each["address"],
            event="Seen in a peer-to-peer network",
            moment=moment_of(datetime.fromisoformat(each["last"])),
            port=each["port"],
            possible_proxy=True if each["shared"] else None,
        )
        for each in links["addresses"][:MOST_ADDRESSES]
    ]
    if links["client"] and by_identifier:  # else many bear it, and it would link strangers
        found.append(IdentifierSaid("OTHER", links["client"], platform=links["network"]))
    return found
