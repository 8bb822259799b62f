"""Who may do what inside the server: the owner of the tables, the application that owns nothing, and the databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import Connection, sql

from daymark.web.postgres.address import APP, DATABASE, OWNER, SUPERUSER, ServerAddress

EXTENSIONS = ("pg_trgm", "btree_gist", "btree_gin")
_ONE_AT_A_TIME = 0x6461796D  # "daym": an advisory lock, so that two processes can prepare at once

_OWNER, _APP = sql.Identifier(OWNER), sql.Identifier(APP)

_FROM_NOW_ON = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"

RIGHTS = (
    "ALTER SCHEMA public OWNER TO {owner}",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "REVOKE ALL ON SCHEMA public FROM {app}",
    "GRANT USAGE ON SCHEMA public TO {app}",
    f"{_FROM_NOW_ON} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {{app}}",
    f"{_FROM_NOW_ON} GRANT USAGE, SELECT ON SEQUENCES TO {{app}}",
    f"{_FROM_NOW_ON} GRANT EXECUTE ON FUNCTIONS TO {{app}}",
)

FAULTS = """
SELECT text FROM (VALUES
    ((SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
     'is a superuser: row level security does not apply to it'),
    ((SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user),
     'has BYPASSRLS: row level security does not apply to it'),
    (EXISTS (SELECT FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner WHERE rolname = current_user),
     'owns tables: it could switch row level security off'),
    (has_schema_privilege(current_user, 'public', 'CREATE'),
     'may create tables in the schema public')
) AS checks (fault, text) WHERE fault
"""


def ensure_roles_and_database(address: ServerAddress) -> None:
    """Make the two roles and the database `daymark`, or bring them back to what they must be. Safe to repeat."""
    with _as_superuser(address) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
        for role in (OWNER, APP):
            _ensure_role(connection, role, address.password(role))
        for name in ("postgres", "template1"):
            _run(connection, "REVOKE ALL ON DATABASE {name} FROM PUBLIC", name=sql.Identifier(name))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            _run(connection, "CREATE DATABASE {name} OWNER {owner}", name=sql.Identifier(DATABASE))
        _open_to_app(connection, DATABASE)
        _prepare(address, DATABASE)


def create_database(address: ServerAddress, name: str, template: str | None = None) -> None:
    """Make another database with the same rights, empty or as a copy of `template` (which nobody may be using)."""
    parts = {"name": sql.Identifier(name), "source": sql.Identifier(template or "template1")}
    with _as_superuser(address) as connection:
        _run(connection, "CREATE DATABASE {name} OWNER {owner} TEMPLATE {source}", **parts)
        _open_to_app(connection, name)
    if template is None:
        _prepare(address, name)


def drop_database(address: ServerAddress, name: str) -> None:
    """Remove a database if it is there, ending the sessions that still use it."""
    with _as_superuser(address) as connection:
        _run(connection, "DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=sql.Identifier(name))


def role_faults(conninfo: str) -> list[str]:
    """What makes this login unfit for the application; empty when it owns nothing and row level security binds it."""
    with psycopg.connect(conninfo) as connection:
        return [row[0] for row in connection.execute(FAULTS)]


@contextmanager
def _as_superuser(address: ServerAddress, database: str = "postgres") -> Iterator[Connection]:
    with psycopg.connect(address.dsn(SUPERUSER, database), autocommit=True) as connection:
        connection.execute("SET client_min_messages = 'warning'")
        yield connection


def _ensure_role(connection: Connection, role: str, password: str) -> None:
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        _run(connection, "CREATE ROLE {role}", role=sql.Identifier(role))
    # only the SCRAM verifier goes to the server, never the password
    verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    _run(
        connection,
        "ALTER ROLE {role} WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT"
        " PASSWORD {verifier}",
        role=sql.Identifier(role),
        verifier=sql.Literal(verifier),
    )
    # an error's text may quote what was reported; the application gets it, the server's log must not
    _run(connection, "ALTER ROLE {role} SET log_min_messages = 'log'", role=sql.Identifier(role))


def _open_to_app(connection: Connection, name: str) -> None:
    _run(connection, "REVOKE ALL ON DATABASE {name} FROM PUBLIC, {app}", name=sql.Identifier(name))
    _run(connection, "GRANT CONNECT ON DATABASE {name} TO {app}", name=sql.Identifier(name))


def _prepare(address: ServerAddress, name: str) -> None:
    with _as_superuser(address, name) as connection:
        for extension in EXTENSIONS:
            _run(connection, "CREATE EXTENSION IF NOT EXISTS {name} SCHEMA public", name=sql.Identifier(extension))
            _run(connection, "ALTER EXTENSION {name} UPDATE", name=sql.Identifier(extension))
        for statement in RIGHTS:
            _run(connection, statement)


def _run(connection: Connection, statement: str, **parts: sql.Composable) -> None:
    connection.execute(sql.SQL(statement).format(owner=_OWNER, app=_APP, **parts))
