"""The child-first title of a report: who, how old, where, what; never a name."""

from __future__ import annotations

from dataclasses import dataclass

from daymark.casework.reports.rules.understood import (
    AGE_WORDS,
    HARM_WORDS,
    AgeBand,
    Answer,
    Fact,
    PartyRole,
    PartySaid,
    Sex,
    Understood,
)

# What the title says happened, the gravest first.
_EVENTS = (
    (Fact.IMMEDIATE_DANGER, "in immediate danger"),
    (Fact.LIVE_ABUSE, "abuse said to be going on"),
    (Fact.SELF_HARM, "speaks of self-harm"),
    (Fact.MEETING_ARRANGED, "meeting arranged"),
    (Fact.THREATS_MADE, "threats made"),
)
_SEX_WORDS = {Sex.GIRL: "Girl", Sex.BOY: "Boy", Sex.OTHER: "Child", Sex.UNKNOWN: "Child"}


@dataclass(frozen=True)
class ChildInBrief:
    """What can be said of the children of a report without a name. `country` is ISO 3166 alpha-2 or empty."""

    age_band: AgeBand
    sex: Sex
    count: int
    area: str
    country: str


def child_of(said: Understood) -> ChildInBrief:
    """The youngest child named, and how many there are."""
    children = said.of(PartyRole.CHILD)
    if not children:
        return ChildInBrief(AgeBand.UNKNOWN, Sex.UNKNOWN, 0, "", "")
    order = list(AgeBand)
    youngest = min(children, key=lambda child: order.index(child.age_band))
    place = next((place for child in children for place in child.places), None)
    return ChildInBrief(
        youngest.age_band,
        youngest.sex,
        len(children),
        _area(place.area) if place else "",
        place.country.upper()[:2] if place else "",
    )


def title(said: Understood) -> str:
    """For instance "Girl, 11 to 13, North West: meeting arranged"."""
    happened = next((words for fact, words in _EVENTS if said.answer(fact) is Answer.YES), "")
    return f"{_who(said)}: {happened or _in_sentence(HARM_WORDS[said.harm])}"


def _who(said: Understood) -> str:
    children = said.of(PartyRole.CHILD)
    if not children:
        return "Child not named"
    brief = child_of(said)
    if len(children) > 1:
        first = f"{len(children)} children, the youngest {AGE_WORDS[brief.age_band]}"
    else:
        first = f"{_sex(children[0])}, {AGE_WORDS[brief.age_band]}"
    return f"{first}, {brief.area}" if brief.area else first


def _sex(child: PartySaid) -> str:
    return _SEX_WORDS[child.sex]


def _area(text: str) -> str:
    return " ".join(text.split())[:60]


def _in_sentence(words: str) -> str:
    return words[0].lower() + words[1:]
