"""What nobody has said, as questions: unknown is not no."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daymark.casework.reports.rules.titles import child_of
from daymark.casework.reports.rules.understood import AgeBand, Answer, Fact, Harm, Understood
from daymark.casework.triage.rules.circumstances import time_to_meeting


@dataclass(frozen=True)
class Question:
    """An unknown fact as a plain question. `to_reporter` is how a child or a parent would be asked; empty: not theirs.

    `can_be_asked` says whether the reporter left a way back.
    """

    code: str
    sentence: str
    to_reporter: str = ""
    can_be_asked: bool = False

    def to_document(self) -> dict[str, Any]:
        """For the database. How a reporter is asked stands in the tables below; whether one can be, changes."""
        return {"code": self.code, "sentence": self.sentence}


_OF_A_CHILD = frozenset(Harm) - {Harm.WEBSITE, Harm.IMAGES}
_OF_MATERIAL = frozenset({Harm.IMAGES, Harm.WEBSITE, Harm.OWN_IMAGES})

# In order of what would change most.
FACT_QUESTIONS: tuple[tuple[Fact, Collection[Harm], str, str], ...] = (
    (
        Fact.IMMEDIATE_DANGER,
        frozenset(Harm),
        "Is a child in danger now?",
        "Is anybody in danger right now? If so, call the emergency number first, then tell us.",
    ),
    (Fact.LIVE_ABUSE, frozenset(Harm), "Is the abuse going on, or streamed live?", "Is it still going on?"),
    (Fact.SELF_HARM, _OF_A_CHILD, "Does the child speak of self-harm?", "Do you ever feel like hurting yourself?"),
    (
        Fact.MEETING_ARRANGED,
        _OF_A_CHILD,
        "Has a meeting been arranged, and when?",
        "Has the person asked to meet? If so, where and when?",
    ),
    (Fact.THREATS_MADE, _OF_A_CHILD, "Is the child threatened?", "Has the person threatened you, and with what?"),
    (
        Fact.CONTACT_CONTINUES,
        _OF_A_CHILD,
        "Is the person complained of still in contact with the child?",
        "Is the person still in touch with you?",
    ),
    (
        Fact.ACCESS_TO_CHILDREN,
        frozenset(Harm),
        "Does the person complained of have access to children: own, at work, among friends or neighbours?",
        "Do you know whether the person is near other children, at home or at work?",
    ),
    (
        Fact.POSITION_OF_TRUST,
        frozenset(Harm) - {Harm.WEBSITE},
        "Does the person complained of hold a position of trust with children?",
        "Do you know what the person does, for example teacher or trainer?",
    ),
    (Fact.KNOWN_OFFENDER, frozenset(Harm) - {Harm.WEBSITE}, "Is the person complained of known from before?", ""),
    (Fact.FIRST_GENERATION, _OF_MATERIAL, "Has the material been seen before?", ""),
    (
        Fact.ADULT_KNOWS,
        _OF_A_CHILD,
        "Does an adult whom the child trusts know of it?",
        "Is there a grown-up you trust who knows about this?",
    ),
)


TO_REPORTER: Mapping[str, str] = {
    **{fact.value: to_reporter for fact, _, _, to_reporter in FACT_QUESTIONS},
    "MEETING_TIME": "When and where is the meeting?",
    "AGE": "How old are you, or the child?",
    "AREA": "Which town or area is it about?",
}


def question_from(document: Mapping[str, Any], *, can_be_asked: bool) -> Question:
    """A question as `Question.to_document` wrote it."""
    return _question(document["code"], document["sentence"], can_be_asked)


def open_questions(said: Understood, at: datetime, *, can_be_asked: bool) -> Iterator[Question]:
    """Every fact that bears on the priority and that nobody has spoken of."""
    for fact, harms, sentence, _ in FACT_QUESTIONS:
        if said.harm in harms and said.answer(fact) is Answer.UNKNOWN:
            yield _question(fact.value, sentence, can_be_asked)
    if said.answer(Fact.MEETING_ARRANGED) is Answer.YES and time_to_meeting(said, at) is None:
        yield _question("MEETING_TIME", "When and where is the meeting?", can_be_asked)
    if said.harm is not Harm.WEBSITE:
        yield from _of_the_child(said, can_be_asked)


def _of_the_child(said: Understood, can_be_asked: bool) -> Iterator[Question]:
    child = child_of(said)
    if child.age_band is AgeBand.UNKNOWN:
        yield _question("AGE", "How old is the child?", can_be_asked)
    if not child.area and not child.country:
        yield _question("AREA", "Where does the child live?", can_be_asked)


def _question(code: str, sentence: str, can_be_asked: bool) -> Question:
    to_reporter = TO_REPORTER.get(code, "")
    return Question(code, sentence, to_reporter, can_be_asked and bool(to_reporter))
