"""From reasons to a priority."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from daymark.casework.triage.rules.reasons import Reason

# Three grave reasons together are an emergency, four circumstances together are grave. Judgement of the authors, not
# measured: no public study weighs reports (KIRAT weighs suspects, and its weights are not public). A centre edits them.
GRAVE_TOGETHER = 3
NOTED_TOGETHER = 4

# SI 2026/268 regulation 6 speaks in words: priority 1 "immediately", 2 "as soon as reasonably practicable", 3 "without
# undue delay". The hours are our reading, the same for every way in; a centre edits them.
CLOCKS: Mapping[int, timedelta] = {1: timedelta(hours=1), 2: timedelta(hours=24), 3: timedelta(days=5)}
SHORTEST_CLOCK = timedelta(hours=1)

TOGETHER = "TOGETHER"
_TOGETHER_WORDS = {
    1: "Several grave reasons come together: raised to priority 1",
    2: "Several circumstances come together: raised to priority 2",
}


@dataclass(frozen=True)
class Weighed:
    """What reasons amount to. `rank` orders rows of one priority: higher first."""

    priority: int
    rank: int
    floor: int | None
    child_in_danger: bool
    reasons: tuple[Reason, ...]


def weigh(reasons: Iterable[Reason]) -> Weighed:
    """Weighs reasons. Their order does not matter, the same reason twice counts once, and one more never lowers."""
    strongest = _strongest(reasons)
    gravest = min((reason.grade for reason in strongest if reason.grade <= 3), default=3)
    raised = _raised(strongest)
    if raised < gravest:
        strongest.append(Reason(TOGETHER, _TOGETHER_WORDS[raised], raised, 0))
    floors = [reason.floor for reason in strongest if reason.floor is not None]
    return Weighed(
        priority=min(gravest, raised),
        rank=sum(reason.weight for reason in strongest),
        floor=min(floors, default=None),
        child_in_danger=any(reason.danger for reason in strongest),
        reasons=tuple(sorted(strongest, key=lambda reason: reason.order)),
    )


def due_in(priority: int, records_end_in: timedelta | None = None) -> timedelta:
    """How long a report may wait: its priority's clock, or until a provider's records run out when that is sooner."""
    clock = CLOCKS[priority]
    if records_end_in is None:
        return clock
    return max(SHORTEST_CLOCK, min(clock, records_end_in))


def _strongest(reasons: Iterable[Reason]) -> list[Reason]:
    kept: dict[str, Reason] = {}
    for reason in reasons:
        if reason.code == TOGETHER:
            continue
        held = kept.get(reason.code)
        kept[reason.code] = reason if held is None else _stronger(held, reason)
    return list(kept.values())


def _stronger(one: Reason, other: Reason) -> Reason:
    """The graver of two reasons of one kind, with the lower floor of both."""
    graver = min(one, other, key=lambda reason: reason.order)
    floor = min((each.floor for each in (one, other) if each.floor is not None), default=None)
    return Reason(graver.code, graver.sentence, graver.grade, graver.weight, floor, danger=one.danger or other.danger)


def _raised(reasons: list[Reason]) -> int:
    if sum(reason.grade <= 2 for reason in reasons) >= GRAVE_TOGETHER:
        return 1
    return 2 if sum(reason.grade <= 3 for reason in reasons) >= NOTED_TOGETHER else 3
