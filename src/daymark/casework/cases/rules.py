"""What a case takes from its reports, and who may close its doors. No database here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from daymark.casework.reports.rules.understood import AGE_WORDS, PartyRole, PartySaid, Sex, Understood
from daymark.casework.reports.rules.wording import place_words
from daymark.problems import Problem

TITLE_LENGTH = 200  # characters: what the column holds
# What is no longer asked of a person who reads it, but of the clock: a task is near from the day before it is due.
NEAR_DAYS = 1


class NoReport(Problem):
    """A case begins with a report. Choose at least one."""


@dataclass(frozen=True)
class Weight:
    """How grave one report is, as triage found it. `priority` 1 is the gravest; a higher `rank` goes first."""

    title: str
    priority: int
    rank: int
    in_danger: bool
    received_at: datetime


def gravest(weights: Iterable[Weight]) -> Weight:
    """The report that names the case: the highest priority, a child in danger first, then the longest waiting."""
    ordered = sorted(weights, key=lambda each: (each.priority, not each.in_danger, -each.rank, each.received_at))
    if not ordered:
        raise NoReport()
    return ordered[0]


def never_lower(priority: int, in_danger: bool, weights: Iterable[Weight]) -> tuple[int, bool]:
    """Priority and danger of a case when reports are added: a further report never makes a case less urgent."""
    known = tuple(weights)
    return min([priority, *(each.priority for each in known)]), in_danger or any(each.in_danger for each in known)


def may_close_doors(*, is_supervisor: bool, is_lead: bool) -> bool:
    """Whether a person may restrict a case, open it again, or let somebody into a restricted one."""
    return is_supervisor or is_lead


def why_must_stay(*, is_lead: bool, members: int) -> str:
    """Why a member cannot be taken off a case, in words; empty when the member can."""
    if is_lead:
        return "leads the case. Choose another lead first"
    if members <= 1:
        return "is the last member: nobody would work on the case. Add another member first"
    return ""


class TaskState(StrEnum):
    """How a task stands on a given day."""

    DONE = "done"
    OVERDUE = "overdue"
    NEAR = "near"
    OPEN = "open"


def task_state(due_on: date | None, *, is_done: bool, today: date) -> TaskState:
    """A task is overdue from the day after it was due."""
    if is_done:
        return TaskState.DONE
    if due_on is None or (due_on - today).days > NEAR_DAYS:
        return TaskState.OPEN
    return TaskState.OVERDUE if due_on < today else TaskState.NEAR


_CHILD_WORDS = {Sex.GIRL: "Girl", Sex.BOY: "Boy", Sex.OTHER: "Child", Sex.UNKNOWN: "Child"}
_OTHER_WORDS = {Sex.GIRL: "Female", Sex.BOY: "Male", Sex.OTHER: "Person", Sex.UNKNOWN: "Person"}


@dataclass(frozen=True)
class PersonSaid:
    """A child, or a person complained of, as one report describes her or him. A claim, not a fact."""

    report: str
    name: str
    words: str  # "Girl, 11 to 13"
    age: int | None
    born_on: str
    place: str
    relation: str
    occupation: str
    description: str
    notes: tuple[str, ...]


def people_of(role: PartyRole, reports: Sequence[tuple[str, Understood]]) -> tuple[PersonSaid, ...]:
    """Everybody in one role, report by report; the same child in two reports stands twice, with both sources.

    Whether two reports mean one child is for a person to say, so nothing is merged here.
    """
    return tuple(
        PersonSaid(
            report=reference,
            name=party.name,
            words=person_words(role, party),
            age=party.age,
            born_on=party.born_on,
            place="; ".join(filter(None, map(place_words, party.places))),
            relation=party.relation,
            occupation=party.occupation,
            description=party.description,
            notes=party.notes,
        )
        for reference, said in reports
        for party in said.of(role)
    )


def person_words(role: PartyRole, party: PartySaid) -> str:
    """A person without the name, for instance "Girl, 11 to 13"."""
    who = _CHILD_WORDS if role is PartyRole.CHILD else _OTHER_WORDS
    return f"{who[party.sex]}, {AGE_WORDS[party.age_band]}"
