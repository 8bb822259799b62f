"""`daymark seize` over what disks really hold: each bad thing is a row with a reason, and the rest goes on."""

from __future__ import annotations

import multiprocessing
import os
import socket
import stat
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection, connections
from psycopg import sql

from cli.capabilities import obey_modes
from cli.test_seize import seize, stored, write_pictures
from cli.test_seize_archives import rows
from daymark.casework.access.context import acting_as_system
from daymark.casework.media.models import SeizedFile, Seizure
from daymark.casework.media.rules import Fate
from daymark.casework.media.taking import DatabaseFull, Here
from daymark.cli.seize import _seize
from daymark.web.postgres import SUPERUSER, ServerAddress
from engine.archive_making import locked, nested, zipped

NOTHING_LEFT = 32 * 1024 * 1024  # bytes that a zip of zeros unpacks to, 1,000 times its size and below the bound
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root makes devices, mounts and other people's files")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A disk with one good picture at its beginning and one at its end."""
    folder = write_pictures(tmp_path / "disk", 1, different=1)
    (folder / "00000.png").rename(folder / "!first.png")
    (folder / "~last.png").write_bytes((folder / "!first.png").read_bytes())
    return folder


def seized(folder: Path, case: str, *, status: int = 1) -> dict[str, SeizedFile]:
    """The rows after a whole reading; all of them have a fate, and both good pictures are read."""
    result = seize(folder, case)
    assert result.exit_code == status, result.output
    assert stored()[0] == stored()[1]
    assert stored()[0].waiting == 0
    found = rows()
    assert found["!first.png"].fate == found["~last.png"].fate == Fate.READ
    assert all(row.reason for row in found.values() if row.fate == Fate.NOT_READ)
    return found


def test_files_without_sense_are_read_as_they_are(case: str, folder: Path) -> None:
    (folder / "empty").touch()
    (folder / "empty.jpg").touch()
    (folder / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF\0")
    (folder / "noise.mp4").write_bytes(b"\0\0\0\x18ftypisom" + os.urandom(5_000))
    (folder / "lie.png").write_bytes(b"MZ" + os.urandom(500))
    (folder / "cut.png").write_bytes((folder / "!first.png").read_bytes()[:200])
    found = seized(folder, case, status=0)
    assert {row.fate for row in found.values()} == {Fate.READ}
    assert (found["empty"].size, found["empty"].content_id) == (0, found["empty.jpg"].content_id)
    for name in ("cut.jpg", "noise.mp4", "cut.png"):
        content = found[name].content
        assert content is not None
        assert content.problem, name


def test_names_of_every_kind(case: str, folder: Path) -> None:
    latin, surrogate = os.fsdecode(b"caf\xe9.txt"), os.fsdecode(b"\xed\xa0\x80")
    odd = (latin, surrogate, "new\nline\n", "tab\t\x1b[31mred", " ", "-rf", "<b onclick=x>", "\u202egnp.exe")
    for name in odd:
        (folder / name).write_text(name, errors="surrogateescape")
    found = seized(folder, case, status=0)
    assert {"caf\\xe9.txt", "\\xed\\xa0\\x80", "new\nline\n", " ", "-rf", "<b onclick=x>"} < set(found)
    assert len(found) == len(odd) + 2


def test_paths_as_long_as_the_system_allows_and_longer(case: str, folder: Path) -> None:
    where = os.open(folder, os.O_RDONLY)
    for depth in range(2_500):  # a path of 5,000 bytes: only the first 4,095 can be opened
        os.mkdir("d", dir_fd=where)
        below = os.open("d", os.O_RDONLY, dir_fd=where)
        os.close(where)
        where = below
        if depth in (1_500, 2_400):
            os.close(os.open("file", os.O_WRONLY | os.O_CREAT, dir_fd=where))
    os.close(where)
    try:
        found = seized(folder, case)
    finally:
        subprocess.run(["rm", "-rf", folder / "d"], check=True)
    (read,) = [row for row in found.values() if row.name.endswith("/file")]
    assert (read.fate, len(read.name) > 3_000) == (Fate.READ, True)
    (far,) = [row for row in found.values() if row.fate == Fate.NOT_READ]
    assert "longer than the system opens" in far.reason


def test_links_and_loops_are_named_and_not_followed(case: str, folder: Path) -> None:
    for name, target in (("out", "/etc"), ("secret", "/etc/passwd"), ("self", "self"), ("up", ".."), ("none", "gone")):
        os.symlink(target, folder / name)
    (folder / "a").mkdir()
    os.symlink("../a", folder / "a" / "round")
    os.link(folder / "!first.png", folder / "hard.png")
    found = seized(folder, case)
    links = [row for row in found.values() if row.fate == Fate.NOT_READ]
    assert {row.name for row in links} == {"out", "secret", "self", "up", "none", "a/round"}
    assert {row.reason for row in links} == {"It is a link, which is not followed."}
    assert found["hard.png"].content_id == found["!first.png"].content_id


@AS_ROOT
def test_devices_pipes_and_sockets_are_named_and_never_waited_for(case: str, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    os.mknod(folder / "zero", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    os.mknod(folder / "disk", stat.S_IFBLK | 0o666, os.makedev(7, 99))
    with socket.socket(socket.AF_UNIX) as there, _at(folder):
        there.bind("socket")
        found = seized(folder, case)
    assert "a pipe" in found["pipe"].reason
    assert "a device" in found["zero"].reason
    assert "a device" in found["disk"].reason
    assert "a socket" in found["socket"].reason


@contextmanager
def _at(folder: Path) -> Iterator[None]:
    """In this folder: the name of a socket may have 107 bytes."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@AS_ROOT
def test_what_one_may_not_read_is_named(case: str, folder: Path) -> None:
    (folder / "locked.txt").write_text("x")
    (folder / "locked.txt").chmod(0)
    (folder / "closed").mkdir()
    (folder / "closed" / "inside.txt").write_text("x")
    (folder / "closed").chmod(0)
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=_seize_obeying, args=(folder, case))
    process.start()
    process.join(100)
    assert process.exitcode == 1
    found = rows()
    assert {"locked.txt", "closed", "!first.png", "~last.png"} == set(found)
    for name in ("locked.txt", "closed"):
        assert found[name].fate == Fate.NOT_READ
        assert "Permission denied" in found[name].reason
        assert "your rights" in found[name].reason
    assert stored()[0].read == 2


def _seize_obeying(folder: Path, case: str) -> None:
    """The database's folder is another user's, so the connection is made before the right to enter it is given up."""
    connection.ensure_connection()
    obey_modes()
    with Here(2) as readers:
        not_read = _seize(folder, case, "ABC/1", readers).not_read
    os._exit(not_read // 2)


def test_a_hundred_gigabytes_of_nothing_cost_no_time(case: str, folder: Path) -> None:
    with (folder / "hole.img").open("wb") as file:
        file.truncate(100 * 10**9)
    with (folder / "some.img").open("wb") as file:
        file.truncate(2 << 30)
        file.seek(1 << 30)
        file.write(os.urandom(1 << 20))
    with (folder / "small.img").open("wb") as file:
        file.truncate(10_000_000)
    began = time.monotonic()
    found = seized(folder, case)
    assert time.monotonic() - began < 60
    assert found["hole.img"].fate == Fate.NOT_READ
    assert "claims 100 GB, of which the disk stores 0 bytes" in found["hole.img"].reason
    assert "holes that read as zeros" in found["some.img"].reason
    assert found["small.img"].fate == Fate.READ


@pytest.mark.deep
def test_archives_that_are_traps(case: str, folder: Path) -> None:
    whole = zipped([("a.txt", b"a" * 9)])
    (folder / "nest.zip").write_bytes(nested(50))
    (folder / "locked.zip").write_bytes(locked(whole))
    (folder / "bomb.zip").write_bytes(zipped([(f"{n}.bin", bytes(NOTHING_LEFT)) for n in range(34)]))
    found = seized(folder, case)
    assert "password" in found["locked.zip » a.txt"].reason
    assert "inside each other" in found["nest.zip" + " » in.zip" * 8].reason
    assert "as traps are" in found["bomb.zip"].reason


def test_a_file_that_changes_while_it_is_read(case: str, folder: Path) -> None:
    changing, ended = folder / "changing.bin", threading.Event()
    changing.write_bytes(os.urandom(30_000_000))

    def write() -> None:
        with changing.open("r+b") as file:
            while not ended.wait(0.002):
                file.seek(0)
                file.write(os.urandom(8))
                file.flush()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        found = seized(folder, case)
    finally:
        ended.set()
        writer.join()
    assert found["changing.bin"].fate == Fate.NOT_READ
    assert "It changed while it was read" in found["changing.bin"].reason
    assert seize(folder, case).exit_code == 0, "taken again when nothing writes to it"


@pytest.mark.deep
def test_the_database_goes_away_for_a_while(case: str, tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "disk", 900, different=900)
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=_seize_plainly, args=(folder, case))
    process.start()
    _wait_until(lambda: Seizure.objects.filter(read__gt=0).exists())
    with _nobody_gets_in():
        time.sleep(5)
        assert process.is_alive()
    process.join(120)
    assert process.exitcode == 0
    assert stored()[0] == stored()[1]
    assert (stored()[0].read, stored()[0].different) == (900, 900)


def _seize_plainly(folder: Path, case: str) -> None:
    os._exit(seize(folder, case).exit_code)


def _wait_until(true) -> None:  # type: ignore[no-untyped-def]
    ends_at = time.monotonic() + 60
    while True:
        with acting_as_system():
            if true():
                return
        assert time.monotonic() < ends_at, "it did not come"
        time.sleep(0.02)


@contextmanager
def _as_superuser() -> Iterator[psycopg.Connection]:
    address = ServerAddress.load(Path(os.environ["DAYMARK_HOME"]))
    with psycopg.connect(address.dsn(SUPERUSER, "postgres"), autocommit=True) as server:
        yield server


@contextmanager
def _nobody_gets_in() -> Iterator[None]:
    """The database throws everybody out and lets nobody in, as a server does that is started anew."""
    name = str(connection.settings_dict["NAME"])
    connections.close_all()
    with _as_superuser() as server:
        server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
        try:
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            yield
        finally:
            server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(name)))


@AS_ROOT
@pytest.mark.deep
def test_the_disk_of_the_database_is_full(case: str, tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "disk", 1, different=1)
    for number in range(3_000):
        (folder / f"{'long' * 50}{number}.txt").write_text(str(number))
    with _a_small_disk() as small:
        result = seize(folder, case)
        assert isinstance(result.exception, DatabaseFull), result.output
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        subprocess.run(["mount", "-o", "remount,size=200m", small], check=True)
        assert seize(folder, case).exit_code == 0
        assert stored()[0] == stored()[1]
        assert stored()[0].read == 3_001
        connections.close_all()
        _back_to_the_large_disk()


@contextmanager
def _a_small_disk() -> Iterator[Path]:
    """The rows of files lie on a disk of their own, with room for some hundred."""
    import pwd
    import tempfile

    small = Path(tempfile.mkdtemp(prefix="daymark-small-", dir="/var/tmp"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k,mode=755", "tmpfs", small], check=False)
    if mounted.returncode:
        small.rmdir()
        pytest.skip("nothing can be mounted here")
    try:
        with _as_superuser() as server:
            (data,) = server.execute("SHOW data_directory").fetchone() or ("",)
            owner = pwd.getpwuid(Path(data).stat().st_uid)
            os.chown(small, owner.pw_uid, owner.pw_gid)
            small.chmod(0o700)
            server.execute(sql.SQL("CREATE TABLESPACE small LOCATION {}").format(sql.Literal(str(small))))
        _move_files("small")
        yield small
        with _as_superuser() as server:
            server.execute("DROP TABLESPACE small")
    finally:
        subprocess.run(["umount", small], check=True)
        small.rmdir()


def _back_to_the_large_disk() -> None:
    _move_files("pg_default")


def _move_files(tablespace: str) -> None:
    address = ServerAddress.load(Path(os.environ["DAYMARK_HOME"]))
    with psycopg.connect(address.dsn(SUPERUSER, str(connection.settings_dict["NAME"])), autocommit=True) as server:
        server.execute(sql.SQL("ALTER TABLE media_seized_file SET TABLESPACE {}").format(sql.Identifier(tablespace)))
