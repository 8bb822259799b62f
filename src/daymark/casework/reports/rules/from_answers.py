"""What the answers of the public report page say, in the neutral form. A skipped question is unknown, never no."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from daymark.casework.reports.rules.accounts_said import left_unread, read_accounts
from daymark.casework.reports.rules.answers import Said, Subject, subject_of
from daymark.casework.reports.rules.meeting_said import meeting_moment
from daymark.casework.reports.rules.understood import (
    HARM_WORDS,
    AgeBand,
    Answer,
    Environment,
    Fact,
    FactSaid,
    FileSaid,
    Harm,
    IdentifierSaid,
    PartyRole,
    PartySaid,
    PlaceSaid,
    Sex,
    SourceKind,
    Understood,
    age_band,
)
from daymark.casework.subjects.rules import Identifier, IdentifierKind, recognise

REPORTER = "the reporter"
WHO_WORDS = {
    "CHILD": "a child or young person",
    "PARENT": "a parent or carer",
    "PROFESSIONAL": "a professional",
    "OTHER": "a member of the public",
}
# Field of the form, the fact it asks for, and what a yes means in our words.
FACT_OF_FIELD: tuple[tuple[str, Fact, str], ...] = (
    ("danger", Fact.IMMEDIATE_DANGER, "A child is in danger now."),
    ("live", Fact.LIVE_ABUSE, "It is shown live while it happens."),
    ("continues", Fact.CONTACT_CONTINUES, "It is still happening, or the person is still in contact."),
    ("threats", Fact.THREATS_MADE, "The person threatens the child."),
    ("self_harm", Fact.SELF_HARM, "The child thinks about self-harm."),
    ("access", Fact.ACCESS_TO_CHILDREN, "The person has contact with children."),
    ("trust", Fact.POSITION_OF_TRUST, "The person works or volunteers with children."),
    ("adult_knows", Fact.ADULT_KNOWS, "An adult whom the child trusts knows."),
)
LAST_TIME = {
    "TODAY": "today",
    "WEEK": "in the last seven days",
    "MONTH": "in the last month",
    "LONGER": "more than a month ago",
}
IN_STORY = "in the reporter's words"


@dataclass(frozen=True)
class Setting:
    """Where and when the answers were given: what reading them depends on."""

    at: datetime
    zone: ZoneInfo
    region: str
    language: str = "en"


def understand_answers(
    said: Said, setting: Setting, *, files: Sequence[FileSaid] = (), warnings: Sequence[str] = ()
) -> Understood:
    """The report as understood; every sentence in it is marked as the reporter's claim."""
    harm = Harm(said.get("harm") or Harm.OTHER)
    accused = _accused(said, setting)
    return Understood(
        harm=harm,
        environment=Environment(said.get("where") or Environment.UNKNOWN),
        source_kind=SourceKind.PUBLIC,
        summary=_summary(said, harm),
        narrative=said.get("story", ""),
        platform=said.get("platform", "").strip(),
        sender_kind_words=WHO_WORDS.get(said.get("who", ""), ""),
        happened=meeting_moment(
            said.get("meeting_day", ""), said.get("meeting_time", ""), at=setting.at, zone=setting.zone
        ),
        facts=dict(_facts(said)),
        parties=tuple(_parties(said, setting, accused)),
        places=tuple(_meeting_place(said)),
        identifiers=tuple(_of_the_incident(said, setting, accused)),
        files=tuple(files),
        notes=tuple(_notes(said)),
        warnings=tuple(warnings),
    )


def _facts(said: Said) -> Iterator[tuple[Fact, FactSaid]]:
    for field, fact, sentence in FACT_OF_FIELD:
        if answer := said.get(field):
            yield fact, _fact(answer, sentence)
    if said.get("harm") == Harm.THREATS:
        yield Fact.THREATS_MADE, FactSaid(Answer.YES, REPORTER, "The report is about threats.")
    if meeting := said.get("meeting"):
        yield Fact.MEETING_ARRANGED, _meeting(meeting)
    yield from _from_relation(said.get("person_is", ""))


def _fact(answer: str, sentence: str) -> FactSaid:
    if answer in (Answer.YES, Answer.NO):
        return FactSaid(Answer(answer), REPORTER, sentence if answer == Answer.YES else "")
    return FactSaid(Answer.UNKNOWN, REPORTER, "The reporter is not sure or would rather not say.")


def _meeting(answer: str) -> FactSaid:
    if answer == "ASKED":
        return FactSaid(Answer.UNKNOWN, REPORTER, "The person wants to meet; nothing is agreed yet, says the reporter.")
    return _fact("YES" if answer == "ARRANGED" else answer, "A meeting is agreed.")


def _from_relation(relation: str) -> Iterator[tuple[Fact, FactSaid]]:
    if relation == "FAMILY":
        yield Fact.ACCESS_TO_CHILDREN, FactSaid(Answer.YES, REPORTER, "The person is in the child's family or home.")
    if relation == "WORKS":
        yield Fact.ACCESS_TO_CHILDREN, FactSaid(Answer.YES, REPORTER, "The person works with children.")
        yield Fact.POSITION_OF_TRUST, FactSaid(Answer.YES, REPORTER, "The person works with children.")


def _parties(said: Said, setting: Setting, accused: Sequence[Identifier]) -> Iterator[PartySaid]:
    if subject_of(said) is not Subject.NOBODY:
        yield _child(said)
    person, accounts = said.get("person_name", "").strip(), said.get("accounts", "")
    if person or accounts.strip() or said.get("person_is"):
        yield PartySaid(
            PartyRole.PERSON_COMPLAINED_OF,
            name=person,
            relation=RELATION_WORDS.get(said.get("person_is", ""), ""),
            identifiers=tuple(_identifier(each) for each in accused),
            notes=(accounts,) if left_unread(accounts, region=setting.region) else (),
        )
    yield _reporter(said, setting)


RELATION_WORDS = {
    "ONLINE": "known to the child only online",
    "FAMILY": "in the child's family or home",
    "WORKS": "an adult who works with children",
    "KNOWN": "somebody else whom the child knows",
}


def _child(said: Said) -> PartySaid:
    age = _age(said.get("age", ""))
    area, country = said.get("area", "").strip(), said.get("country", "")
    own = subject_of(said) is Subject.YOU
    return PartySaid(
        PartyRole.CHILD,
        name=said.get("contact_name", "").strip() if own else said.get("child_name", "").strip(),
        age=age,
        age_as_received=said.get("age", ""),
        age_band=age_band(age) if age is not None else AgeBand.UNKNOWN,
        sex=Sex(said["sex"]) if said.get("sex") in list(Sex) else Sex.UNKNOWN,
        relation="the reporter" if own else "",
        places=(PlaceSaid(text=area, area=area, country=country, kind="home"),) if area or country else (),
    )


def _age(text: str) -> int | None:
    digits = "".join(letter if letter in "0123456789" else " " for letter in text).split()
    return int(digits[0]) if digits and len(digits[0]) <= 3 else None


def _reporter(said: Said, setting: Setting) -> PartySaid:
    reach = said.get("contact_how", "")
    found = recognise(reach, region=setting.region)
    notes = [f"How to reach the reporter: {reach}"] if reach.strip() and not found else []
    if when := said.get("contact_when", "").strip():
        notes.append(f"Safe ways and times to be in touch: {when}")
    if not reach.strip():
        notes.append("The reporter gave no address. The receipt code is the way back.")
    return PartySaid(
        PartyRole.REPORTER,
        name=said.get("contact_name", "").strip(),
        relation=WHO_WORDS.get(said.get("who", ""), ""),
        languages=(setting.language,),
        identifiers=tuple(_identifier(each) for each in found),
        notes=tuple(notes),
    )


def _accused(said: Said, setting: Setting) -> list[Identifier]:
    return read_accounts(
        said.get("accounts", ""),
        platform=said.get("platform", "").strip(),
        where=said.get("where", ""),
        region=setting.region,
    )


def _identifier(each: Identifier, event: str = "") -> IdentifierSaid:
    return IdentifierSaid(each.kind.value, each.received, platform=each.platform or "", event=event, port=each.port)


def _of_the_incident(said: Said, setting: Setting, accused: Sequence[Identifier]) -> Iterator[IdentifierSaid]:
    """The page where it happened, and what the reporter's own words name besides."""
    address = said.get("address", "").strip()
    pages = recognise(address, region=setting.region)
    yield from (_identifier(each) for each in pages)
    if address and not pages:
        yield IdentifierSaid(IdentifierKind.OTHER.value, address, event="place as given")
    known = {each.key for each in (*accused, *pages)}
    for each in recognise(said.get("story", ""), region=setting.region):
        if each.key not in known:
            yield _identifier(each, IN_STORY)


def _meeting_place(said: Said) -> Iterator[PlaceSaid]:
    if place := said.get("meeting_place", "").strip():
        yield PlaceSaid(text=place, kind="meeting")


def _notes(said: Said) -> Iterator[str]:
    if said.get("pictures") == "YES":
        yield "The reporter says that somebody has pictures or videos of the child."
    if last := LAST_TIME.get(said.get("last_time", "")):
        yield f"Last happened, says the reporter: {last}."
    if said.get("known_child") == "NO":
        yield "The reporter does not know the child."


def _summary(said: Said, harm: Harm) -> str:
    who = WHO_WORDS.get(said.get("who", ""), "somebody")
    about = " about herself or himself" if subject_of(said) is Subject.YOU else ""
    platform = " ".join(said.get("platform", "").split())[:80]
    where = f", on {platform}" if platform else ""
    return f"{who[0].upper()}{who[1:]} reports{about}: {HARM_WORDS[harm].lower()}{where}."
