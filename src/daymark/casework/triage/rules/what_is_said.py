"""The table: what a report says, how grave it is, and in which words. Read it from the child's side, top to bottom.

Weights order reasons and rows of one priority; grades and floors decide. They are the authors' judgement after the
published factors (live or imminent abuse, access to children, age, position of trust, material not seen before; Long
and others 2016, and the priorities of SI 2026/268 regulation 6), not a fitted model. A centre edits them here.
"""

from __future__ import annotations

from collections.abc import Iterator

from daymark.casework.reports.rules.titles import child_of
from daymark.casework.reports.rules.understood import AgeBand, Answer, Fact, Harm, PartyRole, Understood
from daymark.casework.triage.rules.reasons import Reason

# Said with yes, whatever was reported.                     grade weight floor
FACTS: dict[Fact, Reason] = {
    Fact.IMMEDIATE_DANGER: Reason(
        "IMMEDIATE_DANGER", "A child is said to be in danger now", 1, 1000, floor=1, danger=True
    ),
    Fact.LIVE_ABUSE: Reason(
        "LIVE_ABUSE", "Abuse is said to be going on, or streamed live", 1, 900, floor=1, danger=True
    ),
    Fact.SELF_HARM: Reason("SELF_HARM", "The child speaks of self-harm", 1, 800, floor=1, danger=True),
    Fact.FIRST_GENERATION: Reason(
        "FIRST_GENERATION", "The material has not been seen before: whoever made it may still reach the child", 2, 210
    ),
    Fact.ACCESS_TO_CHILDREN: Reason("ACCESS_TO_CHILDREN", "The person complained of has access to children", 2, 200),
    Fact.POSITION_OF_TRUST: Reason(
        "POSITION_OF_TRUST", "The person complained of holds a position of trust with children", 2, 190
    ),
    Fact.KNOWN_OFFENDER: Reason(
        "KNOWN_OFFENDER", "Earlier convictions or allegations are known of the person complained of", 2, 180
    ),
}

# What was reported. Under 14 here means: said to be, or the age is not known.
HARMS: dict[Harm, Reason] = {
    Harm.TRAFFICKING: Reason("TRAFFICKING", "A child is said to be trafficked", 2, 250, floor=2),
    Harm.CONTACT_ABUSE: Reason("CONTACT_ABUSE", "Contact abuse of a child is reported", 2, 240, floor=2),
    Harm.INCITING: Reason("INCITING", "A child is urged to a sexual act", 2, 120),
    Harm.GROOMING: Reason("GROOMING", "An adult is said to be grooming a child", 3, 40),
    Harm.OWN_IMAGES: Reason("OWN_IMAGES", "A child's own pictures are out of her or his hands", 3, 80),
    Harm.MEETING: Reason("MEETING_ASKED", "A child was asked to a meeting", 3, 45),
    Harm.THREATS: Reason("THREATS_REPORTED", "A child reports being put under pressure", 3, 42),
    Harm.IMAGES: Reason("IMAGES", "Abuse images of children are reported", 3, 20),
    Harm.WEBSITE: Reason("WEBSITE", "A website is reported", 3, 15),
    Harm.OTHER: Reason("OTHER", "Harm to a child is reported", 3, 10),
}
HARMS_UNDER_14: dict[Harm, Reason] = {
    Harm.GROOMING: Reason("GROOMING", "An adult is said to be grooming a child who is or may be under 14", 2, 100),
    Harm.OWN_IMAGES: Reason("OWN_IMAGES", "Pictures of a child who is or may be under 14 are out", 2, 110),
}

AGES: dict[AgeBand, Reason] = {
    AgeBand.UNDER_5: Reason("INFANT", "The child is said to be under 5", 2, 300, floor=2),
    AgeBand.FROM_5_TO_10: Reason("YOUNG", "The child is said to be 5 to 10", 2, 170),
    AgeBand.FROM_11_TO_13: Reason("AGE", "The child is said to be 11 to 13", 3, 60),
    AgeBand.FROM_14_TO_15: Reason("AGE", "The child is said to be 14 or 15", 3, 30),
}

ABUSE_CONTINUES = Reason(
    "CONTACT_CONTINUES",
    "The abuse is said to continue: the person still reaches the child",
    1,
    700,
    floor=1,
    danger=True,
)
ABUSE_MAY_CONTINUE = Reason("MAY_CONTINUE", "Nobody has said that the abuse has stopped", 2, 150)
CONTACT_CONTINUES = Reason(
    "CONTACT_CONTINUES", "The person complained of is said to be still in contact with the child", 2, 160
)
THREATS = Reason("THREATS_MADE", "The child is threatened", 2, 260)
THREATS_UNDER_14 = Reason("THREATS_MADE", "A child who is or may be under 14 is threatened", 2, 270, floor=2)
ESCALATED_WITH_REASON = Reason("ESCALATED", "The sender asks for priority and says why", 1, 500, floor=1)
ESCALATED = Reason("ESCALATED", "The sender asks for priority", 2, 155, floor=2)
NO_ADULT_KNOWS = Reason("NO_ADULT_KNOWS", "No adult whom the child trusts knows of it", 3, 50)

# These harms are the fact itself: unless it is denied, its own rule speaks (threats below, meetings in circumstances).
_TOLD_BY = {Harm.THREATS: Fact.THREATS_MADE, Harm.MEETING: Fact.MEETING_ARRANGED}
_ABUSE = (Harm.CONTACT_ABUSE, Harm.TRAFFICKING)
_OLDER = (AgeBand.FROM_14_TO_15, AgeBand.FROM_16_TO_17, AgeBand.ADULT)


def said_reasons(said: Understood) -> Iterator[Reason]:
    """Every rule that holds for what is said."""
    youngest = child_of(said).age_band
    yield from (reason for fact, reason in FACTS.items() if said.answer(fact) is Answer.YES)
    yield from _harm(said)
    yield from _age(said, youngest)
    yield from _contact(said)
    yield from _threats(said)
    yield from _escalated(said)
    if said.answer(Fact.ADULT_KNOWS) is Answer.NO:
        yield NO_ADULT_KNOWS


def may_be_under_14(said: Understood) -> bool:
    """Whether a child is, or for all we know may be, under 14: an age that nobody gave is not an older one."""
    children = said.of(PartyRole.CHILD)
    return not children or any(child.age_band not in _OLDER for child in children)


def _harm(said: Understood) -> Iterator[Reason]:
    if said.harm in HARMS_UNDER_14 and may_be_under_14(said):
        yield HARMS_UNDER_14[said.harm]
    elif said.harm not in _TOLD_BY or said.answer(_TOLD_BY[said.harm]) is Answer.NO:
        yield HARMS[said.harm]


def _age(said: Understood, youngest: AgeBand) -> Iterator[Reason]:
    if said.answer(Fact.INFANT) is Answer.YES:
        yield AGES[AgeBand.UNDER_5]
    elif youngest in AGES:
        yield AGES[youngest]


def _contact(said: Understood) -> Iterator[Reason]:
    continues = said.answer(Fact.CONTACT_CONTINUES)
    if said.harm in _ABUSE and continues is not Answer.NO:
        yield ABUSE_CONTINUES if continues is Answer.YES else ABUSE_MAY_CONTINUE
    elif continues is Answer.YES:
        yield CONTACT_CONTINUES


def _threats(said: Understood) -> Iterator[Reason]:
    made = said.answer(Fact.THREATS_MADE)
    if made is Answer.YES or (said.harm is Harm.THREATS and made is not Answer.NO):
        yield THREATS_UNDER_14 if may_be_under_14(said) else THREATS


def _escalated(said: Understood) -> Iterator[Reason]:
    fact = said.facts.get(Fact.ESCALATED)
    if fact and fact.answer is Answer.YES:
        yield ESCALATED_WITH_REASON if fact.sentence.strip() else ESCALATED
