"""Where the server of one home keeps its files, and who may enter there."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from daymark.problems import Problem
from daymark.web.postgres.server_user import ServerUser

ELSEWHERE = Path("/var/lib/daymark")
POINTER = "postgres-location"
PORT = 5432  # only the name of the socket file; nothing listens on the network
SOCKET_PATH_LIMIT = 107  # bytes of sockaddr_un.sun_path on Linux, less the closing zero (unix(7))


class FilesMissing(Problem):
    """The database files of this home are not where it says they are."""


class LeftBehind(Problem):
    """A home of this path had a database before, and its keys are gone with that home."""


class BelongsToSomeoneElse(Problem):
    """The database files of this home belong to another system user."""


class NotPrivate(Problem):
    """A folder that must be private to the database is not."""


@dataclass(frozen=True)
class Location:
    """The folder that holds everything of one server, and the places in it."""

    base: Path

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def log(self) -> Path:
        return self.base / "log"

    @property
    def start_log(self) -> Path:
        return self.base / "start.log"

    @property
    def lock(self) -> Path:
        return self.base / "lock"

    @property
    def address(self) -> Path:
        return self.base / "address.json"

    @property
    def configuration(self) -> Path:
        return self.base / "postgresql.conf"

    @property
    def client_rules(self) -> Path:
        return self.base / "pg_hba.conf"

    def password(self, role: str) -> Path:
        return self.base / f"{role}.password"


def find_location(home: Path) -> Location | None:
    """The place of an existing server, or None when this home never had one."""
    home = home.resolve()
    try:
        recorded = (home / POINTER).read_text().strip()
    except FileNotFoundError:
        base = home / "postgres"
        return Location(base) if base.is_dir() else None
    if not Path(recorded).is_dir():
        raise FilesMissing(
            f"{home / POINTER} says that the database files are in {recorded}, but there is nothing. Restore that "
            f"folder from a backup; or remove {home / POINTER} to begin again with an empty database."
        )
    return Location(Path(recorded))


def take_location(home: Path, user: ServerUser) -> Location:
    """The place of the server, made when missing. Never changes the mode of a folder that is not ours.

    When the server's user cannot enter root's home, the files go below /var/lib/daymark and the home records it.
    """
    home = home.resolve()
    make_folder(home, 0o711 if user.differs else 0o700)
    location = find_location(home) or _new_location(home, user)
    _refuse_foreign(location.base)
    if not user.can_enter(location.base):
        raise BelongsToSomeoneElse(
            f"The database user {user.name} cannot enter {location.base}. Let it through the folders above "
            "(chmod o+x on each), or move the Daymark home to a folder that everybody may pass."
        )
    return location


def make_folder(folder: Path, mode: int) -> None:
    """Make a folder with just this mode, whatever the umask; one that is there already stays as it is."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode)
    except FileExistsError:
        return
    folder.chmod(mode)


def _new_location(home: Path, user: ServerUser) -> Location:
    if user.can_enter(home):
        return Location(_make_base(home / "postgres", user))
    make_folder(ELSEWHERE, 0o711)
    base = ELSEWHERE / short_name(home)
    if (base / "data").exists():
        raise LeftBehind(
            f"The database of an earlier home at {home} is still in {base}, but that home is gone, and with it the "
            f"keys to what the database seals. Put the home back from a backup; or remove {base} to give up those "
            "data and begin with an empty database."
        )
    _make_base(base, user)
    write_whole(home / POINTER, f"{base}\n", mode=0o644)
    return Location(base)


def _make_base(base: Path, user: ServerUser) -> Path:
    base.mkdir(mode=0o700, exist_ok=True)
    _refuse_foreign(base)
    if user.differs:  # the server may pass through, but neither list, nor change what root will read or run
        os.chown(base, os.geteuid(), user.gid)
        base.chmod(0o710)
    return base


def _refuse_foreign(base: Path) -> None:
    owner = base.stat().st_uid
    if owner != os.geteuid():
        raise BelongsToSomeoneElse(
            f"The database files in {base} belong to user number {owner}, and you are user number {os.geteuid()}. "
            "Run Daymark as the user that first started it."
        )


def short_name(home: Path) -> str:
    """A short name that stands for one home, for folders outside it."""
    return hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]


def socket_folder(location: Location, home: Path) -> Path:
    """Where the socket goes: beside the data, or in a short folder when that path would be too long for a socket."""
    outside = f"daymark-{short_name(home)}"
    candidates = [location.base / "socket"]
    candidates += [Path("/run") / outside] if os.geteuid() == 0 else []
    candidates += [Path(tempfile.gettempdir()) / outside, Path("/tmp") / outside]  # noqa: S108 - checked to be ours, 0700
    return next(each for each in candidates if len(os.fsencode(each / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT)


def make_private_folder(folder: Path, user: ServerUser) -> None:
    """Make a folder 0700 for the server's user; refuse one that somebody else made or can enter."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        _refuse_public(folder, user)
        return
    if user.differs:
        os.chown(folder, user.uid, user.gid)


def _refuse_public(folder: Path, user: ServerUser) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {user.uid, os.geteuid()} or found.st_mode & 0o077:
        raise NotPrivate(
            f"{folder} must be a folder that only {user.name} can enter, and it is not. "
            "Find out who made or changed it, then remove it: Daymark makes it anew."
        )
    if found.st_uid != user.uid:  # an earlier start ended between making it and handing it over
        os.chown(folder, user.uid, user.gid)


def write_whole(path: Path, text: str, *, mode: int, group: int = -1) -> None:
    """Write a file so that a reader sees the old text or the new, never half, and never with looser rights."""
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.fchown(file.fileno(), -1, group)
        os.fchmod(file.fileno(), mode)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(made).replace(path)
