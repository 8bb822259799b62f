"""The questions of the public report page as data: which are asked, in which order, in which words. No Django here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from daymark.casework.reports.rules.answers import Said, Subject, subject_of

SOURCE = Path(__file__).with_name("questions.yaml")
Words = Mapping[str, str]  # by Subject; CHILD stands for those not named


class BadQuestionnaire(ValueError):
    """questions.yaml cannot be used; the message names the entry."""


@dataclass(frozen=True)
class Field:
    """One thing that a page asks."""

    name: str
    kind: str
    label: Words
    hint: Words = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    longest: int = 500
    rows: int = 5


@dataclass(frozen=True)
class Step:
    """One page. `notice` names a text without a question, `page` one with a view of its own."""

    name: str
    fields: tuple[Field, ...] = ()
    needed: bool = False
    title: Words = field(default_factory=dict)
    intro: Words = field(default_factory=dict)
    when: Mapping[str, Collection[str]] = field(default_factory=dict)
    unless: Mapping[str, Collection[str]] = field(default_factory=dict)
    notice: str = ""
    page: str = ""
    urgent: bool = False
    help: bool = False

    def applies(self, said: Said) -> bool:
        """Whether this page is asked after these answers."""
        known = {**said, "subject": subject_of(said), "has_accounts": "YES" if said.get("accounts", "").strip() else ""}
        return all(known.get(name) in values for name, values in self.when.items()) and not any(
            known.get(name) in values for name, values in self.unless.items()
        )

    def answered(self, said: Said) -> bool:
        """Whether every field that is needed has an answer."""
        return not self.needed or all(said.get(each.name) for each in self.fields)

    def depends_on(self, other: Step) -> bool:
        """Whether the answers of another page decide if this one is asked."""
        named = {*self.when, *self.unless}
        return any(each.name in named for each in other.fields) or (
            "has_accounts" in named and other.name == "accounts"
        )


@dataclass(frozen=True)
class Questionnaire:
    """All pages in order."""

    steps: tuple[Step, ...]

    def step(self, name: str) -> Step | None:
        """The page of this name."""
        return next((step for step in self.steps if step.name == name), None)

    def asked(self, said: Said) -> list[Step]:
        """The pages that apply after these answers."""
        return [step for step in self.steps if step.applies(said)]

    def first_missing(self, said: Said, before: Step | None = None) -> Step | None:
        """The first page whose needed answer is missing, of all pages or of those before one."""
        for step in self.asked(said):
            if step == before:
                return None
            if not step.answered(said):
                return step
        return None

    def following(self, step: Step, said: Said, done: Collection[str], *, changing: bool = False) -> Step | None:
        """The page after this one: the next not yet passed. None: time to check the answers.

        When an answer is being changed, only pages that hang on it come before the check.
        """
        asked = self.asked(said)
        later = asked[asked.index(step) + 1 :] if step in asked else asked
        if changing:
            return next((each for each in later if each.depends_on(step) and each.name not in done), None)
        return next((each for each in later if each.name not in done), None)

    def previous(self, step: Step, said: Said) -> Step | None:
        """The page before this one."""
        asked = self.asked(said)
        at = asked.index(step) if step in asked else 0
        return asked[at - 1] if at else None

    def kept(self, said: Said) -> dict[str, str]:
        """The answers of the pages that still apply: what a changed answer has made moot is not sent."""
        names = {each.name for step in self.asked(said) for each in step.fields}
        return {name: text for name, text in said.items() if name in names}

    def sentences(self) -> list[str]:
        """Every text that a reader may see, for the translators, each once and in order."""
        texts: dict[str, None] = {}
        for step in self.steps:
            for words in (step.title, step.intro, *(part for each in step.fields for part in _texts(each))):
                texts.update(dict.fromkeys(words.values()))
        return list(texts)


def in_words(words: Words, subject: Subject) -> str:
    """The wording for whom the report is about."""
    return words.get(subject, words.get(Subject.CHILD, ""))


@lru_cache(maxsize=1)
def questionnaire() -> Questionnaire:
    """The questions that ship with this release."""
    return read_questions(yaml.safe_load(SOURCE.read_text(encoding="utf-8")))


def read_questions(entries: list[dict[str, Any]]) -> Questionnaire:
    """The questionnaire of parsed YAML; `BadQuestionnaire` when an entry is not understood."""
    steps = tuple(_step(dict(entry)) for entry in entries)
    names = [step.name for step in steps]
    fields = [each.name for step in steps for each in step.fields]
    for kind, seen in (("page", names), ("field", fields)):
        twice = sorted({name for name in seen if seen.count(name) > 1})
        if twice:
            raise BadQuestionnaire(f"questions.yaml: {kind} {', '.join(twice)} is there twice.")
    return Questionnaire(steps)


def _step(entry: dict[str, Any]) -> Step:
    entry.pop("why", None)
    try:
        return Step(
            fields=tuple(_field(dict(each)) for each in entry.pop("fields", ())),
            title=_words(entry.pop("title", "")),
            intro=_words(entry.pop("intro", "")),
            **entry,
        )
    except TypeError as error:
        raise BadQuestionnaire(f"questions.yaml, page {entry.get('name')}: {error}") from error


def _field(entry: dict[str, Any]) -> Field:
    return Field(label=_words(entry.pop("label")), hint=_words(entry.pop("hint", "")), **entry)


def _words(given: str | dict[str, str]) -> Words:
    if isinstance(given, dict):
        return given
    return {Subject.CHILD.value: given} if given else {}


def _texts(each: Field) -> tuple[Words, ...]:
    return each.label, each.hint, each.choices, each.hints
