"""Whose word it takes: one officer, a second one by rule, a senior where two disagree, three for a trusted grade."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from daymark.casework.media.rules.facts import GRAVEST, Facts, severity

TRUSTED = 3  # independent votes that agree: what CAID calls a trusted grade (Hansard, see docs/glossary.md)


class Stage(StrEnum):
    """Where the grading of a stack stands."""

    WAITING = "WAITING"
    SECOND = "SECOND"  # a second person has to look
    DISPUTED = "DISPUTED"  # two said different things: a senior decides
    GRADED = "GRADED"


@dataclass(frozen=True)
class Vote:
    """What one person said; a senior's word ends a dispute."""

    by: str
    facts: Facts
    is_senior: bool = False


@dataclass(frozen=True)
class Grading:
    """Where a stack stands, the facts that hold for it, how many independent people said so, and why."""

    stage: Stage
    facts: Facts | None
    votes: int
    why: str

    @property
    def is_trusted(self) -> bool:
        """Whether as many independent people agree as a trusted grade takes."""
        return self.stage is Stage.GRADED and self.votes >= TRUSTED


UNCONFIRMED = Grading(Stage.WAITING, None, 0, "It looks the same as a graded stack, and nobody has confirmed that yet.")


def stage_of(votes: Sequence[Vote], *, second_drawn: bool, second_from: int = GRAVEST) -> Grading:
    """Where a stack stands after these votes, the oldest first. A person's later vote replaces her earlier one.

    `second_drawn`: chance wants a second person; `second_from`: the severity from which every stack needs one.
    """
    by_person = {vote.by: vote for vote in votes}
    last = list(by_person.values())
    if not last:
        return Grading(Stage.WAITING, None, 0, "Nobody has graded it.")
    seniors = [vote for vote in votes if vote.is_senior and by_person[vote.by] == vote]
    if seniors:
        decided = seniors[-1].facts
        return Grading(Stage.GRADED, decided, _agree(last, decided), "A senior decided.")
    facts = last[-1].facts
    if any(not vote.facts.agrees_with(facts) for vote in last):
        return Grading(Stage.DISPUTED, None, 1, "Two people said different things: a senior decides.")
    if len(last) == 1 and severity(facts) >= second_from:
        return Grading(
            Stage.SECOND, facts, 1, f"A second person looks at everything of severity {second_from} or more."
        )
    if len(last) == 1 and second_drawn:
        return Grading(Stage.SECOND, facts, 1, "Drawn for a second opinion.")
    return Grading(Stage.GRADED, facts, len(last), "Graded." if len(last) == 1 else f"{len(last)} people agree.")


def is_asked_again(stage: Stage) -> bool:
    """Whether a content that joins a stack of this stage waits until a person confirms that it is the same.

    What nobody has graded yet is graded as a whole later; what somebody has said was said of what she could see. An
    exact copy is the same content and never joins again.
    """
    return stage is not Stage.WAITING


def is_drawn(key: bytes, share: int) -> bool:
    """Whether a second person looks at this stack: the same answer every time, for `share` of a hundred.

    Drawn from the digest of its face, so that nobody who grades can foresee or choose it.
    """
    return int.from_bytes(hashlib.sha256(b"second opinion" + key).digest()[:4]) % 100 < share


def _agree(votes: Sequence[Vote], facts: Facts) -> int:
    return sum(vote.facts.agrees_with(facts) for vote in votes)
