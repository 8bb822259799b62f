"""The neutral form that every way in maps to: what a report says, with who says it.

Nothing here is confirmed. Each fact carries its source; a fact that nobody mentioned is UNKNOWN, which is not no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any

from daymark.exchange.moments import Moment

# A time as received; `instant` only where the offset was given: a time without one is never taken for UTC.
MomentSaid = Moment


class Harm(StrEnum):
    """Kinds of harm, as CEOP's published figures name them."""

    GROOMING = "GROOMING"
    IMAGES = "IMAGES"  # possession, making and distribution of abuse images
    CONTACT_ABUSE = "CONTACT_ABUSE"
    INCITING = "INCITING"
    MEETING = "MEETING"  # arranging to meet
    THREATS = "THREATS"  # threats to share pictures
    OWN_IMAGES = "OWN_IMAGES"  # pictures or videos of the reporter, shared or feared shared
    WEBSITE = "WEBSITE"
    TRAFFICKING = "TRAFFICKING"
    OTHER = "OTHER"


HARM_WORDS: Mapping[Harm, str] = {
    Harm.GROOMING: "Grooming",
    Harm.IMAGES: "Possession and distribution of images",
    Harm.CONTACT_ABUSE: "Contact abuse",
    Harm.INCITING: "Inciting a child to a sexual act",
    Harm.MEETING: "Arranging to meet",
    Harm.THREATS: "Threats to share pictures",
    Harm.OWN_IMAGES: "A child's own pictures or videos",
    Harm.WEBSITE: "A website",
    Harm.TRAFFICKING: "Trafficking",
    Harm.OTHER: "Something else",
}


class Environment(StrEnum):
    """Where it happened."""

    INSTANT_MESSAGES = "INSTANT_MESSAGES"
    SOCIAL_SITE = "SOCIAL_SITE"
    GAME = "GAME"
    CHAT_ROOM = "CHAT_ROOM"
    FILE_SHARING = "FILE_SHARING"
    VOICE_VIDEO = "VOICE_VIDEO"
    PHONE = "PHONE"
    WEB_PAGE = "WEB_PAGE"
    EMAIL = "EMAIL"
    OFFLINE = "OFFLINE"
    UNKNOWN = "UNKNOWN"


ENVIRONMENT_WORDS: Mapping[Environment, str] = {
    Environment.INSTANT_MESSAGES: "Instant messages",
    Environment.SOCIAL_SITE: "Social site",
    Environment.GAME: "Game",
    Environment.CHAT_ROOM: "Chat room",
    Environment.FILE_SHARING: "File sharing",
    Environment.VOICE_VIDEO: "Voice or video chat",
    Environment.PHONE: "Phone",
    Environment.WEB_PAGE: "Web page",
    Environment.EMAIL: "E-mail",
    Environment.OFFLINE: "Offline",
    Environment.UNKNOWN: "Not said",
}


class SourceKind(StrEnum):
    """Who reported."""

    PUBLIC = "PUBLIC"
    INDUSTRY = "INDUSTRY"
    AGENCY = "AGENCY"


class AgeBand(StrEnum):
    """A child's age as a band: what is said is seldom exact."""

    UNDER_5 = "UNDER_5"
    FROM_5_TO_10 = "FROM_5_TO_10"
    FROM_11_TO_13 = "FROM_11_TO_13"
    FROM_14_TO_15 = "FROM_14_TO_15"
    FROM_16_TO_17 = "FROM_16_TO_17"
    ADULT = "ADULT"
    UNKNOWN = "UNKNOWN"


AGE_WORDS: Mapping[AgeBand, str] = {
    AgeBand.UNDER_5: "under 5",
    AgeBand.FROM_5_TO_10: "5 to 10",
    AgeBand.FROM_11_TO_13: "11 to 13",
    AgeBand.FROM_14_TO_15: "14 to 15",
    AgeBand.FROM_16_TO_17: "16 to 17",
    AgeBand.ADULT: "18 or over",
    AgeBand.UNKNOWN: "age not known",
}


def age_band(age: int | None) -> AgeBand:
    """The band of an age in years; an age that no person has is UNKNOWN."""
    if age is None or not 0 <= age <= 120:
        return AgeBand.UNKNOWN
    steps = [(4, AgeBand.UNDER_5), (10, AgeBand.FROM_5_TO_10), (13, AgeBand.FROM_11_TO_13)]
    steps += [(15, AgeBand.FROM_14_TO_15), (17, AgeBand.FROM_16_TO_17)]
    return next((band for top, band in steps if age <= top), AgeBand.ADULT)


class Sex(StrEnum):
    """As the report says it."""

    GIRL = "GIRL"
    BOY = "BOY"
    OTHER = "OTHER"
    UNKNOWN = "UNKNOWN"


class Answer(StrEnum):
    """Three values: what nobody said is not a no."""

    YES = "YES"
    NO = "NO"
    UNKNOWN = "UNKNOWN"


class Fact(StrEnum):
    """What triage asks of every report."""

    IMMEDIATE_DANGER = "IMMEDIATE_DANGER"  # to a child's life or of serious harm, now
    LIVE_ABUSE = "LIVE_ABUSE"  # abuse going on, or streamed live
    MEETING_ARRANGED = "MEETING_ARRANGED"
    THREATS_MADE = "THREATS_MADE"
    SELF_HARM = "SELF_HARM"  # the child speaks of harming or killing herself
    ACCESS_TO_CHILDREN = "ACCESS_TO_CHILDREN"
    POSITION_OF_TRUST = "POSITION_OF_TRUST"
    CONTACT_CONTINUES = "CONTACT_CONTINUES"
    KNOWN_OFFENDER = "KNOWN_OFFENDER"  # previous convictions or allegations
    FIRST_GENERATION = "FIRST_GENERATION"  # material not seen before, perhaps made by the person complained of
    VIRAL = "VIRAL"  # widely shared, often without intent to harm
    INFANT = "INFANT"
    ESCALATED = "ESCALATED"  # the sender asks for priority
    ADULT_KNOWS = "ADULT_KNOWS"  # a trusted adult near the child knows


class PartyRole(StrEnum):
    """Whose an identifier or a place is."""

    CHILD = "CHILD"
    PERSON_COMPLAINED_OF = "PERSON_COMPLAINED_OF"
    REPORTER = "REPORTER"
    RECIPIENT = "RECIPIENT"
    PROVIDER = "PROVIDER"
    PLACE = "PLACE"
    FILE = "FILE"


@dataclass(frozen=True)
class FactSaid:
    """One fact, who said it, and in which words of ours."""

    answer: Answer
    said_by: str  # "the reporter", "the sender", "the file"
    sentence: str = ""


@dataclass(frozen=True)
class IdentifierSaid:
    """An identifier as received, with the event it was captured at. `kind` is one of subjects.rules' kinds."""

    kind: str
    received: str
    platform: str = ""
    event: str = ""
    moment: MomentSaid | None = None
    port: int | None = None
    possible_proxy: bool | None = None
    verified: bool | None = None


@dataclass(frozen=True)
class PlaceSaid:
    """A place in the words received. `country` is ISO 3166 alpha-2 where one was given."""

    text: str = ""
    area: str = ""
    postcode: str = ""
    country: str = ""
    kind: str = ""  # home, school, billing ...


@dataclass(frozen=True)
class PartySaid:
    """A person as a report describes her or him."""

    role: PartyRole
    name: str = ""
    age: int | None = None
    age_as_received: str = ""
    age_band: AgeBand = AgeBand.UNKNOWN
    born_on: str = ""
    sex: Sex = Sex.UNKNOWN
    relation: str = ""
    occupation: str = ""
    description: str = ""
    languages: tuple[str, ...] = ()
    identifiers: tuple[IdentifierSaid, ...] = ()
    places: tuple[PlaceSaid, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileSaid:
    """A file as the sender describes it. `viewed_by_sender` and `publicly_available` stay unknown when not said."""

    name: str
    sha256: str = ""
    md5: str = ""
    size: int | None = None
    classification: str = ""
    annotations: tuple[str, ...] = ()
    viewed_by_sender: bool | None = None
    publicly_available: bool | None = None
    identifiers: tuple[IdentifierSaid, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Understood:
    """One report as understood. `summary` is one clinical sentence of ours; `narrative` is the reporter's own words."""

    harm: Harm
    environment: Environment
    source_kind: SourceKind
    summary: str
    narrative: str = ""
    platform: str = ""
    sender: str = ""
    sender_kind_words: str = ""
    external_reference: str = ""
    happened: MomentSaid | None = None
    facts: Mapping[Fact, FactSaid] = field(default_factory=dict)
    parties: tuple[PartySaid, ...] = ()
    places: tuple[PlaceSaid, ...] = ()
    identifiers: tuple[IdentifierSaid, ...] = ()  # of the incident itself: web addresses, rooms
    files: tuple[FileSaid, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def answer(self, fact: Fact) -> Answer:
        """What was said of a fact; UNKNOWN when nobody spoke of it."""
        said = self.facts.get(fact)
        return said.answer if said else Answer.UNKNOWN

    def of(self, role: PartyRole) -> tuple[PartySaid, ...]:
        """The people in one role, in the order received."""
        return tuple(party for party in self.parties if party.role is role)

    def to_document(self) -> dict[str, Any]:
        """A JSON-ready document, empty parts left out; `from_document` reads it back."""
        packed: dict[str, Any] = _packed(self)
        return packed


def _packed(value: Any) -> Any:
    kind: Any = type(value)
    if kind is str or kind is bool or kind is int:
        return value
    if kind is tuple or kind is list:
        return [_packed(item) for item in value]
    if names := _field_names(kind):
        return _said(zip(names, attrgetter(*names)(value), strict=True))
    if isinstance(value, Mapping):
        return _said((str(key), item) for key, item in value.items())
    return value.isoformat() if kind is datetime else value


def _said(items: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    said = {}
    for name, item in items:
        if item or item == 0:  # 0 and False say something
            packed = _packed(item)
            if packed or packed == 0:
                said[name] = packed
    return said


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()
