"""The facts that triage asks for, out of a law-enforcement package. What nobody plainly said stays unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from daymark.casework.reports.rules.le_words import About, Phrase, meanings_in
from daymark.casework.reports.rules.understood import Answer, Fact, FactSaid
from daymark.exchange.lepackage import LePackage, said_yes
from daymark.exchange.lepackage.report import ReportedPerson

SENDER = "the sender"

# What the package answers of each person complained of: yes of one is yes, no of all who are spoken of is no.
_ASKED: tuple[tuple[Fact, str, Callable[[ReportedPerson], tuple[str | None, ...]]], ...] = (
    (
        Fact.ACCESS_TO_CHILDREN,
        "has access to children",
        lambda person: (person.access_to_child_victim, person.access_to_children),
    ),
    (
        Fact.KNOWN_OFFENDER,
        "has been convicted of a sexual offence",
        lambda person: (person.convicted_sex_offender,),
    ),
)


def facts_of(package: LePackage) -> dict[Fact, FactSaid]:
    """Every fact that the package speaks of."""
    found = dict(_asked(package.reported_persons))
    for person in package.reported_persons:
        for phrase in meanings_in(About.OCCUPATION, person.occupation or ""):
            sentence = f"The sender gives the person's occupation as {_short(person.occupation or '')}."
            found[Fact(phrase.meaning)] = FactSaid(Answer.YES, SENDER, sentence)
    for text in marks_of(package):
        for phrase in meanings_in(About.MARK, text):
            found[Fact(phrase.meaning)] = FactSaid(Answer.YES, SENDER, phrase.sentence)
    if escalated := _escalated(package):
        found[Fact.ESCALATED] = escalated
    return found


def marks_of(package: LePackage) -> Iterator[str]:
    """Every mark that the clearing house set on a file, group by group."""
    for file in package.uploaded_files:
        for tag in file.ncmec_tags:
            yield f"{tag.group}: {tag.value}" if tag.group else tag.value


def _asked(persons: Iterable[ReportedPerson]) -> Iterator[tuple[Fact, FactSaid]]:
    for fact, words, read in _ASKED:
        answers = {said_yes(text) for person in persons for text in read(person) if text is not None}
        if True in answers:
            yield fact, FactSaid(Answer.YES, SENDER, f"The sender says that the person {words}.")
        elif answers == {False}:
            yield fact, FactSaid(Answer.NO, SENDER)


def _escalated(package: LePackage) -> FactSaid | None:
    """The sender's request for priority; with a sentence only where its words say how pressing it is."""
    found = {phrase.meaning: phrase.words for text in _said_by_the_sender(package) for phrase in _priority(text)}
    if words := found.get("WITH_REASON"):
        return FactSaid(Answer.YES, SENDER, f"The sender's own words: {words}.")
    return FactSaid(Answer.YES, SENDER) if found else None


def _priority(text: str) -> list[Phrase]:
    return list(meanings_in(About.PRIORITY, text))


def _said_by_the_sender(package: LePackage) -> Iterator[str]:
    """The sender's own texts, and parts whose key no field knows; never what was copied from messages or pages."""
    yield from package.additional_informations
    yield from marks_of(package)
    yield package.incident_date_time_description or ""
    for person in (*package.reported_persons, *package.intended_recipients):
        yield from person.additional_informations
    for file in package.uploaded_files:
        yield from file.additional_informations
    for kept in package.unknown:
        yield f"{kept.path.rsplit('.', 1)[-1]} {kept.text}"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return f"“{plain[:80]}”"
