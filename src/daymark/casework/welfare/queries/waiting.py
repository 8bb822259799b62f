"""What waits for a person about her care: a colleague's question, a lift, counselling; for supervisors, how many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from daymark.casework.access.models import Role, User
from daymark.casework.access.rules import Section, Waiting, WaitingPart
from daymark.casework.welfare.models import Lift
from daymark.casework.welfare.queries.oneself import counselling_of, lifts_of
from daymark.casework.welfare.queries.pairs import asked_of
from daymark.casework.welfare.queries.supervising import overdue_people


def waiting_for(user: User, *, at: datetime) -> WaitingPart:
    """For whoever reads cases; nothing for anybody else."""
    if not user.reads_cases:
        return WaitingPart()
    lines = tuple(_lines(user, at))
    return WaitingPart(lines, ((Section.CARE, len(lines)),) if lines else ())


def _lines(user: User, at: datetime) -> Iterator[Waiting]:
    for pair in asked_of(user, at=at):
        if pair.asked_id == user.pk:
            yield _line(f"{pair.asker.name} asks you to look together", "Each look then counts for both.", "Answer")
    for lift in lifts_of(user, at=at):
        yield _line("Your limit was lifted for today", _lifted(lift), "Look")
    counselling = counselling_of(user, at=at)
    if counselling.overdue and counselling.due_on:
        yield _line("Your counselling is overdue", f"It was due on {counselling.due_on:%d %B %Y}.", "Keep a date")
    if user.has_role(Role.SUPERVISOR) and (overdue := len(overdue_people(at=at))):
        people = "one person" if overdue == 1 else f"{overdue} people"
        yield _line(f"Counselling is overdue for {people}", "Talk with them.", "Look", "wellbeing-people")


def _lifted(lift: Lift) -> str:
    return f"{lift.made_by.name} added {lift.minutes} minutes: {lift.reason}"


def _line(title: str, changed: str, button: str, page: str = "wellbeing") -> Waiting:
    return Waiting(Section.CARE, title, "", changed, reverse(page), button)
