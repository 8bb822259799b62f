"""Who may be given which duty by whom. Each rule answers with the objection in words, or with nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

ADMINISTRATOR = "ADMINISTRATOR"
SUPERVISOR = "SUPERVISOR"
PARTNER = "PARTNER"
# Duties that need the content of reports and cases. An administrator runs the system and is not among them; a
# strategic analyst works from counts; a partner sees what was referred to the own agency and nothing else.
CASE_READING = frozenset({"TRIAGE_OFFICER", "INVESTIGATOR", "VICTIM_IDENTIFICATION_ANALYST", SUPERVISOR})
KEEPS_PEOPLE = frozenset({ADMINISTRATOR, SUPERVISOR})
SIGN_IN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")


@dataclass(frozen=True)
class Duties:
    """What one person is here to do."""

    roles: frozenset[str]
    is_active: bool
    has_agency: bool
    of_this_centre: bool


@dataclass(frozen=True)
class Change:
    """A change to a person's duties as somebody wants to make it. `before` is None for a new person."""

    before: Duties | None
    after: Duties
    is_self: bool
    other_administrators: int  # active ones besides this person


def objection_to_sign_in_name(username: str) -> str | None:
    """What is wrong with a sign-in name."""
    if SIGN_IN_NAME.fullmatch(username):
        return None
    return "A sign-in name is 2 to 64 small letters, digits, dots, dashes or underscores, a letter or digit first."


def objection_to_name(name: str) -> str | None:
    """What is wrong with the name that colleagues and the audit record show."""
    if not name.strip():
        return "Give the name by which colleagues know the person."
    return None if name.isprintable() else "The name holds a character that cannot be printed. Type it anew."


def objections_to_duties(duties: Duties) -> Iterable[str]:
    """What speaks against these duties for anybody at all."""
    if not duties.roles:
        yield "Choose at least one role: without one a person can do nothing here."
    if ADMINISTRATOR in duties.roles and duties.roles & CASE_READING:
        yield (
            "An administrator runs the system and cannot read cases. A person with both duties needs two sign-ins, "
            "one for each."
        )
    if PARTNER in duties.roles and duties.roles != {PARTNER}:
        yield "A partner sees what was referred to the own agency and nothing else: the role stands alone."
    if PARTNER in duties.roles and (duties.of_this_centre or not duties.has_agency):
        yield "A partner belongs to a partner agency. Choose the agency, or another role."
    if PARTNER not in duties.roles and duties.has_agency and not duties.of_this_centre:
        yield "People of a partner agency have the role of a partner. Choose it, or choose this centre."


def objections_to_change(change: Change) -> Iterable[str]:
    """What speaks against this change, of whoever makes it."""
    before, after = change.before, change.after
    if change.is_self:
        yield "Nobody changes their own roles, agency or access. Ask another administrator or a supervisor."
    if after.is_active:
        yield from objections_to_duties(after)
    if before and _administers(before) and not _administers(after) and change.other_administrators == 0:
        yield (
            "This is the last active administrator: without one nobody can let people in. Make another person an "
            "administrator first."
        )


def _administers(duties: Duties) -> bool:
    return duties.is_active and ADMINISTRATOR in duties.roles
