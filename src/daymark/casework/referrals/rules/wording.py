"""What a referral says in our own words: what we ask for, what is dangerous, how it must be handled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from daymark.casework.reports.rules.understood import AgeBand, Answer, Fact, PartyRole, Understood

# The gravest first. Clinical and short; the reporter's own words stand in the account.
DANGER_WORDS: Mapping[Fact, str] = {
    Fact.IMMEDIATE_DANGER: "A child is in immediate danger",
    Fact.LIVE_ABUSE: "Abuse is going on, or is streamed live",
    Fact.SELF_HARM: "The child speaks of self-harm",
    Fact.MEETING_ARRANGED: "A meeting is arranged",
    Fact.THREATS_MADE: "The child is threatened",
    Fact.CONTACT_CONTINUES: "The person complained of is still in contact with the child",
    Fact.ACCESS_TO_CHILDREN: "The person complained of has access to children",
    Fact.POSITION_OF_TRUST: "The person complained of holds a position of trust over children",
    Fact.KNOWN_OFFENDER: "There are earlier convictions or allegations against the person complained of",
    Fact.INFANT: "An infant is concerned",
    Fact.FIRST_GENERATION: "The material seems to be new",
}

NEEDS: Mapping[int, tuple[str, ...]] = {
    1: (
        "Please acknowledge within one hour: the duty desk waits for it.",
        "See to the child's safety now, and tell us what you decide.",
    ),
    2: (
        "Please acknowledge within six hours.",
        "See whether the child is safe, and tell us what you decide.",
    ),
    3: (
        "Please acknowledge within 24 hours.",
        "Accept or decline with a reason, and tell us what comes of it.",
    ),
}

HANDLING = (
    "For the authority named above alone. Ask us before you pass it on.",
    "What reporters say is a claim. Nothing is confirmed unless it says so.",
    "It names children: keep it encrypted, and let only those see it who must act on it.",
    "Do not let the person complained of learn that a report was made, nor who made it.",
)
HANDLING_FILES = (
    "The files were not opened here and may show abuse of children. Open them only where your law and your rules for "
    "looking allow it."
)
HANDLING_REPORTERS = "Speak to a reporter through us first, unless a child is in danger."
HANDLING_UNENCRYPTED = "This package is not encrypted: it was handed over in person and must be kept under lock."

NO_CHILD = "Who the child is: no report names a child."
NO_NAME = "The name of the child."
NO_ACCUSED = "Who the person complained of is: no report gives a name or an account."
NO_PLACE = "Where the child is."


def dangers_of(said: Understood) -> Iterable[tuple[str, str]]:
    """Sentences about danger with who says each, the gravest first."""
    for fact, words in DANGER_WORDS.items():
        told = said.facts.get(fact)
        if told and told.answer is Answer.YES:
            yield f"{words}: {told.sentence}" if told.sentence else f"{words}.", told.said_by or "the report"


def unknowns_of(each: Sequence[Understood], questions: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """What nobody has said: first who and where the child is, then triage's questions (code, sentence) that none of the
    reports answers."""
    children = [child for said in each for child in said.of(PartyRole.CHILD)]
    accused = [person for said in each for person in said.of(PartyRole.PERSON_COMPLAINED_OF)]
    missing = []
    if not children:
        missing.append(NO_CHILD)
    elif not any(child.name for child in children):
        missing.append(NO_NAME)
    if children and not any(place for child in children for place in child.places):
        missing.append(NO_PLACE)
    if not any(person.name or person.identifiers for person in accused):
        missing.append(NO_ACCUSED)
    still_open = [sentence for code, sentence in questions if not _answered(code, each)]
    return tuple(dict.fromkeys([*missing, *still_open]))


def _answered(code: str, each: Sequence[Understood]) -> bool:
    """Whether any report answers what another one leaves open."""
    children = [child for said in each for child in said.of(PartyRole.CHILD)]
    if code == "AGE":
        return any(child.age_band is not AgeBand.UNKNOWN for child in children)
    if code == "AREA":
        return any(place for child in children for place in child.places)
    return code in set(Fact) and any(said.answer(Fact(code)) is not Answer.UNKNOWN for said in each)


def handling(*, files: bool, reporters: bool) -> tuple[str, ...]:
    """The conditions under which the partner may use what we send."""
    return (*HANDLING, *([HANDLING_FILES] if files else []), *([HANDLING_REPORTERS] if reporters else []))
