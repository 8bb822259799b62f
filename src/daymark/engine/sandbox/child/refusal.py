"""How code in the child says that it cannot go on."""

from __future__ import annotations

from daymark.engine.sandbox.reasons import Reason


class Refused(Exception):
    """The look ends here for this reason; what was yielded before stands."""

    def __init__(self, reason: Reason, at_ms: int | None = None) -> None:
        super().__init__(reason.name)
        self.reason = reason
        self.at_ms = at_ms
