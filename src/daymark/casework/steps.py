"""How one stage tells that something has happened, without knowing who acts on it.

A stage owns an `Announcement`; `flow.py` alone says what follows. Followers run at once, in order, in the same
transaction: when one fails, what was announced is not stored either.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Generic, Protocol, TypeVar

What = TypeVar("What", contravariant=True)
Said = TypeVar("Said")


class Step(Protocol[What]):
    """An automatic step: takes what was announced and the time of the act."""

    def __call__(self, what: What, /, *, at: datetime) -> object: ...


class Announcement(Generic[Said]):
    """Something a stage says has happened."""

    def __init__(self, words: str) -> None:
        self.words = words
        self._followers: list[Step[Said]] = []

    def follow(self, step: Step[Said]) -> None:
        """Connects a step; connecting it twice changes nothing."""
        if step not in self._followers:
            self._followers.append(step)

    def announce(self, what: Said, *, at: datetime) -> None:
        """Runs every connected step in order."""
        for step in self._followers:
            step(what, at=at)

    @property
    def followers(self) -> tuple[Callable[..., object], ...]:
        """The connected steps, for the page and the test that show the flow."""
        return tuple(self._followers)
