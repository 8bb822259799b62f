"""What later stages show on a case's page. A stage never calls a later one: `flow.py` says who shows what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from daymark.casework.access.models import User
from daymark.casework.cases.models import Case


@dataclass(frozen=True)
class CasePart:
    """A section of a case's page. `status` are sentences that stand beside the children, on top."""

    anchor: str
    heading: str
    template: str
    content: Mapping[str, Any] = field(default_factory=dict)
    status: tuple[str, ...] = ()


PartMaker = Callable[[Case, User, datetime], CasePart]
_makers: list[PartMaker] = []


def show(maker: PartMaker) -> None:
    """Adds a section; adding it twice changes nothing."""
    if maker not in _makers:
        _makers.append(maker)


def parts_of(case: Case, user: User, *, at: datetime) -> list[CasePart]:
    """Every section of later stages, in the order in which the stages follow each other."""
    return [maker(case, user, at) for maker in _makers]
