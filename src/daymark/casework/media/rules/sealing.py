"""Which originals a centre keeps without anybody asking: by severity, or by values of scales."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from daymark.casework.media.rules.facts import GRAVEST, Facts, severity
from daymark.casework.media.rules.scales import SCALES, TABLE, derive
from daymark.problems import Problem

SEALED_AT_ONCE = 64 * 1024 * 1024  # bytes; a larger file is sealed by a job, because reading it outlasts a request
NOTHING_OF_CONCERN = ("", "0", "no")  # values that no policy asks for


class SealingOutOfRange(Problem):
    """The policy names nothing that could be sealed by it. Put it right."""

    def __init__(self, message: str | None = None, field: str = "") -> None:
        super().__init__(message)
        self.field = field  # the name of what is wrong


class SealingWay(StrEnum):
    """By what a policy chooses."""

    NOTHING = "NOTHING"
    SEVERITY = "SEVERITY"
    GRADES = "GRADES"


@dataclass(frozen=True)
class SealingPolicy:
    """What is sealed as soon as its grade is settled. Until a supervisor decides otherwise, nothing."""

    way: str = SealingWay.NOTHING
    severity_from: int = GRAVEST  # with SEVERITY alone
    grades: tuple[str, ...] = ()  # with GRADES alone: scale and value, "UK_ABC A"

    def wants(self, facts: Facts) -> bool:
        """Whether the originals of what shows this are kept. A value that a person still has to confirm counts."""
        if self.way == SealingWay.SEVERITY:
            return severity(facts) >= self.severity_from
        if self.way == SealingWay.GRADES:
            return any(grade_of(facts, scale) in self.grades for scale in SCALES)
        return False

    def in_words(self) -> str:
        """As a page says it."""
        if self.way == SealingWay.SEVERITY:
            return f"From severity {self.severity_from} on" if self.severity_from < GRAVEST else f"Severity {GRAVEST}"
        if self.way == SealingWay.GRADES:
            return "; ".join(words for grade, words in grades() if grade in self.grades)
        return "Nothing"


def grade_of(facts: Facts, scale: str) -> str:
    """The value of one scale, as a policy names it."""
    return f"{scale} {derive(facts, scale).value}"


@cache
def grades() -> tuple[tuple[str, str], ...]:
    """Every value of every scale that a policy may ask for, and the words for it."""
    found: dict[str, str] = {}
    with TABLE.open(newline="", encoding="utf-8") as table:
        for line in csv.DictReader(table):
            if line["value"] not in NOTHING_OF_CONCERN:
                found.setdefault(f"{line['scale']} {line['value']}", _words(line))
    return tuple(sorted(found.items(), key=lambda each: (list(SCALES).index(each[0].split()[0]), each[0])))


def _words(line: dict[str, str]) -> str:
    """The scale and its value, with what a bare number stands for."""
    scale, value, label = SCALES[line["scale"]], line["value"], line["label"]
    return f"{scale}: {value}" if value in label or label == scale else f"{scale}: {value}, {label}"


def checked_sealing_policy(policy: SealingPolicy) -> SealingPolicy:
    """The policy, or the first thing that is wrong with it."""
    if policy.way not in list(SealingWay):
        raise SealingOutOfRange("Choose what is sealed.", "way")
    if not 1 <= policy.severity_from <= GRAVEST:
        raise SealingOutOfRange(f"The severity must lie between 1 and {GRAVEST}.", "severity_from")
    if set(policy.grades) - dict(grades()).keys():
        raise SealingOutOfRange("Choose grades of the scales that are listed.", "grades")
    if policy.way == SealingWay.GRADES and not policy.grades:
        raise SealingOutOfRange("Choose one grade at least, or choose nothing.", "grades")
    return policy
