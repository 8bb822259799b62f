"""How the server is set up: its settings, who may connect, and the making of an empty data folder."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from typing import BinaryIO

from daymark.problems import Problem
from daymark.web.postgres.address import ROLES, SUPERUSER
from daymark.web.postgres.locations import PORT, Location, make_private_folder, write_whole
from daymark.web.postgres.server_user import ServerUser

LOCAL_SETTINGS = "local.conf"

# A centre's server has two cores and 700 MB for the database, the web processes and the worker together.
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "60",
    "max_wal_senders": "3",
    "shared_buffers": "64MB",
    "effective_cache_size": "256MB",
    "work_mem": "4MB",
    "maintenance_work_mem": "64MB",
    "autovacuum_work_mem": "32MB",
    "max_parallel_workers": "2",
    "max_parallel_workers_per_gather": "1",
    "jit": "off",
    # an acknowledged report is on the disk
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "min_wal_size": "80MB",
    "max_wal_size": "512MB",
    # the job table turns over all the time: a worker did 32-44 jobs/s before it was analysed and 96-109 after
    "autovacuum_naptime": "15s",
    "autovacuum_vacuum_scale_factor": "0.05",
    "autovacuum_analyze_scale_factor": "0.02",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # never the text or the details of a statement: they carry what was reported
    "log_statement": "none",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "logging_collector": "on",
    "log_filename": "postgresql-%Y-%m-%d-%H%M%S.log",
    "log_file_mode": "0600",
    "log_rotation_age": "1d",
    "log_rotation_size": "5MB",
}
LOG_BYTES_KEPT = 20 * 1024 * 1024

CLIENT_RULES = """\
# Made by Daymark at every start. The socket only, and only with a password.
local  all          all              scram-sha-256
local  replication  {superuser}  scram-sha-256
"""


class DataNotMade(Problem):
    """The empty database could not be made."""

    exit_status = 3


class PasswordLost(Problem):
    """The password of the database's superuser is gone."""


def write_configuration(location: Location, sockets: Path, user: ServerUser) -> None:
    """Write the settings and the rules of who may connect; root owns them, the server only reads them."""
    settings = {**SETTINGS, "unix_socket_directories": str(sockets), "log_directory": str(location.log)}
    settings["hba_file"] = str(location.client_rules)
    lines = [f"# Made by Daymark at every start. Your own settings go into {LOCAL_SETTINGS} beside this file."]
    lines += [f"{name} = {_quoted(value)}" for name, value in settings.items()]
    lines += [f"include_if_exists = {_quoted(LOCAL_SETTINGS)}", ""]
    write_whole(location.configuration, "\n".join(lines), mode=0o640, group=user.gid)
    write_whole(location.client_rules, CLIENT_RULES.format(superuser=SUPERUSER), mode=0o640, group=user.gid)


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def ensure_passwords(location: Location) -> None:
    """Make a random password for each role that has none yet, in a file that only the supervisor can read."""
    if location.data.exists() and not location.password(SUPERUSER).exists():
        raise PasswordLost(
            f"{location.password(SUPERUSER)} is gone, and without it nobody can administer the data beside it. "
            "Restore that file from a backup, or restore the whole home with `daymark restore`."
        )
    for role in ROLES:
        if not location.password(role).exists():
            write_whole(location.password(role), secrets.token_urlsafe(32), mode=0o600)


def ensure_data(location: Location, programs: Path, user: ServerUser) -> bool:
    """Make the empty data folder when there is none; it appears under its name only once it is complete."""
    if location.data.exists():
        return False
    making = location.data.with_name("data.making")
    shutil.rmtree(making, ignore_errors=True)
    make_private_folder(making, user)
    try:
        _initdb(making, location, programs, user)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    making.rename(location.data)
    return True


def _initdb(folder: Path, location: Location, programs: Path, user: ServerUser) -> None:
    with _readable_by(user, location.password(SUPERUSER).read_bytes()) as password:
        command = [str(programs / "bin" / "initdb"), f"--pgdata={folder}", f"--username={SUPERUSER}"]
        command += ["--auth=scram-sha-256", f"--pwfile=/proc/self/fd/{password.fileno()}", "--data-checksums"]
        command += ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
        options = user.child_options(on_parent_death=signal.SIGTERM)
        done = subprocess.run(
            command, **options, pass_fds=[password.fileno()], capture_output=True, text=True, check=False
        )
    if done.returncode != 0:
        raise DataNotMade(f"The empty database could not be made in {folder}: {done.stderr.strip()}")


def _readable_by(user: ServerUser, secret: bytes) -> BinaryIO:
    """A file in memory alone: the server's user cannot read the supervisor's password files, and needs one once."""
    file = os.fdopen(os.memfd_create("password"), "w+b")
    file.write(secret)
    file.flush()
    if user.differs:
        os.fchown(file.fileno(), user.uid, user.gid)
    return file
