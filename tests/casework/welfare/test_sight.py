"""Row-level security: what the database itself gives to whom, and what it lets nobody change."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.welfare import actions
from daymark.casework.welfare.models import (
    Break,
    DeskState,
    Exposure,
    LeftOut,
    Lift,
    Pair,
    PolicyVersion,
    Session,
    Tally,
)
from daymark.casework.welfare.rules.policy import Policy
from people import make_cast

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OWN = (Exposure, DeskState, Break, LeftOut, Session, Pair)


@pytest.fixture
def cast():
    """Ben looked, took a break, leaves something out, keeps a session, asked Ines; Chen lifted his limit."""
    cast = make_cast()
    with acting_as(cast.chen):
        actions.change_policy(policy=Policy(), reason="A beginning.", by=cast.chen, at=NOON)
        actions.lift(person=cast.ben, minutes=5, reason="Tonight.", by=cast.chen, at=NOON)
    with acting_as(cast.ben):
        shown = {"case_reference": "C-2026-00042", "kind": "stack", "number": 1, "severity": 5}
        begun = actions.begin_look(by=cast.ben, at=NOON, longest_ms=10_000, **shown)
        actions.end_look(by=cast.ben, at=NOON + timedelta(seconds=5), look=begun.look)
        actions.start_break(by=cast.ben, at=NOON + timedelta(seconds=9))
        actions.leave_out(by=cast.ben, at=NOON, categories=["INFANT"])
        actions.keep_session(by=cast.ben, at=NOON, on=NOON.date(), note="Mine.")
        actions.ask_pair(by=cast.ben, colleague=cast.ines, at=NOON)
    return cast


def own(model, cast):
    """Ben's rows; those of a pair are his and his colleague's."""
    return model.objects.filter(**{"asker" if model is Pair else "person": cast.ben})


def refused(statement):
    with pytest.raises(DatabaseError, match=r"refused|row-level security|permission denied"), transaction.atomic():
        statement()


@pytest.mark.parametrize("model", OWN)
def test_what_is_a_persons_own_is_seen_by_nobody_else(cast, model):
    with acting_as(cast.ben):
        assert own(model, cast).count() == 1
    others = [cast.amina, cast.chen, cast.sol, cast.ada, cast.dee]
    for other in [*others, cast.ines] if model is not Pair else others:
        with acting_as(other):
            assert not own(model, cast).exists()


def test_the_one_who_is_asked_sees_the_question(cast):
    with acting_as(cast.ines):
        assert Pair.objects.get().asker == cast.ben


@pytest.mark.parametrize("model", [Tally, Lift])
def test_sums_and_lifts_are_seen_by_their_person_and_by_supervisors(cast, model):
    for person, sees in ((cast.ben, 1), (cast.chen, 1), (cast.ines, 0), (cast.ada, 0), (cast.sol, 0), (cast.dee, 0)):
        with acting_as(person):
            assert model.objects.count() == sees


def test_a_supervisor_who_is_shut_out_sees_no_sums(cast):
    with acting_as(cast.chen):
        type(cast.chen).objects.filter(pk=cast.chen.pk).update(is_active=False)
        assert not Tally.objects.exists()


def test_a_supervisor_changes_no_sum_of_anybody(cast):
    with acting_as(cast.chen):
        assert Tally.objects.update(ms=0) == 0
        assert Tally.objects.filter(person=cast.ben).delete()[0] == 0


def test_nobody_gives_the_own_person_a_lift_by_whatever_way(cast):
    row = {"day_on": NOON.date(), "minutes": 60, "reason": "x", "made_at": NOON}
    for person in (cast.ben, cast.chen):
        with acting_as(person):
            refused(lambda who=person: Lift.objects.create(person=who, made_by=who, **row))


def test_the_policy_is_read_by_staff_and_written_by_supervisors(cast):
    with acting_as(cast.ben):
        latest = PolicyVersion.objects.get()
        latest.pk, latest.made_by = None, cast.ben
        refused(lambda: latest.save(force_insert=True))
    with acting_as(cast.dee):
        assert not PolicyVersion.objects.exists()


def test_looks_lifts_and_policies_are_written_once_even_for_the_system(cast):
    with acting_as_system():
        refused(lambda: Exposure.objects.update(severity=0))
        refused(lambda: Exposure.objects.update(ended_at=NOON + timedelta(seconds=1)))
        refused(lambda: Exposure.objects.all().delete())
        refused(lambda: Lift.objects.update(minutes=0))
        refused(lambda: PolicyVersion.objects.update(daily_limit=480))
    for table in ("welfare_exposure", "welfare_lift", "welfare_policy"):
        refused(lambda name=table: connection.cursor().execute(f"TRUNCATE {name} CASCADE"))


def test_an_open_look_gets_an_end_and_nothing_else(cast):
    with acting_as(cast.ines):
        shown = {"case_reference": "", "kind": "file", "number": 1, "severity": None}
        look = actions.begin_look(by=cast.ines, at=NOON, longest_ms=10_000, **shown)
        refused(lambda: Exposure.objects.filter(pk=look.pk).update(ended_at=NOON, number=2))
        assert Exposure.objects.filter(pk=look.pk).update(ended_at=NOON) == 1


def test_the_note_of_a_session_is_ciphertext_on_the_disk(cast):
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute("SELECT note FROM welfare_session")
        assert b"Mine." not in bytes(cursor.fetchone()[0])
