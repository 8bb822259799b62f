"""What later stages and later events may add to a report that already stands in the queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from daymark.casework.triage.rules.reasons import Reason


class Signal(StrEnum):
    """What may be signalled."""

    KNOWN_CHILD_UNIDENTIFIED = "KNOWN_CHILD_UNIDENTIFIED"
    NEVER_SEEN_MATERIAL = "NEVER_SEEN_MATERIAL"
    LINKED = "LINKED"
    CONFLICT = "CONFLICT"
    PARTNER_WARNED = "PARTNER_WARNED"
    COPY_AFTER_CLOSING = "COPY_AFTER_CLOSING"
    COPY_OF_CASE = "COPY_OF_CASE"
    WITHDRAWN = "WITHDRAWN"
    ANSWERED = "ANSWERED"


@dataclass(frozen=True)
class SignalRule:
    """How grave a signal is, and the sentence it has when its sender gives none."""

    grade: int
    weight: int
    sentence: str
    floor: int | None = None


SIGNALS: Mapping[Signal, SignalRule] = {
    # A new picture of a child who is known and not yet found is the nearest thing to a fresh lead.
    Signal.KNOWN_CHILD_UNIDENTIFIED: SignalRule(2, 280, "A child who is known and not yet found may be concerned", 2),
    Signal.NEVER_SEEN_MATERIAL: SignalRule(2, 210, "Material that no list holds came with the report"),
    Signal.LINKED: SignalRule(2, 120, "The report is linked with other reports"),
    Signal.CONFLICT: SignalRule(3, 60, "Another agency holds something on this"),
    Signal.PARTNER_WARNED: SignalRule(2, 200, "A partner has warned of it"),
    Signal.COPY_AFTER_CLOSING: SignalRule(4, 5, "A copy of this report came after it was closed"),
    Signal.COPY_OF_CASE: SignalRule(4, 5, "A copy of this report came while it is worked in a case"),
    Signal.WITHDRAWN: SignalRule(4, 0, "The sender has withdrawn a report of this bundle"),
    Signal.ANSWERED: SignalRule(4, 35, "The reporter has answered"),
}


def reason_of_signal(signal: Signal, sentence: str = "") -> Reason:
    """The signal as a reason. `sentence` replaces the table's words; it must hold no name, account or address."""
    rule = SIGNALS[signal]
    return Reason(signal.value, sentence or rule.sentence, rule.grade, rule.weight, rule.floor)
