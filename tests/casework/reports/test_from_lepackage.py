"""What a law-enforcement package says arrives in the neutral form, and nothing of it is dropped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.casework.reports.rules.from_lepackage import understand_lepackage
from daymark.casework.reports.rules.le_words import About, meaning_of, meanings_in, phrases, plain_words
from daymark.casework.reports.rules.understood import (
    AgeBand,
    Answer,
    Environment,
    Fact,
    Harm,
    PartyRole,
    Sex,
    SourceKind,
    Understood,
)
from daymark.exchange.lepackage import LePackage
from exchange.le_documents import read_json, report_json

# Values that a reader understands as a time, a day, a truth, a number; every other value may be any text.
TYPED = {
    "dateReceived": "2026-01-05T10:11:19Z",
    "incidentDateTime": "2026-01-04T22:15:37Z",
    "dateTime": "2026-01-04T21:59:43Z",
    "dateOfBirth": "1990-01-17",
    "port": 51277,
    "approximateAge": "37",
    "captureType": "Sentinel capture",
}


def understood(change: Any = None) -> Understood:
    document = report_json()
    if change:
        change(document["reportedInformation"])
    return understand_lepackage(read_json(document), sender="Example Clearing House")


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, (*path, place))
    else:
        yield path


def put(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    holder = document
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return document


@pytest.mark.parametrize("path", list(leaves(report_json())), ids=lambda path: ".".join(map(str, path)))
def test_every_key_ends_in_what_is_understood(path: tuple[Any, ...]) -> None:
    key = next(step for step in reversed(path) if isinstance(step, str) and step != "value") if path else ""
    truth = key in {"verified", "viewedByEsp", "publiclyAvailable"}
    if truth:
        documents = [put(report_json(), path, value) for value in (True, False)]
        said = [understand_lepackage(read_json(each), sender="X").to_document() for each in documents]
        assert said[0] != said[1]
        return
    sentinel = TYPED.get(key, "Sentinel 4711")
    said = understand_lepackage(read_json(put(report_json(), path, sentinel)), sender="X")
    assert str(sentinel) in json.dumps(said.to_document(), ensure_ascii=False)


@given(st.text("abcdefghij", min_size=5, max_size=12), st.text(min_size=1, max_size=40).filter(str.strip))
def test_a_key_that_nobody_knows_is_kept_with_its_value(key: str, value: str) -> None:
    said = understood(lambda report: report["reportedPeople"]["reportedPersons"][0].update({key: value}))
    kept = json.dumps(value, ensure_ascii=False)
    assert any(key in note and kept.replace("\x00", "\ufffd")[1:-1] in note for note in said.notes) or "\\u" in kept


def test_the_file_of_the_public_fixture_is_understood() -> None:
    said = understood()
    assert said.source_kind is SourceKind.AGENCY
    assert said.external_reference == "200000001"
    assert (said.sender, said.platform) == ("Example Clearing House", "Example Social")
    assert said.environment is Environment.EMAIL
    assert said.files[0].classification == "A1"
    assert said.files[0].viewed_by_sender is True
    accused, recipient, company = said.parties
    assert (accused.role, accused.occupation) == (PartyRole.PERSON_COMPLAINED_OF, "clerk")
    assert {each.kind for each in accused.identifiers} == {"EMAIL", "PHONE", "USERNAME", "OTHER", "IP_ADDRESS"}
    assert accused.places[0].country == "GB"
    assert recipient.role is PartyRole.RECIPIENT
    assert company.name == "Example Social Ltd"


@pytest.mark.parametrize(
    ("words", "harm"),
    [
        ("Child Pornography (possession, manufacture, and distribution)", Harm.IMAGES),
        ("Apparent Child Pornography (Unconfirmed)", Harm.IMAGES),
        ("CSAM", Harm.IMAGES),
        ("Online Enticement of Children for Sexual Acts (pre-travel)", Harm.GROOMING),
        ("Sextortion", Harm.THREATS),
        ("Something never seen", Harm.OTHER),
        (None, Harm.OTHER),
    ],
)
def test_the_kind_of_incident_is_read_and_a_reading_is_said_aloud(words: str | None, harm: Harm) -> None:
    said = understood(lambda report: report["incidentSummary"].update(incidentType=words))
    assert said.harm is harm
    aloud = [warning for warning in said.warnings if "kind of incident" in warning]
    assert bool(aloud) == bool(words and "manufacture" not in words)


def person(**changes: Any) -> Understood:
    return understood(lambda report: report["reportedPeople"]["reportedPersons"][0].update(changes))


@pytest.mark.parametrize(
    ("said", "answer"),
    [("Yes", Answer.YES), (True, Answer.YES), ("No", Answer.NO), ("Unknown", Answer.UNKNOWN), (None, Answer.UNKNOWN)],
)
def test_access_to_children_has_three_answers(said: Any, answer: Answer) -> None:
    heard = person(accessToChildren=said, accessToChildVictim=None)
    assert heard.answer(Fact.ACCESS_TO_CHILDREN) is answer


def test_access_to_this_child_counts_as_access_to_children() -> None:
    assert person(accessToChildren="No", accessToChildVictim=True).answer(Fact.ACCESS_TO_CHILDREN) is Answer.YES


def test_one_person_who_says_no_does_not_hide_another() -> None:
    def two(report: Any) -> None:
        first = report["reportedPeople"]["reportedPersons"][0]
        first["convictedSexOffender"] = "No"
        report["reportedPeople"]["reportedPersons"].append({"convictedSexOffender": "Unknown"})

    assert understood(two).answer(Fact.KNOWN_OFFENDER) is Answer.UNKNOWN
    assert person(convictedSexOffender="Yes").answer(Fact.KNOWN_OFFENDER) is Answer.YES


@pytest.mark.parametrize(
    ("occupation", "trusted"),
    [
        ("Teacher", True),
        ("Retired PE teacher, part-time football coach", True),
        ("School counsellor", True),
        ("Coach driver", False),
        ("Coach driver and swimming coach", True),
        ("not a teacher", False),
        ("Teachers' union clerk", False),
        ("Clerk", False),
    ],
)
def test_occupations_of_trust_come_from_the_table(occupation: str, trusted: bool) -> None:
    assert (person(occupation=occupation).answer(Fact.POSITION_OF_TRUST) is Answer.YES) is trusted


@pytest.mark.parametrize(
    ("note", "answer", "reasoned"),
    [
        ("NCMEC Priority Level: 1", Answer.YES, True),
        ("CyberTip is Priority 1 (imminent danger)", Answer.YES, True),
        ("Priority 2", Answer.YES, False),
        ("Priority 3", Answer.UNKNOWN, False),
        ("There is no sign of imminent danger.", Answer.UNKNOWN, False),
        ("Priority 10", Answer.UNKNOWN, False),
    ],
)
def test_priority_words_of_the_sender_escalate(note: str, answer: Answer, reasoned: bool) -> None:
    said = understood(lambda report: report.update(additionalInformations=[{"value": note}]))
    assert said.answer(Fact.ESCALATED) is answer
    assert bool(said.facts[Fact.ESCALATED].sentence if answer is Answer.YES else "") is reasoned


def test_a_priority_under_a_key_that_nobody_knows_counts() -> None:
    said = understood(lambda report: report.update(priorityLevel="1"))
    assert said.answer(Fact.ESCALATED) is Answer.YES


def test_words_copied_from_a_message_do_not_escalate() -> None:
    said = understood(
        lambda report: report["incidentDetails"].update(emailIncident=[{"contents": [{"value": "urgent, priority 1"}]}])
    )
    assert said.answer(Fact.ESCALATED) is Answer.UNKNOWN


def test_marks_of_files_become_facts() -> None:
    tags = {"groups": [{"name": "Content", "tags": [{"value": "Infant/Toddler"}, {"value": "Viral"}]}]}
    said = understood(lambda report: report["uploadedFiles"]["uploadedFiles"][0].update(ncmecTags=tags))
    assert said.answer(Fact.INFANT) is Answer.YES
    assert said.answer(Fact.VIRAL) is Answer.YES
    assert said.files[0].annotations == ("Content: Infant/Toddler", "Content: Viral")


@pytest.mark.parametrize(
    ("age", "years", "band"),
    [
        (12, 12, AgeBand.FROM_11_TO_13),
        ("12-14", 12, AgeBand.FROM_11_TO_13),
        ("about 9", 9, AgeBand.FROM_5_TO_10),
        (400, None, AgeBand.UNKNOWN),
        ("-3", None, AgeBand.UNKNOWN),
        ("1" * 5000, None, AgeBand.UNKNOWN),
        ("old", None, AgeBand.UNKNOWN),
    ],
)
def test_ages_that_nobody_has_are_unknown_and_kept(age: Any, years: int | None, band: AgeBand) -> None:
    accused = person(approximateAge=age).parties[0]
    assert (accused.age, accused.age_band, accused.age_as_received) == (years, band, str(age))


def test_an_age_is_reckoned_from_the_birthday_on_the_day_of_receipt() -> None:
    accused = person(approximateAge=None, dateOfBirth="2012-01-06").parties[0]
    assert accused.age == 13
    assert person(approximateAge=None, dateOfBirth="2012-01-05").parties[0].age == 14
    assert person(approximateAge=None, dateOfBirth="2030-01-05").parties[0].age is None


def test_a_recipient_under_18_stands_as_the_child() -> None:
    recipient = {"approximateAge": "12", "gender": "Female", "screenName": {"value": "r"}}
    said = understood(lambda report: report.update(intendedRecipients=[recipient]))
    (child,) = said.of(PartyRole.CHILD)
    assert (child.sex, child.age) == (Sex.GIRL, 12)
    assert not said.of(PartyRole.RECIPIENT)


def test_a_reported_child_is_pointed_out() -> None:
    assert any("a child as well" in warning for warning in person(approximateAge="15").warnings)


@pytest.mark.parametrize("value", [None, [], {}, "", 0, False, "text", 7, [[]], [None], {"x": None}])
def test_whatever_the_containers_are_there_is_an_answer(value: Any) -> None:
    top = report_json()
    for path in [("reportedInformation",), *(("reportedInformation", key) for key in top["reportedInformation"])]:
        package: LePackage = read_json(put(report_json(), path, value))
        said = understand_lepackage(package, sender="X")
        assert said.to_document()["source_kind"] == "AGENCY"


def test_the_table_says_what_the_program_knows() -> None:
    kinds = {About.OCCUPATION: Fact, About.MARK: Fact, About.INCIDENT: Harm}
    for about, kind in kinds.items():
        assert all(phrase.meaning in {*kind, "NOTHING"} for phrase in phrases()[about])
    for found in phrases().values():
        assert all(phrase.words == plain_words(phrase.words) for phrase in found)
        assert len({phrase.words for phrase in found}) == len(found)


def test_a_capture_is_typed_by_its_word_and_an_unknown_word_is_kept() -> None:
    assert meaning_of(About.CAPTURE, "IP Address") == "IP_ADDRESS"
    assert not meaning_of(About.CAPTURE, "Shoe size")
    assert not list(meanings_in(About.OCCUPATION, ""))
