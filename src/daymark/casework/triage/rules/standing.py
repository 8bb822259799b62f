"""Where a row stands when a person has decided: people decide, floors hold, and graver news counts again."""

from __future__ import annotations

from dataclasses import dataclass

from daymark.casework.triage.rules.weighing import Weighed


@dataclass(frozen=True)
class Decided:
    """The priority that a person set, and what the rules said at that moment."""

    priority: int
    over: int


def allowed(priority: int, floor: int | None) -> bool:
    """Whether a person may set this priority: 1, 2 or 3, and never under the floor."""
    return 1 <= priority <= (floor or 3)


def standing_priority(weighed: Weighed, decided: Decided | None) -> int:
    """The priority in force.

    A person's decision holds until the rules say something graver than what it was decided over; then the graver of
    both. No decision reaches under the floor.
    """
    if decided is None:
        return weighed.priority
    chosen = decided.priority if weighed.priority >= decided.over else min(decided.priority, weighed.priority)
    return min(chosen, weighed.floor or 3)
