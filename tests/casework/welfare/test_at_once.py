"""Two screens at the same moment: one look at a time, nothing counted twice, no deadlock."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.welfare import actions
from daymark.casework.welfare.models import Exposure, Pair, Tally
from daymark.casework.welfare.queries import allowance_of
from daymark.casework.welfare.rules.caring import PairedAlready
from daymark.casework.welfare.rules.counting import Span, desk_time
from people import make_cast
from together import at_once

pytestmark = pytest.mark.usefixtures("committed")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def look_often(person, times=12):
    def act():
        for number in range(times):
            with acting_as(person):
                begun = actions.begin_look(
                    by=person,
                    at=NOON + timedelta(seconds=5 * number),
                    case_reference="C-2026-00001",
                    kind="stack",
                    number=number,
                    severity=3,
                    longest_ms=4_000,
                )
            with acting_as(person):
                actions.end_look(by=person, at=NOON + timedelta(seconds=5 * number + 3), look=begun.look)

    return act


def consistent(person):
    """The person's looks do not overlap, none is open, and the sums are those of the rule."""
    with acting_as(person):
        looks = [Span(each.began_at, each.ended_at) for each in Exposure.objects.order_by("began_at", "id")]
        summed = sum(Tally.objects.values_list("ms", flat=True))
    assert all(one.ended <= following.began for one, following in pairwise(looks))
    assert timedelta(milliseconds=summed) == sum((each.length for each in desk_time(looks)), timedelta())
    return len(looks)


def test_one_person_at_two_screens_looks_at_one_thing_at_a_time():
    ben = make_cast().ben
    at_once(look_often(ben), look_often(ben))
    assert consistent(ben) == 24


def test_two_who_look_together_and_each_on_her_own_screen_are_both_counted_for_all():
    cast = make_cast()
    with acting_as(cast.ben):
        pair = actions.ask_pair(by=cast.ben, colleague=cast.ines, at=NOON)
    with acting_as(cast.ines):
        actions.accept_pair(pair_id=pair.pk, by=cast.ines, at=NOON)
    at_once(look_often(cast.ben), look_often(cast.ines))
    assert consistent(cast.ben) == consistent(cast.ines) == 24
    with acting_as(cast.ben):
        alone = allowance_of(cast.ben, at=NOON + timedelta(hours=1)).looked
    with acting_as(cast.ines):
        assert allowance_of(cast.ines, at=NOON + timedelta(hours=1)).looked == alone


def test_a_person_whom_two_ask_accepts_one_of_them():
    cast = make_cast()
    asked = []
    for who in (cast.ben, cast.amina):
        with acting_as(who):
            asked.append(actions.ask_pair(by=who, colleague=cast.ines, at=NOON).pk)

    def accept(number):
        with acting_as(cast.ines):
            return actions.accept_pair(pair_id=number, by=cast.ines, at=NOON)

    answers = at_once(*(lambda number=number: accept(number) for number in asked))
    assert {type(each) for each in answers} == {Pair, PairedAlready}
    with acting_as_system():
        assert Pair.objects.filter(ended_at=None).exclude(accepted_at=None).count() == 1
