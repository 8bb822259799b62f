"""Which database the program uses: the embedded server of the home, or an outside one named by an address."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from daymark.problems import Problem
from daymark.web.configuration import value_of
from daymark.web.postgres.address import APP, DATABASE, OWNER, ServerAddress, ServerNotRunning
from daymark.web.postgres.locations import PORT

APP_URL = "DAYMARK_DATABASE_URL"
OWNER_URL = "DAYMARK_DATABASE_OWNER_URL"
# A new connection costs a sign-in and a process, more than most requests. Each thread keeps its own, looked at before
# it is used again, so that a server which was started anew is met without a failed request.
KEPT_OPEN = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}  # seconds
# Row-level security makes planning dearer than most queries themselves: the server keeps the plan of what comes again.
# The embedded server alone: in front of an outside one there may be a pooler that hands plans to the wrong connection.
PREPARED = {"server_side_binding": True, "prepare_threshold": 3}
POOL = {"min_size": 1, "max_size": 8}  # 60 connections serve two web processes, two workers and the command line


class BadDatabaseAddress(Problem):
    """The address of the database cannot be read."""


@dataclass(frozen=True)
class Login:
    """How one role gets into one database."""

    host: str
    port: str
    database: str
    user: str
    password: str = field(repr=False)
    options: Mapping[str, Any] = field(default_factory=dict)

    def as_django(self, *, pool: bool = False) -> dict[str, Any]:
        """One entry of Django's DATABASES."""
        options = {**self.options, "pool": dict(POOL)} if pool else dict(self.options)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": self.host,
            "PORT": self.port,
            "NAME": self.database,
            "USER": self.user,
            "PASSWORD": self.password,
            "OPTIONS": options,
        }


@dataclass(frozen=True)
class Logins:
    """The two roles the program uses: `app` serves people and owns nothing, `owner` makes and changes the tables."""

    app: Login
    owner: Login


def database_settings(
    home: Path, *, environment: Mapping[str, str] = os.environ, pool: bool = False
) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: "default" is the application's role, "owner" the one that runs migrations.

    For the embedded server, start it first: what is read here is what its last start recorded.
    """
    url, owner_url = value_of(APP_URL, environment), value_of(OWNER_URL, environment)
    logins = connect_roles_for_url(url, owner_url) if url else _embedded(home)
    served = logins.app.as_django(pool=pool)
    return {"default": served if pool else {**served, **KEPT_OPEN}, "owner": logins.owner.as_django()}


def connect_roles_for_url(url: str, owner_url: str = "") -> Logins:
    """The logins of an outside server: `postgresql://user:password@host:port/database?option=value`."""
    app = _login(url, APP_URL)
    return Logins(app=app, owner=_login(owner_url, OWNER_URL) if owner_url else app)


def _login(url: str, variable: str) -> Login:
    try:
        found = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    except psycopg.ProgrammingError:
        raise BadDatabaseAddress(
            f"{variable} cannot be read. Write it as postgresql://user:password@host:5432/{DATABASE}, "
            "with %40 for @, %3A for : and %2F for / in the password."
        ) from None  # the driver's own words quote the address, and so the password
    host = found.pop("host", "")
    return Login(
        host=host,
        port=found.pop("port", str(PORT)),
        database=found.pop("dbname", DATABASE),
        user=found.pop("user", ""),
        password=found.pop("password", ""),
        options=found if _is_here(host) else {"sslmode": "require", **found},
    )


def _is_here(host: str) -> bool:
    """True for a socket or this machine; everything else crosses a network, and then only over TLS."""
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _embedded(home: Path) -> Logins:
    try:
        address = ServerAddress.read(home)
    except ServerNotRunning:  # a command that needs no database still reads the settings
        address = ServerAddress(home / "postgres" / "socket", Path(), {APP: "", OWNER: ""})
    return Logins(app=_embedded_login(address, APP), owner=_embedded_login(address, OWNER))


def _embedded_login(address: ServerAddress, role: str) -> Login:
    options = {"require_auth": "scram-sha-256", **PREPARED}
    return Login(str(address.socket_folder), str(address.port), DATABASE, role, address.password(role), options)
