"""Being written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Identifier:
    kind: str
    value: str
    received: str
    platform: str | None
    valid: bool
    doubt: str | None


def normalise(kind, received, *, platform=None, region=None):
    return Identifier(kind, received.strip().lower(), received, platform, True, None)
