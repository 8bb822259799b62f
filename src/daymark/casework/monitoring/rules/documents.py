"""The facts of a person as a document for the database, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from daymark.casework.monitoring.rules.persons import Access, SeenPerson

_ELSEWHERE = ("first_at", "last_at", "access")  # columns of their own
_COUNTS = tuple(each.name for each in fields(SeenPerson) if each.name not in _ELSEWHERE)


def facts_of(person: SeenPerson) -> dict[str, Any]:
    """The counts."""
    return {name: getattr(person, name) for name in _COUNTS}


def person_of(facts: Mapping[str, Any], *, first_at: datetime, last_at: datetime, access: int) -> SeenPerson:
    """The person of whom `facts_of` wrote the counts."""
    return SeenPerson(first_at=first_at, last_at=last_at, access=Access(access), **facts)
