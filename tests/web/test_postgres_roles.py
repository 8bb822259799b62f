import re
import subprocess
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from daymark.web.postgres import (
    APP,
    OWNER,
    SUPERUSER,
    create_database,
    drop_database,
    ensure_roles_and_database,
    role_faults,
)
from web.postgres_cases import a_server, ask, location_of, make_reports_table

DOCUMENT = Path(__file__).parents[2] / "docs" / "operators" / "database.md"


@pytest.fixture(scope="module")
def running():
    with a_server() as (home, address):
        make_reports_table(address)
        ask(address, "CREATE SEQUENCE reference", role=OWNER)
        ask(address, "CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2'", role=OWNER)
        yield home, address


@pytest.fixture
def address(running):
    return running[1]


def test_the_application_uses_what_the_owner_makes_later(address):
    ask(address, "INSERT INTO report VALUES (7, 'a')")
    ask(address, "UPDATE report SET told = 'b' WHERE number = 7")
    assert ask(address, "SELECT told FROM report WHERE number = 7") == [("b",)]
    ask(address, "DELETE FROM report WHERE number = 7")
    assert ask(address, "SELECT nextval('reference') > 0, twice(2)") == [(True, 4)]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (n int)",
        "CREATE TEMPORARY TABLE mine (n int)",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE report DISABLE ROW LEVEL SECURITY",
        "TRUNCATE report",
        "DROP TABLE report",
        "SET ROLE daymark_owner",
        "SET log_min_messages = 'debug1'",
        "COPY report FROM PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_the_application_can_make_change_or_become_nothing(address, statement):
    with pytest.raises((errors.InsufficientPrivilege, errors.InvalidParameterValue)):
        ask(address, statement)


def test_the_application_owns_nothing_and_row_security_binds_it(address):
    assert role_faults(address.dsn(APP)) == []
    assert ask(
        address, "SELECT count(*) FROM pg_class JOIN pg_roles r ON r.oid = relowner WHERE rolname = current_user"
    ) == [(0,)]


def test_what_makes_a_login_unfit_is_named(address):
    assert [fault.split(":")[0] for fault in role_faults(address.dsn(OWNER))] == [
        "owns tables",
        "may create tables in the schema public",
    ]
    assert "is a superuser" in role_faults(address.dsn(SUPERUSER))[0]


def test_row_security_hides_rows_from_the_application_without_a_context(address):
    ask(address, "CREATE TABLE hidden AS SELECT 1 AS n", role=OWNER)
    ask(address, "ALTER TABLE hidden ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY", role=OWNER)
    assert ask(address, "SELECT n FROM hidden") == []
    assert ask(address, "SELECT n FROM hidden", role=OWNER) == []


def test_the_application_reaches_no_other_database(address):
    for database in ("postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            ask(address, "SELECT 1", database=database)


def test_preparing_twice_changes_nothing_and_gives_back_no_right_that_was_taken(address):
    ask(address, "CREATE TABLE sealed_record (n int)", role=OWNER)
    ask(address, "REVOKE UPDATE, DELETE ON sealed_record FROM daymark_app", role=OWNER)
    ensure_roles_and_database(address)
    with pytest.raises(errors.InsufficientPrivilege):
        ask(address, "DELETE FROM sealed_record")
    assert ask(address, "INSERT INTO sealed_record VALUES (1) RETURNING n") == [(1,)]


def test_a_role_that_was_given_too_much_is_brought_back(address):
    ask(address, "ALTER ROLE daymark_app SUPERUSER BYPASSRLS CREATEDB", role=SUPERUSER)
    assert len(role_faults(address.dsn(APP))) > 1
    ensure_roles_and_database(address)
    assert role_faults(address.dsn(APP)) == []


def test_a_lost_password_of_the_application_is_replaced_at_the_next_preparation(running):
    _, address = running
    changed = type(address)(address.socket_folder, address.programs, {**address.passwords, APP: "another"})
    ensure_roles_and_database(changed)
    assert ask(changed, "SELECT 1") == [(1,)]
    with pytest.raises(psycopg.OperationalError, match="password"):
        ask(address, "SELECT 1")
    ensure_roles_and_database(address)


def test_a_copy_of_a_database_has_its_tables_and_rights(address):
    create_database(address, "pattern")
    ask(address, "CREATE TABLE case_ (n int)", role=OWNER, database="pattern")
    create_database(address, "test one", template="pattern")
    ask(address, "INSERT INTO case_ VALUES (1)", database="test one")
    ask(address, "CREATE TABLE later (n int)", role=OWNER, database="test one")
    ask(address, "INSERT INTO later VALUES (1)", database="test one")
    with pytest.raises(errors.InsufficientPrivilege):
        ask(address, "CREATE TABLE mine (n int)", database="test one")
    assert role_faults(address.dsn(APP, "test one")) == []


def test_a_database_is_removed_even_while_somebody_uses_it(address):
    create_database(address, "busy")
    with psycopg.connect(address.dsn(APP, "busy")) as user:
        drop_database(address, "busy")
        with pytest.raises(psycopg.OperationalError):
            user.execute("SELECT 1")
    drop_database(address, "busy")
    assert ask(address, "SELECT count(*) FROM pg_database WHERE datname = 'busy'") == [(0,)]


def test_what_was_reported_never_reaches_the_servers_log(running):
    home, address = running
    ask(address, "INSERT INTO report VALUES (99, 'canary-told-4410')")
    for statement in (
        "INSERT INTO report VALUES (99, 'canary-told-4410')",
        "SELECT 'canary-uuid-4410'::uuid",
        "SELECT canary_column_4410 FROM report",
    ):
        for role in (APP, OWNER):
            with pytest.raises(psycopg.Error):
                ask(address, statement, role=role)
    with pytest.raises(psycopg.Error):
        ask(address, "SELECT 'the log works'::uuid", role=SUPERUSER)
    logged = "".join(path.read_text() for path in location_of(home).log.iterdir())
    assert "the log works" in logged
    assert "canary" not in logged


def test_a_backup_by_the_superuser_holds_what_row_security_hides_from_the_owner(address):
    ask(address, "CREATE TABLE case_note (told text)", role=OWNER)
    ask(address, "INSERT INTO case_note VALUES ('in the backup')", role=OWNER)
    ask(address, "ALTER TABLE case_note ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY", role=OWNER)
    assert "row-level security" in backup(address, OWNER).stderr
    assert "in the backup" in backup(address, SUPERUSER).stdout


def backup(address, role):
    command = [address.binary("pg_dump"), "--no-password"]
    return subprocess.run(command, env=address.environment(role), capture_output=True, text=True, check=False)


def test_the_statements_that_operators_are_given_for_an_outside_server_make_fit_roles(address):
    written = re.search(r"```sql\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    statements = written[1].replace("daymark", "outside").split("\\connect outside\n")
    for statement in filter(str.strip, statements[0].split(";")):
        ask(address, statement, role=SUPERUSER, database="postgres")
    ask(address, statements[1], role=SUPERUSER, database="outside")
    with psycopg.connect(address.dsn(APP, "outside"), user="outside_owner", password="the-owners-password") as owner:
        owner.execute("CREATE TABLE report (n int)")
    login = psycopg.conninfo.make_conninfo(
        address.dsn(APP, "outside"), user="outside_app", password="the-applications-password"
    )
    assert role_faults(login) == []
    with psycopg.connect(login) as app:
        assert app.execute("INSERT INTO report VALUES (1) RETURNING n").fetchone() == (1,)
