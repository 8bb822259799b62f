"""Sightings that stand for nobody, counted by the reason."""

from __future__ import annotations

from dataclasses import dataclass

NO_ADDRESS, SHARED_ADDRESS = -1, -2  # in place of a person's number


@dataclass(frozen=True)
class Unplaced:
    """How many sightings could not be told apart, and why."""

    sightings: int
    reason: str


REASONS = {
    NO_ADDRESS: "They have no address, and no identifier that is one client's own.",
    SHARED_ADDRESS: "Their address is shared by many, and they have no identifier that is one client's own.",
}
