"""What later stages show on a page of an earlier one. No stage calls a later one: `flow.py` says who shows what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from daymark.casework.access.models import User
from daymark.casework.cases.models import Case

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Part:
    """A section of a page. `status` are sentences that stand on top of the page, beside the child."""

    anchor: str
    heading: str
    template: str
    content: Mapping[str, Any] = field(default_factory=dict)
    status: tuple[str, ...] = ()


class PageParts(Generic[Thing]):
    """The sections that later stages show on the page of one kind of thing."""

    def __init__(self) -> None:
        self._makers: list[Callable[[Thing, User, datetime], Part]] = []

    def show(self, maker: Callable[[Thing, User, datetime], Part]) -> None:
        """Adds a section; adding it twice changes nothing."""
        if maker not in self._makers:
            self._makers.append(maker)

    def of(self, thing: Thing, user: User, *, at: datetime) -> list[Part]:
        """Every section, in the order in which the stages follow each other."""
        return [maker(thing, user, at) for maker in self._makers]


CASE_PARTS: PageParts[Case] = PageParts()
