"""The questionnaire as data: complete, walkable from every side, and read into the neutral form."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.casework.reports.public.questions import (
    BadQuestionnaire,
    Questionnaire,
    in_words,
    questionnaire,
    read_questions,
)
from daymark.casework.reports.rules.accounts_said import left_unread, read_accounts
from daymark.casework.reports.rules.answers import Subject, subject_of
from daymark.casework.reports.rules.documents import from_document
from daymark.casework.reports.rules.from_answers import Setting, understand_answers
from daymark.casework.reports.rules.meeting_said import meeting_moment, read_day, read_time
from daymark.casework.reports.rules.understood import Answer, Environment, Fact, Harm, PartyRole, Sex

NOW = Setting(datetime(2026, 3, 2, 12, 0, tzinfo=UTC), ZoneInfo("Europe/London"), "GB")


def any_text() -> st.SearchStrategy[str]:
    return st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60)


@st.composite
def answers(draw: st.DrawFn) -> dict[str, str]:
    """Answers as somebody gives them who walks through, answering what must be and some of the rest."""
    said: dict[str, str] = {}
    for step in questionnaire().steps:
        if step.applies(said):
            for field in step.fields:
                if field.kind == "choice":
                    options = [*field.choices] + ([] if step.needed else [""])
                    said[field.name] = draw(st.sampled_from(options))
                else:
                    said[field.name] = draw(any_text())
    return said


def test_every_kind_of_harm_place_and_sex_can_be_said():
    fields = {field.name: field for step in questionnaire().steps for field in step.fields}
    assert set(fields["harm"].choices) == set(Harm)
    assert set(fields["where"].choices) == set(Environment)
    assert set(fields["sex"].choices) == set(Sex)


def test_danger_is_asked_before_what_it_is_about():
    names = [step.name for step in questionnaire().steps]
    assert names.index("danger") < names.index("kind")


@settings(deadline=None, max_examples=60)
@given(answers())
def test_every_walk_ends_at_the_check(said: dict[str, str]):
    form, done = questionnaire(), []
    step = form.steps[0]
    for _ in range(100):
        done.append(step.name)
        following = form.following(step, said, done)
        if following is None:
            break
        step = following
    assert set(done) == {each.name for each in form.asked(said)}
    assert form.first_missing(said) is None


@settings(deadline=None, max_examples=100)
@given(answers())
def test_whatever_is_answered_can_be_understood_and_read_back(said: dict[str, str]):
    understood = understand_answers(questionnaire().kept(said), NOW)
    assert from_document(understood.to_document()) == understood
    assert all(fact.said_by == "the reporter" for fact in understood.facts.values())


@settings(deadline=None, max_examples=60)
@given(answers())
def test_a_question_that_was_skipped_is_unknown(said: dict[str, str]):
    understood = understand_answers({**said, "danger": "", "meeting": "", "self_harm": ""}, NOW)
    for fact in (Fact.IMMEDIATE_DANGER, Fact.MEETING_ARRANGED, Fact.SELF_HARM):
        assert understood.answer(fact) is Answer.UNKNOWN


@pytest.mark.parametrize(
    ("said", "fact", "answer"),
    [
        ({"danger": "YES"}, Fact.IMMEDIATE_DANGER, Answer.YES),
        ({"danger": "NO"}, Fact.IMMEDIATE_DANGER, Answer.NO),
        ({"danger": "NOT_SURE"}, Fact.IMMEDIATE_DANGER, Answer.UNKNOWN),
        ({"meeting": "ARRANGED"}, Fact.MEETING_ARRANGED, Answer.YES),
        ({"meeting": "ASKED"}, Fact.MEETING_ARRANGED, Answer.UNKNOWN),
        ({"meeting": "NO"}, Fact.MEETING_ARRANGED, Answer.NO),
        ({"harm": "THREATS"}, Fact.THREATS_MADE, Answer.YES),
        ({"self_harm": "NOT_SAID"}, Fact.SELF_HARM, Answer.UNKNOWN),
        ({"person_is": "FAMILY"}, Fact.ACCESS_TO_CHILDREN, Answer.YES),
        ({"person_is": "ONLINE"}, Fact.ACCESS_TO_CHILDREN, Answer.UNKNOWN),
        ({"person_is": "WORKS"}, Fact.POSITION_OF_TRUST, Answer.YES),
        ({"trust": "YES"}, Fact.POSITION_OF_TRUST, Answer.YES),
        ({"adult_knows": "NO"}, Fact.ADULT_KNOWS, Answer.NO),
        ({"live": "YES"}, Fact.LIVE_ABUSE, Answer.YES),
        ({"continues": "YES"}, Fact.CONTACT_CONTINUES, Answer.YES),
    ],
)
def test_an_answer_becomes_a_fact(said: dict[str, str], fact: Fact, answer: Answer):
    assert understand_answers({"who": "PARENT", "harm": "GROOMING", **said}, NOW).answer(fact) is answer


def test_whom_a_report_is_about_decides_the_words():
    assert subject_of({"who": "CHILD", "about": "ME"}) is Subject.YOU
    assert subject_of({"who": "PARENT", "harm": "IMAGES"}) is Subject.NOBODY
    assert subject_of({"who": "PARENT", "harm": "IMAGES", "known_child": "YES"}) is Subject.CHILD
    assert in_words({"YOU": "you", "CHILD": "the child"}, Subject.NOBODY) == "the child"


def test_a_child_who_writes_is_the_child_of_the_report():
    said = {"who": "CHILD", "about": "ME", "age": "about 12", "sex": "BOY", "area": "Leeds", "contact_name": "Sam"}
    (child,) = understand_answers(said, NOW).of(PartyRole.CHILD)
    assert (child.name, child.age, child.age_as_received, child.sex, child.relation) == (
        "Sam",
        12,
        "about 12",
        Sex.BOY,
        "the reporter",
    )


def test_what_the_story_names_is_found_and_told_from_the_accounts():
    said = {
        "who": "OTHER",
        "harm": "GROOMING",
        "story": "Write to a@b.example or c@d.example",
        "accounts": "a@b.example",
    }
    understood = understand_answers(said, NOW)
    assert [each.received for each in understood.of(PartyRole.PERSON_COMPLAINED_OF)[0].identifiers] == ["a@b.example"]
    assert [(each.received, each.event) for each in understood.identifiers] == [
        ("c@d.example", "in the reporter's words")
    ]


def test_names_on_lines_are_read_as_names_where_it_happened():
    found = read_accounts("cool_guy22\n@harbour, wave.rider", platform="Example Chat", where="INSTANT_MESSAGES")
    assert [(each.kind, each.value, each.platform) for each in found] == [
        ("MESSENGER_HANDLE", "cool_guy22", "Example Chat"),
        ("MESSENGER_HANDLE", "harbour", "Example Chat"),
        ("MESSENGER_HANDLE", "wave.rider", "Example Chat"),
    ]


def test_a_service_we_know_gives_its_name_and_its_kind():
    (found,) = read_accounts("cool_guy22", platform=" INSTA ", where="GAME")
    assert (found.kind, found.platform) == ("USERNAME", "Instagram")


def test_a_sentence_is_not_taken_for_a_name_and_is_kept_as_a_note():
    text = "cool_guy22\nhe has a blue car and says he is 15"
    assert [each.value for each in read_accounts(text)] == ["cool_guy22"]
    assert left_unread(text)
    understood = understand_answers({"who": "OTHER", "accounts": text}, NOW)
    assert understood.of(PartyRole.PERSON_COMPLAINED_OF)[0].notes == (text,)


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=20), st.sampled_from([*Environment, ""]))
def test_accounts_never_fail(text: str, platform: str, where: str):
    for each in read_accounts(text, platform=platform, where=where, region="GB"):
        assert each.received


@pytest.mark.parametrize(
    ("day", "time", "instant"),
    [
        ("2026-03-04", "15:30", datetime(2026, 3, 4, 15, 30, tzinfo=UTC)),
        ("04/07/2026", "3pm", datetime(2026, 7, 4, 14, 0, tzinfo=UTC)),  # summer time
        ("2026-03-04", "after school", datetime(2026, 3, 4, 0, 0, tzinfo=UTC)),
        ("2026-03-02", "", datetime(2026, 3, 2, 23, 59, tzinfo=UTC)),
        ("next Saturday", "noon", None),
    ],
)
def test_a_meeting_is_placed_in_time_as_early_as_it_may_be(day: str, time: str, instant: datetime | None):
    moment = meeting_moment(day, time, at=NOW.at, zone=NOW.zone)
    assert moment is not None
    assert moment.instant == instant
    assert moment.as_received == f"{day} {time}".strip()


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_days_and_times_never_fail(day: str, time: str):
    read_day(day)
    read_time(time)
    meeting_moment(day, time, at=NOW.at, zone=NOW.zone)


@pytest.mark.parametrize(
    "entries",
    [
        [{"name": "a", "colour": "red"}],
        [{"name": "a"}, {"name": "a"}],
        [{"name": "a", "fields": [{"name": "x", "kind": "line", "label": "X", "size": 3}]}],
        [{"name": n, "fields": [{"name": "x", "kind": "line", "label": "X"}]} for n in ("a", "b")],
    ],
)
def test_a_questionnaire_that_is_not_understood_is_refused_by_name(entries: list[dict[str, object]]):
    with pytest.raises(BadQuestionnaire, match=r"a|x"):
        read_questions(entries)


def test_a_condition_names_a_field_that_is_asked_earlier():
    seen = {"subject", "has_accounts"}
    for step in questionnaire().steps:
        assert {*step.when, *step.unless} <= seen, step.name
        seen |= {field.name for field in step.fields}


def test_an_empty_questionnaire_leads_straight_to_the_check():
    assert Questionnaire(()).first_missing({}) is None
