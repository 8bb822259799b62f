"""Several connections at the same moment: nothing twice, nothing lost, no deadlock."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.reports.actions import Arrival, file_reports
from daymark.casework.reports.models import Report, Way
from daymark.casework.reports.rules.understood import Fact, Harm
from daymark.casework.triage import actions
from daymark.casework.triage.models import Assessment, Bundle
from examples import NOON, make_report, make_understood
from people import make_cast, make_user
from together import at_once

pytestmark = pytest.mark.usefixtures("committed")
WORDS = "The same words in every copy of this report, long enough to tell that it is a copy number {}."


def test_two_officers_never_get_the_same_row():
    cast = make_cast()
    officers = [cast.amina, *(make_user(f"Officer{n}", *cast.amina.roles, agency=cast.centre) for n in range(3))]
    for _ in range(40):
        make_report(Fact.ACCESS_TO_CHILDREN)

    def take_all(officer):
        taken = []
        while True:
            with acting_as(officer):
                row = actions.take_next(by=officer, at=NOON)
            if row is None:
                return taken
            taken.append(row.pk)

    taken = at_once(*(lambda officer=officer: take_all(officer) for officer in officers))
    times = Counter(pk for each in taken for pk in each)
    assert len(times) == 40
    assert set(times.values()) == {1}
    with acting_as_system():
        assert Bundle.objects.filter(held_by__isnull=True).count() == 0


def file_batch(order: list[int], *facts: Fact) -> None:
    with acting_as_system():
        arrivals = [
            Arrival(
                make_understood(*facts, harm=Harm.OTHER, narrative=WORDS.format(number), parties=()),
                Way.PACKAGE,
                body=b"synthetic",
            )
            for number in order
        ]
        file_reports(arrivals=arrivals, by=None, at=NOON)


def test_copies_filed_at_the_same_moment_in_any_order_make_one_row_each():
    orders = [list(range(12)), list(reversed(range(12))), [*range(6, 12), *range(6)], list(range(0, 12, 2)) * 2]
    for _ in range(3):
        at_once(
            *(lambda order=order: file_batch(order) for order in orders),
            lambda: file_batch(list(range(12)), Fact.THREATS_MADE),
        )
    with acting_as_system():
        assert Bundle.objects.count() == 12
        assert sum(Bundle.objects.values_list("copies", flat=True)) == Report.objects.count() == 180
        assert Assessment.objects.filter(is_current=True).count() == 180
        assert set(Bundle.objects.values_list("priority", flat=True)) == {2}, (
            "the graver copy counts, whoever was first"
        )


def test_a_copy_that_arrives_while_an_officer_takes_the_row_loses_neither():
    cast = make_cast()
    file_batch([1])

    def take():
        with acting_as(cast.amina):
            return actions.take_next(by=cast.amina, at=NOON + timedelta(minutes=1))

    for _ in range(5):
        taken, *_ = at_once(take, lambda: file_batch([1]), lambda: file_batch([1]))
        with acting_as_system():
            row = Bundle.objects.get()
            assert (row.held_by_id == cast.amina.pk) == (taken is not None)
        with acting_as(cast.amina):
            if taken is not None:
                actions.put_back(bundle=row, by=cast.amina, at=NOON)
    with acting_as_system():
        assert Bundle.objects.get().copies == 11
