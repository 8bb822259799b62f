"""What waits for a person, in the form that every stage reports it to the home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Section(StrEnum):
    """The sections of "Waiting for me", in the order in which they matter to a child."""

    DANGER = "Children in danger"
    CLOCKS = "Clocks about to run out"
    IN_HAND = "In hand"
    ANSWERS = "Answers received"
    TASKS = "Tasks"
    REFERRALS = "Referrals"
    CARE = "Care"
    SYSTEM = "System"


@dataclass(frozen=True)
class Waiting:
    """One line of the home page: the child first, what changed, until when, and the one thing to do."""

    section: Section
    title: str
    reference: str
    changed: str
    url: str
    button: str
    due_at: datetime | None = None
    in_danger: bool = False


@dataclass(frozen=True)
class WaitingPart:
    """A stage's share: its most pressing lines, and how many there are in all in each section."""

    lines: tuple[Waiting, ...] = ()
    totals: tuple[tuple[Section, int], ...] = ()
