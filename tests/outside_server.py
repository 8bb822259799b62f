"""The suite against another PostgreSQL than the one in the wheel: a private server with the same three roles.

`DAYMARK_TEST_POSTGRES` names the folder of the programs, such as /usr/lib/postgresql/15/bin.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import time
from pathlib import Path

from psycopg.pq import Ping

from daymark.web.postgres import ServerAddress
from daymark.web.postgres.address import ROLES, SUPERUSER
from daymark.web.postgres.locations import Location
from daymark.web.postgres.server_user import ServerUser, choose_server_user

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "fsync": "off",  # it lives as long as the tests
    "timezone": "UTC",
}


class OutsideServer:
    """A server on a socket, asking for passwords, that other processes find as they find the embedded one."""

    def __init__(self, programs: Path, home: Path) -> None:
        self._programs, self._location = programs, Location(home / "postgres")
        self._user = choose_server_user()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> ServerAddress:
        """Makes the data, starts the server, and gives its address once it answers."""
        base = self._location.base
        base.mkdir(mode=0o711)
        sockets = self._folder("socket")
        passwords = {role: secrets.token_urlsafe(24) for role in ROLES}
        for role, password in passwords.items():
            self._location.password(role).write_text(password)
        self._initdb(passwords[SUPERUSER])
        options = [f"--{name}={value}" for name, value in SETTINGS.items()]
        command = [self._programs / "postgres", "-D", base / "data", "-k", sockets, *options]
        with (base / "start.log").open("wb") as said:
            self._process = subprocess.Popen(command, **_as(self._user), stdout=said, stderr=said)
        # `programs` is the folder above bin/
        address = ServerAddress(sockets, self._programs.parent, passwords)
        while address.ping() != Ping.OK:
            assert self._process.poll() is None, (base / "start.log").read_text()
            time.sleep(0.05)
        address.record(self._location)
        return address

    def stop(self) -> None:
        """Ends the server."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)

    def _initdb(self, password: str) -> None:
        data = self._folder("data")
        secret = data.with_name("superuser")
        secret.write_text(password)
        os.chown(secret, self._user.uid, self._user.gid)
        command = [self._programs / "initdb", "-D", data, f"--username={SUPERUSER}", f"--pwfile={secret}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run(command, **_as(self._user), check=True, capture_output=True)
        secret.unlink()

    def _folder(self, name: str) -> Path:
        folder = self._location.base / name
        folder.mkdir(mode=0o700)
        os.chown(folder, self._user.uid, self._user.gid)
        return folder


def _as(user: ServerUser) -> dict[str, object]:
    rights = {"user": user.uid, "group": user.gid, "extra_groups": []} if user.differs else {}
    return {**rights, "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, "cwd": "/"}
