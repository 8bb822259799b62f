"""Who the database is told is asking. Row-level security reads it; without it a query returns nothing.

The four settings below are local to a transaction (`set_config(..., true)`), so a pooled connection can never carry
one person's sight over to the next request.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import connection, transaction

from daymark.casework.access.models import Role, User


class Scope(StrEnum):
    """How far a context sees."""

    NOBODY = "nobody"
    CENTRE = "centre"  # staff of the centre whose duty needs case content
    PARTNER = "partner"  # what was referred to the own agency
    REPORTER = "reporter"  # one report, by its receipt code
    SYSTEM = "system"  # intake, worker, command line: named acts without a person at a page


@dataclass(frozen=True)
class Context:
    """What the row-level policies know about the one who asks."""

    scope: Scope = Scope.NOBODY
    actor: str = ""
    agency: str = ""
    report: str = ""


NOBODY = Context()
SYSTEM = Context(scope=Scope.SYSTEM)


def context_of(user: User | None) -> Context:
    """The context that a signed-in person works in."""
    if user is None or not user.is_active:
        return NOBODY
    if user.reads_cases:
        return Context(Scope.CENTRE, actor=str(user.pk), agency=str(user.agency_id or ""))
    if user.has_role(Role.PARTNER) and user.agency_id:
        return Context(Scope.PARTNER, actor=str(user.pk), agency=str(user.agency_id))
    return Context(Scope.NOBODY, actor=str(user.pk))


def current() -> Context:
    """The context in force on this connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('daymark.scope', true), current_setting('daymark.actor', true),"
            " current_setting('daymark.agency', true), current_setting('daymark.report', true)"
        )
        return _context(*cursor.fetchone())


def apply(context: Context) -> Context:
    """Puts a context in force until the running transaction ends, and gives the one that was in force before."""
    if not connection.in_atomic_block:
        raise RuntimeError("A context needs a transaction: it ends with it.")
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH before AS MATERIALIZED (SELECT current_setting('daymark.scope', true) AS scope,"
            " current_setting('daymark.actor', true) AS actor, current_setting('daymark.agency', true) AS agency,"
            " current_setting('daymark.report', true) AS report)"
            " SELECT before.*, set_config('daymark.scope', %s, true), set_config('daymark.actor', %s, true),"
            " set_config('daymark.agency', %s, true), set_config('daymark.report', %s, true) FROM before",
            [context.scope.value, context.actor, context.agency, context.report],
        )
        return _context(*cursor.fetchone()[:4])


def _context(scope: str | None, actor: str | None, agency: str | None, report: str | None) -> Context:
    return Context(Scope(scope) if scope else Scope.NOBODY, actor or "", agency or "", report or "")


@contextmanager
def acting(context: Context) -> Iterator[None]:
    """Runs a block in a transaction under `context`, then puts back what was in force.

    When the block raises, rolling back to the savepoint restores the settings by itself.
    """
    with transaction.atomic():
        before = apply(context)
        yield
        if before != context:  # acts call each other: mostly there is nothing to put back
            apply(before)


def acting_as_system() -> AbstractContextManager[None]:
    """For intake, worker and command line: acts that no person at a page does."""
    return acting(SYSTEM)


def acting_as_reporter(report: UUID) -> AbstractContextManager[None]:
    """For a reporter who came back with the receipt code: that one report."""
    return acting(Context(Scope.REPORTER, report=str(report)))


def acting_as(user: User) -> AbstractContextManager[None]:
    """For the command line and tests that act in a person's name."""
    return acting(context_of(user))
