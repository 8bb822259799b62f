"""The words in which a report's facts and people are shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from daymark.casework.partners.naming import country_name
from daymark.casework.reports.rules.understood import (
    AGE_WORDS,
    AgeBand,
    Answer,
    Fact,
    MomentSaid,
    PartyRole,
    PartySaid,
    PlaceSaid,
    Sex,
    SourceKind,
    Understood,
)

FACT_WORDS: Mapping[Fact, str] = {
    Fact.IMMEDIATE_DANGER: "A child is in danger now",
    Fact.LIVE_ABUSE: "Abuse is going on or streamed live",
    Fact.MEETING_ARRANGED: "A meeting is arranged",
    Fact.THREATS_MADE: "The child is threatened",
    Fact.SELF_HARM: "The child speaks of self-harm",
    Fact.ACCESS_TO_CHILDREN: "The person complained of has access to children",
    Fact.POSITION_OF_TRUST: "The person complained of holds a position of trust",
    Fact.CONTACT_CONTINUES: "The person complained of is still in contact",
    Fact.KNOWN_OFFENDER: "Earlier convictions or allegations are known",
    Fact.FIRST_GENERATION: "The material has not been seen before",
    Fact.VIRAL: "The material is widely shared",
    Fact.INFANT: "The child is an infant",
    Fact.ESCALATED: "The sender asks for priority",
    Fact.ADULT_KNOWS: "An adult whom the child trusts knows",
}
ANSWER_WORDS: Mapping[Answer, str] = {Answer.YES: "Yes", Answer.NO: "No", Answer.UNKNOWN: "Not known"}
ROLE_WORDS: Mapping[PartyRole, str] = {
    PartyRole.CHILD: "Child",
    PartyRole.PERSON_COMPLAINED_OF: "Person complained of",
    PartyRole.REPORTER: "Reporter",
    PartyRole.RECIPIENT: "Recipient",
    PartyRole.PROVIDER: "Provider",
    PartyRole.PLACE: "The incident",
    PartyRole.FILE: "A file",
}
SOURCE_WORDS: Mapping[SourceKind, str] = {
    SourceKind.PUBLIC: "The public",
    SourceKind.INDUSTRY: "Industry",
    SourceKind.AGENCY: "Another agency",
}
_CHILD_WORDS = {Sex.GIRL: "girl", Sex.BOY: "boy", Sex.OTHER: "child", Sex.UNKNOWN: "child"}
_OTHER_WORDS = {Sex.GIRL: "female", Sex.BOY: "male", Sex.OTHER: "person", Sex.UNKNOWN: "person"}


@dataclass(frozen=True)
class FactShown:
    """One thing said of the report, with who says it."""

    words: str
    answer: str
    claim: str
    sentence: str


def facts_shown(said: Understood) -> list[FactShown]:
    """Every fact that somebody spoke of, in the order in which triage asks."""
    return [
        FactShown(FACT_WORDS[fact], ANSWER_WORDS[told.answer], claim_words(told.said_by), told.sentence)
        for fact in Fact
        if (told := said.facts.get(fact)) and told.answer is not Answer.UNKNOWN
    ]


def claim_words(said_by: str) -> str:
    """For instance "The reporter says"."""
    return f"{said_by[0].upper()}{said_by[1:]} says" if said_by else ""


def source_claim(said: Understood) -> str:
    """Who says what a report says."""
    return "The reporter says" if said.source_kind is SourceKind.PUBLIC else f"{said.sender or 'The sender'} says"


def person_words(party: PartySaid) -> str:
    """A person without the name: "Girl, 11 to 13"."""
    words = _CHILD_WORDS if party.role is PartyRole.CHILD else _OTHER_WORDS
    sex = words[party.sex].capitalize()
    known = party.age_band is not AgeBand.UNKNOWN
    return f"{sex}, {AGE_WORDS[party.age_band]}" if known or party.role is PartyRole.CHILD else sex


def age_words(party: PartySaid) -> str:
    """The age as far as it was given, with the words received where they say something else."""
    years = f"{party.age} years" if party.age is not None else ""
    received = f"as received: {party.age_as_received}" if party.age_as_received not in ("", str(party.age)) else ""
    return ", ".join(filter(None, [years, received]))


def place_words(place: PlaceSaid) -> str:
    """A place, or whatever has its parts, in one line; what kind of place it is last."""
    said = (place.text, place.area, place.postcode, country_name(place.country))
    parts = dict.fromkeys(part for part in said if part)
    line = ", ".join(parts)
    return f"{line} ({place.kind})" if line and place.kind else line


def moment_words(moment: MomentSaid | None) -> str:
    """A time as received, and in UTC where that is certain."""
    if moment is None:
        return ""
    if moment.instant is None:
        return f"{moment.as_received} (the time zone was not given, so the moment is not certain)"
    certain = f"{moment.instant:%-d %B %Y, %H:%M:%S} UTC"
    if not moment.as_received:
        return certain
    return f"{certain} (as received: {moment.as_received})"


def viewed_words(viewed_by_sender: bool | None) -> str:
    """Whether a person at the sender's looked at a file. Some countries' law asks for it before it may be opened."""
    if viewed_by_sender is None:
        return "Not said whether a person at the sender's has looked at it"
    return (
        "A person at the sender's has looked at it" if viewed_by_sender else "Nobody at the sender's has looked at it"
    )


def detail_words(detail: str) -> list[tuple[str, str]]:
    """The detail of an audit record, for people: what is empty is left out."""
    known = json.loads(detail or "{}")
    return [(name.replace("_", " ").capitalize(), _plain(value)) for name, value in known.items() if value != ""]


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
