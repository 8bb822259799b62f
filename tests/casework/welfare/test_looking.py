"""Each look is counted once, for whoever looked, and stops at the limit."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.welfare import actions
from daymark.casework.welfare.models import Break, Exposure, Tally
from daymark.casework.welfare.queries import allowance_of, days_of
from daymark.casework.welfare.rules.allowance import MayNotLook
from daymark.casework.welfare.rules.policy import Pairs, Policy
from daymark.problems import NotForYou
from people import make_cast

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def seconds(number):
    return timedelta(seconds=number)


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def ben(cast):
    with acting_as(cast.ben):
        yield cast.ben


def set_policy(cast, **numbers):
    with acting_as(cast.chen):
        actions.change_policy(policy=Policy(**numbers), reason="For this test.", by=cast.chen, at=NOON)


def look(by, at, **changes):
    asked = {"case_reference": "C-2026-00001", "kind": "stack", "number": 7, "severity": 3, "longest_ms": 10_000}
    return actions.begin_look(by=by, at=at, **{**asked, **changes})


def looked(by, at, length=5, **changes):
    """A whole look of so many seconds."""
    begun = look(by, at, **changes)
    return actions.end_look(by=by, at=at + seconds(length), look=begun.look)


def test_a_look_counts_from_its_beginning_to_its_end(ben):
    looked(ben, NOON, 5)
    assert allowance_of(ben, at=NOON + seconds(100)).looked == seconds(5)


def test_a_look_counts_while_it_still_goes_on(ben):
    look(ben, NOON)
    assert allowance_of(ben, at=NOON + seconds(4)).looked == seconds(4)


def test_a_look_that_was_never_ended_counts_as_long_as_it_could_last(ben):
    look(ben, NOON)
    assert allowance_of(ben, at=NOON + timedelta(hours=2)).looked == seconds(10)
    looked(ben, NOON + timedelta(hours=3), 5)
    assert allowance_of(ben, at=NOON + timedelta(hours=4)).looked == seconds(15)


def test_an_end_that_comes_late_counts_no_longer_than_the_look_could_last(ben):
    looked(ben, NOON, 300)
    assert allowance_of(ben, at=NOON + seconds(400)).looked == seconds(10)


def test_a_new_look_ends_the_one_before(ben):
    first = look(ben, NOON)
    look(ben, NOON + seconds(3))
    first.refresh_from_db()
    assert first.ended_at == NOON + seconds(3)
    assert allowance_of(ben, at=NOON + seconds(5)).looked == seconds(5)


def test_ending_it_twice_changes_nothing(ben):
    ended = looked(ben, NOON, 5)
    again = actions.end_look(by=ben, at=NOON + seconds(8), look=ended.look)
    assert again.ended_at == NOON + seconds(5)
    assert allowance_of(ben, at=NOON + seconds(30)).looked == seconds(5)


def test_a_pause_of_a_minute_counts_and_a_longer_one_does_not(ben):
    looked(ben, NOON, 5)
    looked(ben, NOON + seconds(65), 5)
    assert allowance_of(ben, at=NOON + seconds(75)).looked == seconds(70)
    looked(ben, NOON + seconds(70 + 61), 5)
    assert allowance_of(ben, at=NOON + seconds(200)).looked == seconds(75)


def test_the_pause_is_counted_apart_from_the_severities(ben):
    looked(ben, NOON, 5, severity=5)
    looked(ben, NOON + seconds(10), 4, severity=None)
    day = days_of(ben, at=NOON)[0]
    assert (day.ms, day.looks) == ({"5": 5000, "BETWEEN": 5000, "UNGRADED": 4000}, 2)


def test_a_look_over_midnight_is_divided_between_both_days(ben, settings):
    settings.TIME_ZONE = "Asia/Kathmandu"
    midnight = datetime(2026, 11, 24, tzinfo=ZoneInfo("Asia/Kathmandu"))
    looked(ben, midnight - seconds(4), 10)
    assert allowance_of(ben, at=midnight + seconds(20)).looked == seconds(6)
    assert [day.looked for day in days_of(ben, at=midnight, days=2)] == [seconds(6), seconds(4)]


def test_a_look_that_goes_on_over_midnight_counts_today_only_from_midnight(ben, settings):
    settings.TIME_ZONE = "Asia/Kathmandu"
    midnight = datetime(2026, 11, 24, tzinfo=ZoneInfo("Asia/Kathmandu"))
    look(ben, midnight - seconds(4))
    assert allowance_of(ben, at=midnight + seconds(2)).looked == seconds(2)
    assert allowance_of(ben, at=midnight + seconds(60)).looked == seconds(6)


def test_nobody_looks_beyond_the_limit(cast):
    set_policy(cast, daily_limit=1, warn_before=0)
    with acting_as(cast.ben):
        for number in range(6):
            looked(cast.ben, NOON + seconds(10 * number), 10)
        with pytest.raises(MayNotLook, match="limit is reached"):
            look(cast.ben, NOON + seconds(61))
        answer = allowance_of(cast.ben, at=NOON + seconds(61))
        assert (answer.may_look, answer.left) == (False, timedelta())


def test_the_last_look_of_the_day_is_as_long_as_what_is_left(cast):
    set_policy(cast, daily_limit=1)
    with acting_as(cast.ben):
        for number in range(5):
            looked(cast.ben, NOON + seconds(10 * number), 10)
        looked(cast.ben, NOON + seconds(50), 7)
        assert look(cast.ben, NOON + seconds(57)).limit_ms == 3000


def test_the_warning_comes_before_the_limit(cast):
    set_policy(cast, daily_limit=2, warn_before=1)
    with acting_as(cast.ben):
        assert not allowance_of(cast.ben, at=NOON).warn
        for number in range(6):
            looked(cast.ben, NOON + seconds(10 * number), 10)
        answer = allowance_of(cast.ben, at=NOON + seconds(61))
        assert (answer.warn, answer.may_look) == (True, True)


def test_a_break_is_due_after_so_much_looking_and_the_next_look_waits_for_it(cast):
    set_policy(cast, break_every=10, break_length=5)
    with acting_as(cast.ben):
        for number in range(60):
            looked(cast.ben, NOON + seconds(10 * number), 10)
        over = NOON + seconds(600)
        answer = allowance_of(cast.ben, at=over + seconds(1))
        assert (answer.break_due, answer.break_until) == (True, over + timedelta(minutes=5))
        with pytest.raises(MayNotLook, match="break is due"):
            look(cast.ben, over + seconds(299))
        looked(cast.ben, over + seconds(300), 5)
        assert Break.objects.get().way == "DEMANDED"
        assert not allowance_of(cast.ben, at=over + seconds(310)).break_due


def test_a_break_that_a_person_takes_herself_holds_until_she_ends_it(ben):
    looked(ben, NOON, 5)
    actions.start_break(by=ben, at=NOON + seconds(10))
    with pytest.raises(MayNotLook, match="on a break"):
        look(ben, NOON + seconds(60))
    actions.end_break(by=ben, at=NOON + seconds(90))
    looked(ben, NOON + seconds(100), 5)
    assert Break.objects.get().ended_at == NOON + seconds(90)


def test_ending_a_break_early_does_not_make_a_break_that_is_due_shorter(cast):
    set_policy(cast, break_every=10, break_length=5)
    with acting_as(cast.ben):
        for number in range(60):
            looked(cast.ben, NOON + seconds(10 * number), 10)
        assert actions.start_break(by=cast.ben, at=NOON + seconds(605)).way == "DEMANDED"
        actions.end_break(by=cast.ben, at=NOON + seconds(610))
        with pytest.raises(MayNotLook, match="break is due"):
            look(cast.ben, NOON + seconds(620))


def test_a_lift_adds_minutes_for_that_day_alone(cast):
    set_policy(cast, daily_limit=1)
    with acting_as(cast.chen):
        actions.lift(person=cast.ben, minutes=30, reason="A child is at risk tonight.", by=cast.chen, at=NOON)
    with acting_as(cast.ben):
        assert allowance_of(cast.ben, at=NOON).limit == timedelta(minutes=31)
        assert allowance_of(cast.ben, at=NOON + timedelta(days=1)).limit == timedelta(minutes=1)


def test_two_who_look_together_are_both_counted_by_each_look(cast):
    set_policy(cast, pairs=Pairs.FROM_SEVERITY, pairs_from=4)
    with acting_as(cast.ben):
        looked(cast.ben, NOON, 5, severity=3)
        assert allowance_of(cast.ben, at=NOON, severity=5).pair_needed
        with pytest.raises(MayNotLook, match="Two people"):
            look(cast.ben, NOON + seconds(10), severity=4)
        pair = actions.ask_pair(by=cast.ben, colleague=cast.ines, at=NOON + seconds(100))
    with acting_as(cast.ines):
        actions.accept_pair(pair_id=pair.pk, by=cast.ines, at=NOON + seconds(110))
    with acting_as(cast.ben):
        begun = look(cast.ben, NOON + seconds(120), severity=5)
        assert (begun.person, begun.partner) == (cast.ben, cast.ines)
    with acting_as(cast.ines):
        assert allowance_of(cast.ines, at=NOON + seconds(124)).looked == seconds(4)
        looked(cast.ines, NOON + seconds(125), 5, severity=5)
        assert allowance_of(cast.ines, at=NOON + seconds(140)).looked == seconds(10)
    with acting_as(cast.ben):
        assert allowance_of(cast.ben, at=NOON + seconds(140)).looked == seconds(15)
        actions.end_pair(pair_id=pair.pk, by=cast.ben, at=NOON + seconds(150))
        with pytest.raises(MayNotLook, match="Two people"):
            look(cast.ben, NOON + seconds(160), severity=5)


def test_a_partner_at_the_limit_stops_both(cast):
    set_policy(cast, daily_limit=1)
    with acting_as(cast.ines):
        for number in range(6):
            looked(cast.ines, NOON + seconds(10 * number), 10)
    with acting_as(cast.ben):
        pair = actions.ask_pair(by=cast.ben, colleague=cast.ines, at=NOON + seconds(70))
    with acting_as(cast.ines):
        actions.accept_pair(pair_id=pair.pk, by=cast.ines, at=NOON + seconds(71))
    with acting_as(cast.ben):
        with pytest.raises(MayNotLook, match="Ines"):
            look(cast.ben, NOON + seconds(80))
        assert not Tally.objects.exists()


def test_a_look_of_somebody_else_cannot_be_ended(cast):
    with acting_as(cast.ben):
        begun = look(cast.ben, NOON)
    with acting_as(cast.ines), pytest.raises(NotForYou):
        actions.end_look(by=cast.ines, at=NOON, look=begun.look)


def test_partners_administrators_and_analysts_of_counts_do_not_look(cast):
    for person in (cast.dee, cast.ada, cast.sol):
        with acting_as(person), pytest.raises(NotForYou):
            look(person, NOON)
    with acting_as_system():
        assert not Exposure.objects.exists()


def test_a_clock_that_is_put_back_makes_no_look_overlap_another(ben):
    looked(ben, NOON, 5)
    begun = look(ben, NOON + seconds(2))
    assert begun.began_at == NOON + seconds(5)
