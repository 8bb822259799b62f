"""What is asked about each item of a cohort, one key for each answer (`form.csv`), and whether a coding is whole.

The questions are those that published studies of such material ask (ECPAT International and INTERPOL, Towards a Global
Indicator on Unidentified Victims in Child Sexual Exploitation Material, 2018); the words and bands are our own. Every
question can be answered "cannot be told": that is an answer and is counted.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from daymark.problems import Problem

CANNOT_TELL = "CANNOT_TELL"


class Unanswered(Problem):
    """Every question needs an answer. Where nothing can be told, say so."""


class NoSuchAnswer(Problem):
    """This is none of the answers. Take one of those on the page."""


class DroppedOut(Problem):
    """Every case that holds this item is restricted now, so it has dropped out of the cohort. Go on with the next."""

    http_status = 404


class CodedByTwo(Problem):
    """Two others have coded this item meanwhile. Go on with the next."""


@dataclass(frozen=True)
class Answer:
    """One possible answer and the key that gives it."""

    code: str
    words: str
    key: str


@dataclass(frozen=True)
class Question:
    """One question with its answers."""

    code: str
    words: str
    help: str
    answers: tuple[Answer, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the answers, in their order."""
        return tuple(answer.code for answer in self.answers)


@cache
def questions() -> tuple[Question, ...]:
    """All questions in the order in which they are asked."""
    rows: dict[str, list[dict[str, str]]] = {}
    with Path(__file__).with_name("form.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            rows.setdefault(row["question"], []).append(row)
    return tuple(_question(code, own) for code, own in rows.items())


def _question(code: str, rows: list[dict[str, str]]) -> Question:
    answers = tuple(Answer(row["code"], row["answer"], row["key"]) for row in rows)
    return Question(code, rows[0]["asked"], rows[0]["help"], answers)


def checked(said: Mapping[str, str]) -> Mapping[str, str]:
    """A whole coding: an answer's code for every question's. Raises Unanswered or NoSuchAnswer, which name them."""
    missing = [question.words for question in questions() if not said.get(question.code)]
    if missing:
        raise Unanswered(f"Not answered: {', '.join(missing)}. Where nothing can be told, say so.")
    for question in questions():
        if said[question.code] not in question.codes:
            raise NoSuchAnswer(f"{question.words}: “{said[question.code][:40]}” is none of the answers.")
    unknown = sorted(set(said) - {question.code for question in questions()})
    if unknown:
        raise NoSuchAnswer(f"There is no question “{unknown[0][:40]}”.")
    return MappingProxyType({question.code: said[question.code] for question in questions()})
