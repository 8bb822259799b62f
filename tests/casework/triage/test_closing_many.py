"""Many rows end together, or none does."""

import pytest
from django.db import transaction

from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.reports.rules.understood import Fact
from daymark.casework.triage import actions as triage
from daymark.casework.triage.actions import ClosingReason
from daymark.casework.triage.actions.closing_many import Ending, close_many
from daymark.casework.triage.actions.deciding import ChildInDanger
from daymark.casework.triage.actions.rows import Ended, HeldByAnother, ReasonNeeded
from daymark.casework.triage.models import Bundle, BundleState
from daymark.casework.triage.queries import bundle_of
from examples import NOON, make_report
from people import make_cast

pytestmark = pytest.mark.django_db
JUNK = Ending(ClosingReason.JUNK, "Sent by a machine.")


def rows(*facts, count=3):
    with acting_as_system():
        return [bundle_of(make_report(*facts)) for _ in range(count)]


def states(*given):
    with acting_as_system():
        return set(Bundle.objects.filter(pk__in=[row.pk for row in given]).values_list("state", flat=True))


def close(given, by, ending=JUNK):
    with acting_as(by), transaction.atomic():
        return close_many(endings={row.pk: ending for row in given}, by=by, at=NOON)


def test_a_flood_of_junk_ends_in_one_go_and_each_end_is_on_record():
    cast, junk = make_cast(), rows()
    close(junk, cast.amina)
    assert states(*junk) == {BundleState.CLOSED}
    assert AuditRecord.objects.filter(act="report closed", actor_name="Amina").count() == len(junk)
    with acting_as_system():
        assert Bundle.objects.get(pk=junk[0].pk).end_reason == "Not a report. Sent by a machine."


def test_a_row_that_somebody_else_holds_stops_all_of_it():
    cast, junk = make_cast(), rows()
    with acting_as(cast.ines):
        triage.take(bundle=junk[0], by=cast.ines, at=NOON)
    with pytest.raises(HeldByAnother, match="Nothing was closed"):
        close(junk, cast.amina)
    assert BundleState.CLOSED not in states(*junk)


def test_a_child_in_danger_is_closed_by_a_supervisor_alone():
    cast, grave = make_cast(), rows(Fact.IMMEDIATE_DANGER)
    with pytest.raises(ChildInDanger):
        close(grave, cast.amina)
    close(grave, cast.chen)
    assert states(*grave) == {BundleState.CLOSED}


def test_what_has_ended_cannot_end_again():
    cast, junk = make_cast(), rows()
    close(junk, cast.amina)
    with pytest.raises(Ended):
        close(junk, cast.amina)


def test_a_reason_is_needed_for_each():
    cast, junk = make_cast(), rows()
    with pytest.raises(ReasonNeeded):
        close(junk, cast.amina, Ending(ClosingReason.JUNK, " "))
    assert BundleState.CLOSED not in states(*junk)
