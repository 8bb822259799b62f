"""A reason: why a report stands where it stands, in a sentence from the child's side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reason:
    """One reason. `sentence` never holds a name, an account or an address: it is kept where it can be searched.

    `grade` is 1 (danger now), 2 (grave), 3 (noted) or 4 (told only). `weight` orders reasons and rows of one priority
    and decides nothing else. `floor` is the priority that the report cannot fall under, or None.
    """

    code: str
    sentence: str
    grade: int
    weight: int
    floor: int | None = None
    danger: bool = False

    def to_document(self) -> dict[str, Any]:
        """For the database; `from_document` reads it back."""
        document: dict[str, Any] = {
            "code": self.code,
            "sentence": self.sentence,
            "grade": self.grade,
            "weight": self.weight,
        }
        if self.floor is not None:
            document["floor"] = self.floor
        if self.danger:
            document["danger"] = True
        return document

    @staticmethod
    def from_document(document: Mapping[str, Any]) -> Reason:
        """A reason as `to_document` wrote it."""
        return Reason(**document)

    @property
    def order(self) -> tuple[int, int, str, str]:
        """Gravest first, then heaviest."""
        return (self.grade, -self.weight, self.code, self.sentence)
