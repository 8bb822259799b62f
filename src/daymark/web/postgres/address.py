"""How a process reaches the server of a home: socket, roles, passwords, programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from daymark.problems import Problem
from daymark.web.postgres.locations import PORT, Location, find_location, write_whole

SUPERUSER = "daymark_super"
OWNER = "daymark_owner"
APP = "daymark_app"
ROLES = (SUPERUSER, OWNER, APP)
DATABASE = "daymark"


class ServerNotRunning(Problem):
    """The database is not running. Start it with `daymark serve`."""

    http_status = 503
    exit_status = 3


class ServerStillStarting(Problem):
    """The database is still starting or stopping. Try again in a moment."""

    http_status = 503
    exit_status = 3


class NoSuchProgram(Problem):
    """The database server came without this program."""


@dataclass(frozen=True)
class ServerAddress:
    """Everything that is needed to connect. Holds passwords: never print it, never log it."""

    socket_folder: Path
    programs: Path
    passwords: Mapping[str, str] = field(repr=False)
    port: int = PORT

    @classmethod
    def load(cls, home: Path) -> Self:
        """The address of a server that another process runs now; a Problem when it does not answer."""
        address = cls.read(home)
        answer = address.ping()
        if answer == Ping.REJECT:
            raise ServerStillStarting(f"The database of {home} is still starting or stopping. Try again in a moment.")
        if answer != Ping.OK:
            raise ServerNotRunning(f"The database of {home} is not running. Start it with `daymark serve`.")
        return address

    @classmethod
    def read(cls, home: Path) -> Self:
        """The address as the last start recorded it, whether the server runs or not."""
        try:
            location = find_location(home)
            if location is None:
                raise FileNotFoundError(home)
            return cls._from_files(location)
        except FileNotFoundError as error:
            raise ServerNotRunning(f"There is no database in {home} yet. Start it with `daymark serve`.") from error
        except PermissionError as error:
            raise ServerNotRunning(
                f"You may not read the database's address in {home}. Run this as the user that runs `daymark serve`."
            ) from error

    @classmethod
    def _from_files(cls, location: Location) -> Self:
        found = json.loads(location.address.read_text())
        passwords = {role: location.password(role).read_text().strip() for role in ROLES}
        return cls(Path(found["socket_folder"]), Path(found["programs"]), passwords, found["port"])

    def record(self, location: Location) -> None:
        """Write the address (without the passwords) so that other processes find it."""
        found = {"socket_folder": str(self.socket_folder), "programs": str(self.programs), "port": self.port}
        write_whole(location.address, json.dumps(found) + "\n", mode=0o600)

    def password(self, role: str) -> str:
        """The password of one of the three roles."""
        return self.passwords[role]

    def dsn(self, role: str = APP, database: str = DATABASE) -> str:
        """A connection string for psycopg and libpq. It holds the password."""
        login = {"user": role, "password": self.passwords[role], "dbname": database}
        # a false server in our place could otherwise ask for the password in clear
        return make_conninfo(host=str(self.socket_folder), port=self.port, require_auth="scram-sha-256", **login)

    def environment(self, role: str = APP, database: str = DATABASE) -> dict[str, str]:
        """The same for a program such as pg_dump, which must not have the password on its command line."""
        login = {"PGUSER": role, "PGPASSWORD": self.passwords[role], "PGDATABASE": database}
        return {"PGHOST": str(self.socket_folder), "PGPORT": str(self.port), "PGREQUIREAUTH": "scram-sha-256", **login}

    def ping(self) -> Ping:
        """Whether the server takes connections now (OK), is starting or stopping (REJECT), or is silent."""
        # without the limit a server that hangs would hang us
        return Ping(
            PGconn.ping(make_conninfo(host=str(self.socket_folder), port=self.port, connect_timeout=2).encode())
        )

    def binary(self, name: str) -> Path:
        """The path of a PostgreSQL program of the server's own version, such as pg_dump."""
        path = self.programs / "bin" / name
        if not path.is_file():
            raise NoSuchProgram(f"The database server came without the program {name} ({path}).")
        return path
