"""What waits for a person, gathered from every stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from daymark.casework.access import queries as access
from daymark.casework.access.models import User
from daymark.casework.access.rules.waiting import Section, Waiting, WaitingPart
from daymark.casework.cases import queries as cases
from daymark.casework.referrals import queries as referrals
from daymark.casework.triage import queries as triage
from daymark.casework.welfare import queries as welfare

# The stages that report what waits, in the order in which their lines stand within a section.
STAGES: tuple[Callable[..., WaitingPart], ...] = (
    triage.waiting_for,
    cases.waiting_for,
    referrals.waiting_for,
    welfare.waiting_for,
    access.waiting_for,
)
# Where the rest of a section is found: the name of the stage's list, and the filter that gives it.
LISTS: Mapping[Section, tuple[str, str]] = {
    Section.DANGER: ("queue", "?danger=1"),
    Section.CLOCKS: ("queue", ""),
    Section.IN_HAND: ("queue", "?stands=mine"),
    Section.ANSWERS: ("queue", "?stands=mine"),
    Section.TASKS: ("cases", "?mine=on"),
    Section.REFERRALS: ("referrals", ""),
    Section.CARE: ("wellbeing", ""),
    Section.SYSTEM: ("people", ""),
}
# A section shows this many lines; the rest is one click away in the stage's own list.
MOST_LINES = 6


@dataclass(frozen=True)
class Shown:
    """One section of the home page: its most pressing lines and how many there are in all."""

    section: Section
    lines: tuple[Waiting, ...]
    total: int

    @property
    def anchor(self) -> str:
        """Where the section stands on the page."""
        return f"#{self.section.name.lower()}"

    @property
    def list_url(self) -> str:
        """The list that holds all of the section."""
        name, query = LISTS[self.section]
        return f"{reverse(name)}{query}"

    @property
    def more(self) -> int:
        """How many lines are not shown."""
        return max(0, self.total - len(self.lines))


def sections_for(user: User, *, at: datetime) -> list[Shown]:
    """Every section that has something in it, what matters most to a child first."""
    parts = [stage(user, at=at) for stage in STAGES]
    shown = (_section(section, parts) for section in Section)
    return [section for section in shown if section.total]


def _section(section: Section, parts: list[WaitingPart]) -> Shown:
    lines = [line for part in parts for line in part.lines if line.section is section]
    total = sum(count for part in parts for name, count in part.totals if name is section)
    return Shown(section, tuple(sorted(lines, key=_pressing)[:MOST_LINES]), max(total, len(lines)))


def _pressing(line: Waiting) -> tuple[bool, bool, float]:
    return (not line.in_danger, line.due_at is None, line.due_at.timestamp() if line.due_at else 0.0)
