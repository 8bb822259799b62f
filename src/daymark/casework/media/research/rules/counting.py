"""Codings as figures: for each question the shares of its answers, and how far the coders agree.

The first coder of an item is the one whose answers are counted; the second is there to measure agreement and changes no
count. A coder who codes an item again corrects the earlier coding: the latest of each coder holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from daymark.casework.media.research.rules.agreement import Agreement, agreement_of
from daymark.casework.media.research.rules.form import Question, questions
from daymark.casework.media.research.rules.intervals import Interval, wilson


@dataclass(frozen=True)
class Coding:
    """What one coder said of one item: an answer's code for each question's."""

    item: int
    coder: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Share:
    """How many items have an answer. `share` and `interval` (95 %) are None when nothing was coded."""

    code: str
    words: str
    count: int
    share: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Tally:
    """One question: the shares of all its answers, and the agreement of two coders."""

    question: Question
    items: int
    shares: tuple[Share, ...]
    agreement: Agreement


def tallies(codings: Iterable[Coding]) -> tuple[Tally, ...]:
    """The figures of a cohort. `codings` come in the order in which they were made."""
    by_item = _latest(codings)
    return tuple(_tally(question, by_item) for question in questions())


def _latest(codings: Iterable[Coding]) -> Mapping[int, Sequence[Coding]]:
    """For each item the latest coding of each coder, the first coder first."""
    found: dict[int, dict[str, Coding]] = {}
    for coding in codings:
        found.setdefault(coding.item, {})[coding.coder] = coding  # a key keeps its place when its value changes
    return {item: tuple(own.values()) for item, own in found.items()}


def _tally(question: Question, by_item: Mapping[int, Sequence[Coding]]) -> Tally:
    said = [[coding.answers[question.code] for coding in own[:2]] for own in by_item.values()]
    firsts = [answers[0] for answers in said]
    shares = tuple(
        _share(answer.code, answer.words, firsts.count(answer.code), len(firsts)) for answer in question.answers
    )
    pairs = [(answers[0], answers[1]) for answers in said if len(answers) == 2]
    return Tally(question, len(firsts), shares, agreement_of(pairs))


def _share(code: str, words: str, count: int, of: int) -> Share:
    return Share(code, words, count, count / of if of else None, wilson(count, of))
