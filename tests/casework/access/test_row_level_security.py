"""Beneath every check of the program the database itself decides who sees which row."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import pytest
from django.apps import apps
from django.db import connection, transaction

from daymark.casework.access.context import (
    NOBODY,
    Scope,
    acting,
    acting_as,
    acting_as_reporter,
    acting_as_system,
    current,
)
from daymark.casework.access.models import User
from daymark.casework.cases.models import Case, CaseMember, CaseReport, LogEntry, Task
from daymark.casework.outcomes.models import Outcome
from daymark.casework.referrals.models import Referral, ReferralEvent
from daymark.casework.reports.models import Message, Received, Report
from examples import NOON, make_report
from people import Cast, make_cast

pytestmark = pytest.mark.django_db

# Tables without case content, each for a reason. A new table is listed here or carries a policy; else a test is red.
OPEN_TABLES = {
    "access_audit_link": "hashes",
    "access_audit_record": "who did what to which reference; pages show it to administrators and supervisors only",
    "access_enrolment": "digests of links",
    "access_user": "people of the centre",
    "access_user_event": "their history",
    "partners_agency": "public bodies",
    "partners_agency_event": "their history",
    "partners_contact": "their desks",
    "prevention_button": "keys of report buttons, shown on partners' sites",
    "prevention_daily_count": "counts without persons",
    "reports_industry_account": "companies' sign-ins",
}


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - names from the catalogue
        return int(cursor.fetchone()[0])


def tables_with_policies() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_policies")
        return {name for (name,) in cursor.fetchall()}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def world(cast: Cast) -> Cast:
    """Two cases, one of them restricted to Ines, each referred to another agency, with rows of every kind."""
    with acting_as_system():
        for number, (restricted, agency) in enumerate([(False, cast.partner), (True, cast.other_partner)], start=1):
            _case(cast, number, restricted=restricted, agency=agency)
    return cast


def _case(cast: Cast, number: int, *, restricted: bool, agency: object) -> None:
    report = make_report()
    Report.objects.filter(pk=report.pk).update(is_restricted=restricted)
    case = Case.objects.create(
        reference=f"C-2026-0000{number}",
        title="Girl, 11 to 13: grooming",
        opened_at=NOON,
        opened_by=cast.ines,
        is_restricted=restricted,
    )
    CaseReport.objects.create(case=case, report=report, added_at=NOON)
    CaseMember.objects.create(case=case, user=cast.ines, added_at=NOON, added_by=cast.ines)
    Task.objects.create(case=case, text="Ask the provider", made_at=NOON, made_by=cast.ines)
    LogEntry.objects.create(case=case, kind="NOTE", text="Synthetic", written_at=NOON, written_by=cast.ines)
    Message.objects.create(report=report, text="Which game?", from_reporter=False, sent_at=NOON, sent_by=cast.amina)
    sent = {"state": "SENT", "sent_at": NOON, "sent_by": cast.ines, "package_sha256": "0" * 64}
    referral = Referral.objects.create(
        reference=f"F-2026-0000{number}",
        case=case,
        case_reference=case.reference,
        destination=agency,
        title=case.title,
        priority=2,
        first_received_at=NOON,
        drafted_at=NOON,
        drafted_by=cast.ines,
        **sent,
    )
    ReferralEvent.objects.create(referral=referral, state="SENT", at=NOON, by=cast.ines)
    Outcome.objects.create(
        case=case, referral=referral, kind="ARREST", happened_on=NOON.date(), recorded_at=NOON, recorded_by=cast.ines
    )


def test_every_table_with_case_content_carries_a_policy() -> None:
    ours = {model._meta.db_table for model in apps.get_app_config("casework").get_models()}
    unguarded = ours - tables_with_policies() - set(OPEN_TABLES)
    assert not unguarded, f"These tables have no policy and are not known to be without case content: {unguarded}"


def test_every_policy_is_enabled_and_binds_the_owner_as_well() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity")
        forced = {name for (name,) in cursor.fetchall()}
    assert tables_with_policies()
    assert tables_with_policies() <= forced


@pytest.mark.parametrize("who", ["nobody", "administrator", "strategic analyst", "shut out", "signed out"])
def test_who_has_no_duty_with_cases_sees_no_row_in_any_guarded_table(world: Cast, who: str) -> None:
    User.objects.filter(pk=world.ben.pk).update(is_active=False)
    world.ben.refresh_from_db()
    contexts: dict[str, AbstractContextManager[None]] = {
        "nobody": acting(NOBODY),
        "administrator": acting_as(world.ada),
        "strategic analyst": acting_as(world.sol),
        "shut out": acting_as(world.ben),
        "signed out": nullcontext(),
    }
    with acting_as_system():
        filled = {table for table in tables_with_policies() if rows(table)}
    assert {"reports_report", "cases_case", "referrals_referral", "outcomes_outcome", "reports_received"} <= filled
    with contexts[who]:
        seen = {table: rows(table) for table in tables_with_policies()}
    assert not {table: count for table, count in seen.items() if count}


@pytest.mark.parametrize(("name", "own", "other"), [("dee", "F-2026-00001", "F-2026-00002"),
                                                   ("eli", "F-2026-00002", "F-2026-00001")])  # fmt: skip
def test_a_partner_sees_what_was_sent_to_the_own_agency_and_nothing_else(
    world: Cast, name: str, own: str, other: str
) -> None:
    with acting_as(getattr(world, name)):
        assert list(Referral.objects.values_list("reference", flat=True)) == [own]
        assert not Referral.objects.filter(reference=other).exists()
        assert Outcome.objects.count() == ReferralEvent.objects.count() == 1
        seen = {table for table in tables_with_policies() if rows(table)}
    assert seen <= {"referrals_referral", "referrals_event", "referrals_referral_history", "outcomes_outcome"}


@pytest.mark.parametrize("state", ["DRAFT", "WITHDRAWN"])
def test_a_partner_sees_no_referral_that_was_never_sent(world: Cast, state: str) -> None:
    with acting_as_system():
        Referral.objects.update(state=state, sent_at=None, sent_by=None)
    with acting_as(world.dee):
        assert not Referral.objects.exists()


def test_a_reporter_sees_the_own_report_with_its_messages_and_nothing_else(world: Cast) -> None:
    with acting_as_system():
        mine, other = Report.objects.order_by("reference")
    with acting_as_reporter(mine.pk):
        assert list(Report.objects.values_list("pk", flat=True)) == [mine.pk]
        assert not Report.objects.filter(pk=other.pk).exists()
        assert Message.objects.count() == 1
        seen = {table for table in tables_with_policies() if rows(table)}
    assert seen <= {"reports_report", "reports_message", "reports_receipt", "reports_attachment"}


def test_a_restricted_case_and_all_about_it_is_seen_by_its_members_alone(world: Cast) -> None:
    guarded = ("reports_report", "cases_case", "cases_task", "cases_log_entry", "referrals_referral", "reports_message")
    for name, seen in {"ines": 2, "amina": 1, "ben": 1, "chen": 1}.items():
        with acting_as(getattr(world, name)):
            assert {table: rows(table) for table in guarded} == dict.fromkeys(guarded, seen), name


def test_who_may_not_see_a_row_cannot_change_delete_or_add_one(world: Cast) -> None:
    with acting_as(world.chen):
        assert Case.objects.filter(reference="C-2026-00002").update(priority=1) == 0
    with acting_as(world.ada):
        assert Report.objects.update(title="changed") == 0
        assert Task.objects.all().delete()[0] == 0
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            Received.objects.create(way="PUBLIC", received_at=NOON, body=b"x", sha256="0" * 64, size=1)


def test_an_inner_context_gives_back_what_was_in_force(cast: Cast) -> None:
    with acting_as(cast.dee):
        with acting_as_system():
            assert current().scope == Scope.SYSTEM
        assert current().scope == Scope.PARTNER
        with pytest.raises(ZeroDivisionError), acting_as_system():
            raise ZeroDivisionError
        assert current().scope == Scope.PARTNER


def test_the_programs_role_owns_nothing_and_bypasses_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = user")
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = user)")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member AND rolname = user")
        assert cursor.fetchone() == (0,)


def test_the_program_cannot_switch_the_guards_off() -> None:
    for statement in (
        "ALTER TABLE reports_report DISABLE ROW LEVEL SECURITY",
        "DROP POLICY reports_report_sight ON reports_report",
        "ALTER TABLE access_audit_record DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "SET ROLE daymark_owner",
        "CREATE TABLE public.mine (id int)",
    ):
        with pytest.raises(Exception, match=r"must be owner|permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
