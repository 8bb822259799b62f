"""The rules of triage: what must hold for every report that can be thought of, and what a lead would look up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.triage.strategies import AT, contexts, records, reports
from daymark.casework.reports.rules.understood import (
    AgeBand,
    Answer,
    Fact,
    FactSaid,
    Harm,
    MomentSaid,
    PartyRole,
    PartySaid,
    Understood,
)
from daymark.casework.triage.rules import (
    CLOCKS,
    SIGNALS,
    Decided,
    RecordKept,
    Signal,
    TriageContext,
    Verdict,
    Weighed,
    allowed,
    assess,
    reason_of_signal,
    standing_priority,
    tag_of,
    weigh,
)
from daymark.casework.triage.rules.circumstances import SeenBefore
from daymark.casework.triage.rules.questions import FACT_QUESTIONS
from examples import make_understood

CALM = TriageContext(at=AT)
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def saying(said: Understood, fact: Fact, answer: Answer) -> Understood:
    return replace(said, facts={**said.facts, fact: FactSaid(answer, "the reporter")})


def codes(verdict: Verdict | Weighed) -> list[str]:
    return [reason.code for reason in verdict.reasons]


@given(reports, contexts, st.sampled_from(Fact))
def test_a_yes_never_lowers_the_priority(said, context, fact):
    before = assess(saying(said, fact, UNKNOWN), context)
    after = assess(saying(said, fact, YES), context)
    assert after.priority <= before.priority
    assert (after.floor or 3) <= (before.floor or 3)


@given(reports, contexts, st.sampled_from([fact for fact in Fact if fact is not Fact.ADULT_KNOWS]))
def test_unknown_never_counts_as_no(said, context, fact):
    unknown, denied = assess(saying(said, fact, UNKNOWN), context), assess(saying(said, fact, NO), context)
    assert unknown.priority <= denied.priority
    assert unknown.rank >= denied.rank
    asked = {question.code for question in unknown.questions}
    harms = {each: harms for each, harms, _, _ in FACT_QUESTIONS}
    if said.harm in harms.get(fact, ()):
        assert fact.value in asked
        assert fact.value not in {question.code for question in denied.questions}


@given(reports, contexts)
def test_that_nobody_knows_whether_an_adult_knows_is_not_a_no(said, context):
    verdict = assess(saying(said, Fact.ADULT_KNOWS, UNKNOWN), context)
    assert "NO_ADULT_KNOWS" not in codes(verdict)


@given(reports, contexts)
def test_a_viral_picture_is_never_less_urgent_for_being_viral(said, context):
    before, after = (
        assess(saying(said, Fact.VIRAL, UNKNOWN), context),
        assess(saying(said, Fact.VIRAL, YES), context),
    )
    assert (after.priority, after.rank, after.floor) == (before.priority, before.rank, before.floor)


@given(reports, contexts)
def test_every_priority_has_a_reason_of_that_weight_in_a_sentence(said, context):
    verdict = assess(said, context)
    assert verdict.reasons
    assert verdict.reasons[0].grade <= verdict.priority
    assert all(reason.sentence and reason.sentence[0].isupper() for reason in verdict.reasons)
    assert verdict.clock <= CLOCKS[verdict.priority]
    assert verdict.clock >= timedelta(hours=1)


@given(reports, contexts, st.sampled_from(Signal))
def test_every_reason_has_its_tag(said, context, signal):
    verdict = assess(said, replace(context, signals=(reason_of_signal(signal),)))
    assert all(tag_of(reason.code) for reason in verdict.reasons if reason.code != "TOGETHER")


@given(reports, contexts, st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_said_does_not_matter(said, context, chance):
    facts, parties = list(said.facts.items()), list(said.parties)
    chance.shuffle(facts)
    chance.shuffle(parties)
    shuffled = replace(said, facts=dict(facts), parties=tuple(parties))
    assert assess(shuffled, context) == assess(said, context)


@given(reports, contexts, reports, contexts)
def test_folding_two_copies_never_lowers_and_knows_no_order(one, its, other, others):
    first, second = assess(one, its), assess(other, others)
    folded = weigh([*first.reasons, *second.reasons])
    assert folded == weigh([*second.reasons, *first.reasons])
    assert folded.priority <= min(first.priority, second.priority)
    assert folded.child_in_danger == (first.child_in_danger or second.child_in_danger)
    assert weigh([*folded.reasons, *first.reasons]) == folded, "the same copy again changes nothing"


@given(reports, contexts)
def test_weighing_its_own_reasons_again_gives_the_same(said, context):
    verdict = assess(said, context)
    again = weigh(verdict.reasons)
    assert (again.priority, again.rank, again.floor, again.reasons) == (
        verdict.priority,
        verdict.rank,
        verdict.floor,
        verdict.reasons,
    )


@given(reports, contexts, st.sampled_from(Signal))
def test_a_signal_never_lowers(said, context, signal):
    before = assess(said, context)
    after = assess(said, replace(context, signals=(reason_of_signal(signal),)))
    assert after.priority <= before.priority
    assert (after.floor or 3) <= (before.floor or 3)


@given(reports, contexts, st.integers(-2, 6), st.integers(1, 3))
def test_nobody_decides_under_the_floor(said, context, chosen, over):
    verdict = assess(said, context)
    assert verdict.priority <= (verdict.floor or 3)
    if verdict.floor:
        assert not any(allowed(priority, verdict.floor) for priority in range(verdict.floor + 1, 4))
    if allowed(chosen, verdict.floor):
        standing = standing_priority(weigh(verdict.reasons), Decided(chosen, over))
        assert standing <= (verdict.floor or 3)


@given(reports, contexts, reports, contexts, st.integers(1, 3))
def test_a_decision_holds_until_something_graver_is_said(said, context, news, others, chosen):
    first = assess(said, context)
    decided = Decided(chosen, first.priority)
    if not allowed(chosen, first.floor):
        return
    folded = weigh([*first.reasons, *assess(news, others).reasons])
    standing = standing_priority(folded, decided)
    assert standing <= min(chosen, folded.floor or 3)
    if folded.priority < first.priority:
        assert standing <= folded.priority
    elif folded.floor == first.floor:
        assert standing == chosen


@given(st.integers(1, 300), st.integers(1, 300))
def test_the_sooner_the_meeting_the_graver(one, other):
    def meeting(hours: int) -> Verdict:
        when = MomentSaid("", AT + timedelta(hours=hours), True)
        return assess(make_understood(Fact.MEETING_ARRANGED, harm=Harm.MEETING, happened=when), CALM)

    sooner, later = meeting(min(one, other)), meeting(max(one, other))
    assert sooner.priority <= later.priority
    assert sooner.rank >= later.rank


@given(st.lists(records, min_size=1, max_size=4).map(tuple))
def test_the_clock_never_runs_past_the_end_of_the_records(kept):
    verdict = assess(make_understood(harm=Harm.IMAGES), TriageContext(at=AT, records=kept))
    ends = [record.ends_at for record in kept if record.ends_at and record.ends_at > AT]
    if ends:
        assert AT + verdict.clock <= max(min(ends), AT + timedelta(hours=1))


@pytest.mark.parametrize(
    "fact", [Fact.IMMEDIATE_DANGER, Fact.LIVE_ABUSE, Fact.SELF_HARM], ids=lambda fact: fact.value.lower()
)
def test_a_child_in_danger_is_priority_one_and_nobody_can_lower_it(fact):
    verdict = assess(make_understood(fact, harm=Harm.OTHER), CALM)
    assert (verdict.priority, verdict.floor, verdict.child_in_danger) == (1, 1, True)
    assert verdict.clock == timedelta(hours=1)


def test_an_escalation_with_a_reason_is_priority_one_and_without_at_least_two():
    said = make_understood(harm=Harm.IMAGES)
    with_reason = replace(said, facts={Fact.ESCALATED: FactSaid(YES, "the sender", "The child is with the person.")})
    assert assess(with_reason, CALM).floor == 1
    bare = assess(saying(said, Fact.ESCALATED, YES), CALM)
    assert (bare.priority, bare.floor) == (2, 2)


def test_abuse_of_which_nobody_said_that_it_stopped_is_graver_than_abuse_that_stopped():
    silent = assess(make_understood(Fact.KNOWN_OFFENDER, harm=Harm.CONTACT_ABUSE), CALM)
    stopped = assess(
        saying(make_understood(Fact.KNOWN_OFFENDER, harm=Harm.CONTACT_ABUSE), Fact.CONTACT_CONTINUES, NO), CALM
    )
    assert (silent.priority, stopped.priority) == (1, 2)


def test_a_graver_floor_that_comes_later_lifts_what_a_person_had_lowered():
    grave = make_understood(Fact.ACCESS_TO_CHILDREN, harm=Harm.OTHER)
    threatened = saying(grave, Fact.THREATS_MADE, YES)
    lowered = Decided(3, over=assess(grave, CALM).priority)
    assert standing_priority(weigh(assess(grave, CALM).reasons), lowered) == 3
    assert standing_priority(weigh(assess(threatened, CALM).reasons), lowered) == 2


def test_threats_to_a_child_whose_age_nobody_gave_have_the_floor_of_a_young_child():
    def threatened(*bands: AgeBand) -> Verdict:
        parties = tuple(PartySaid(role=PartyRole.CHILD, age_band=band) for band in bands)
        return assess(make_understood(Fact.THREATS_MADE, parties=parties), CALM)

    assert threatened(AgeBand.UNKNOWN).floor == 2
    assert threatened().floor == 2
    assert threatened(AgeBand.FROM_11_TO_13).floor == 2
    assert threatened(AgeBand.FROM_16_TO_17).floor is None
    assert threatened(AgeBand.FROM_16_TO_17, AgeBand.UNKNOWN).floor == 2


def test_a_meeting_at_an_unknown_time_asks_when_and_is_at_most_two():
    verdict = assess(make_understood(Fact.MEETING_ARRANGED), CALM)
    assert verdict.priority <= 2
    assert verdict.floor == 2
    assert "MEETING_TIME" in {question.code for question in verdict.questions}


def test_three_grave_reasons_together_raise_to_one_and_say_so():
    two = make_understood(Fact.ACCESS_TO_CHILDREN)
    assert assess(two, CALM).priority == 2
    three = assess(saying(two, Fact.CONTACT_CONTINUES, YES), CALM)
    assert three.priority == 1
    assert three.reasons[0].code == "TOGETHER"
    assert not three.child_in_danger, "raised by sum is urgent, not danger"


def test_how_often_the_same_account_was_reported_counts_in_steps():
    said = make_understood(harm=Harm.IMAGES)
    priorities = [
        assess(said, TriageContext(at=AT, seen_before=SeenBefore(count))).priority for count in (0, 1, 2, 3, 50)
    ]
    assert priorities == [3, 3, 3, 2, 2]


def test_records_that_run_out_this_week_are_grave_and_set_the_clock():
    kept = RecordKept(AT - timedelta(days=364, hours=12), 365)
    verdict = assess(make_understood(harm=Harm.IMAGES), TriageContext(at=AT, records=(kept,)))
    assert verdict.priority == 2
    assert verdict.clock == timedelta(hours=12)


def test_a_plain_report_of_pictures_without_more_is_priority_three():
    verdict = assess(make_understood(harm=Harm.IMAGES, parties=()), CALM)
    assert (verdict.priority, verdict.floor, verdict.clock) == (3, None, timedelta(days=5))


def test_only_a_reporter_with_a_way_back_is_asked_and_never_what_only_officers_know():
    verdict = assess(make_understood(), replace(CALM, reporter_can_be_asked=True))
    by_code = {question.code: question for question in verdict.questions}
    assert by_code["CONTACT_CONTINUES"].can_be_asked
    assert not by_code["KNOWN_OFFENDER"].can_be_asked
    assert not any(question.can_be_asked for question in assess(make_understood(), CALM).questions)


@settings(max_examples=20)
@given(st.sampled_from(Signal))
def test_every_signal_has_its_words(signal):
    assert reason_of_signal(signal).sentence == SIGNALS[signal].sentence
