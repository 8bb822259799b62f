"""What is to be done in a case, by whom, until when."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from daymark.casework.access.models import User
from daymark.casework.cases.actions.log import NothingWritten, locked, put_on_record
from daymark.casework.cases.actions.opening import readers_only
from daymark.casework.cases.models import Case, CaseMember, Task
from daymark.problems import Problem


class TaskIsDone(Problem):
    """This task is done. Take the tick away first if it is not."""


class TaskIsOpen(Problem):
    """This task is still open."""


class TaskNotForMember(Problem):
    """This case is seen by its members alone. Add the person to the case, then give the task."""


@transaction.atomic
def add_task(
    *, case: Case, text: str, by: User, at: datetime, assigned_to: User | None = None, due_on: date | None = None
) -> Task:
    """Adds something to be done."""
    if not text.strip():
        raise NothingWritten("The task is empty. Write what is to be done.")
    now = locked(case)
    if assigned_to:
        _can_do(now, assigned_to)
    task = Task.objects.create(
        case=now, text=text.strip(), assigned_to=assigned_to, due_on=due_on, made_at=at, made_by=by
    )
    words = f"Task: {task.text} ({_for_whom(assigned_to)}{_until(due_on)})"
    put_on_record(case=now, act="task added", text=words, by=by, at=at, detail={"task": task.pk})
    return task


@transaction.atomic
def assign_task(*, task: Task, to: User | None, by: User, at: datetime) -> None:
    """Gives an open task to a person, or to nobody in particular."""
    now, case = _locked_task(task)
    if to:
        _can_do(case, to)
    now.assigned_to = to
    now.save(update_fields=["assigned_to"])
    words = f"Task is now {_for_whom(to)}: {now.text}"
    put_on_record(case=case, act="task assigned", text=words, by=by, at=at, detail={"task": now.pk})


@transaction.atomic
def move_task(*, task: Task, due_on: date | None, by: User, at: datetime) -> None:
    """Sets the day until which an open task is to be done."""
    now, case = _locked_task(task)
    now.due_on = due_on
    now.save(update_fields=["due_on"])
    words = f"Task {_until(due_on).strip(', ') or 'has no day'}: {now.text}"
    put_on_record(case=case, act="task moved", text=words, by=by, at=at, detail={"task": now.pk, "due_on": due_on})


@transaction.atomic
def finish_task(*, task: Task, by: User, at: datetime) -> None:
    """Marks a task done."""
    now, case = _locked_task(task)
    now.done_at, now.done_by = at, by
    now.save(update_fields=["done_at", "done_by"])
    put_on_record(case=case, act="task done", text=f"Task done: {now.text}", by=by, at=at, detail={"task": now.pk})


@transaction.atomic
def reopen_task(*, task: Task, by: User, at: datetime) -> None:
    """Takes the tick away from a task that was marked done."""
    now, case = _locked_task(task, done=True)
    now.done_at = now.done_by = None
    now.save(update_fields=["done_at", "done_by"])
    words = f"Task is open again: {now.text}"
    put_on_record(case=case, act="task reopened", text=words, by=by, at=at, detail={"task": now.pk})


def _locked_task(task: Task, *, done: bool = False) -> tuple[Task, Case]:
    case = locked(task.case)
    now = Task.objects.select_for_update().get(pk=task.pk)
    if now.done_at and not done:
        raise TaskIsDone()
    if done and not now.done_at:
        raise TaskIsOpen()
    return now, case


def _can_do(case: Case, person: User) -> None:
    readers_only(person)
    if case.is_restricted and not CaseMember.objects.filter(case=case, user=person).exists():
        raise TaskNotForMember()


def _for_whom(person: User | None) -> str:
    return f"for {person.name}" if person else "for whoever comes first"


def _until(day: date | None) -> str:
    return f", due {day:%-d %B %Y}" if day else ""
