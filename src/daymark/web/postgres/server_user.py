"""Which system user the database server runs as, and the dropping of rights on the way there."""

from __future__ import annotations

import ctypes
import os
import pwd
import resource
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daymark.problems import Problem

SERVICE_USER = "daymark-db"
USERADD = ("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent")
NOLOGIN = "/usr/sbin/nologin"

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38  # prctl(2)
_libc = ctypes.CDLL(None, use_errno=True)


class NoServerUser(Problem):
    """The database cannot run as root, and its system user could not be made."""


@dataclass(frozen=True)
class ServerUser:
    """The system user that owns the data folder and runs the server."""

    uid: int
    gid: int
    name: str

    @property
    def differs(self) -> bool:
        """True when the supervisor is root and the server is not."""
        return self.uid != os.geteuid()

    def child_options(self, *, on_parent_death: signal.Signals) -> dict[str, Any]:
        """Options for `subprocess` that start a child as this user, with nothing of our environment, folder or files.

        The child gets the signal when the *thread* that started it ends, so that thread must outlive the child.
        """
        rights = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.differs else {}
        return {
            **rights,
            "preexec_fn": _limit_itself(on_parent_death),
            "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            "cwd": "/",
            "stdin": subprocess.DEVNULL,
            "start_new_session": True,
        }

    def can_enter(self, folder: Path) -> bool:
        """True when the modes of the folder and of everything above it let this user through (ACLs do not count)."""
        return all(self._may_pass(each) for each in (folder, *folder.parents) if each.exists())

    def _may_pass(self, folder: Path) -> bool:
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & 0o100)
        return bool(found.st_mode & (0o010 if found.st_gid == self.gid else 0o001))


def _limit_itself(number: signal.Signals) -> Callable[[], None]:
    """Runs in the child after its rights were dropped (dropping them would forget the wish) and before the server.

    It ends with its parent, gains no rights and leaves no memory on the disk.
    """
    parent = os.getpid()

    def limit() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if os.getppid() != parent:
            os._exit(1)

    return limit


def choose_server_user() -> ServerUser:
    """An ordinary person's server runs as that person; root's runs as the system user `daymark-db`, made when missing.

    There is no falling back to `nobody`: other services share it, and each of them could read the data.
    """
    if os.geteuid() != 0:
        return _known(os.geteuid()) or ServerUser(os.geteuid(), os.getegid(), str(os.geteuid()))
    return _service_user() or _make_service_user()


def _known(uid: int) -> ServerUser | None:
    try:
        return ServerUser(uid, os.getegid(), pwd.getpwuid(uid).pw_name)
    except KeyError:
        return None


def _service_user() -> ServerUser | None:
    try:
        found = pwd.getpwnam(SERVICE_USER)
    except KeyError:
        return None
    return ServerUser(found.pw_uid, found.pw_gid, found.pw_name)


def _make_service_user(attempts: int = 5) -> ServerUser:
    said = ""
    for _ in range(attempts):
        said = _useradd()
        if found := _service_user():
            return found
        time.sleep(0.5)  # another process may hold the lock of /etc/passwd
    raise NoServerUser(
        f"The database cannot run as root, and the system user {SERVICE_USER} could not be made ({said}). "
        f"Make it yourself with `{' '.join((*USERADD, '--shell', NOLOGIN, SERVICE_USER))}`, "
        "or run Daymark as an ordinary user."
    )


def _useradd() -> str:
    try:
        done = subprocess.run([*USERADD, "--shell", NOLOGIN, SERVICE_USER], capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    return done.stderr.strip()
