"""`daymark seize --cluster`: the same sums as on one machine, whatever becomes of the machines."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from cli.cluster_running import RunningCluster, running_cluster, wait_until
from cli.test_seize import seize, stored, write_pictures
from daymark.casework.access.context import acting_as_system
from daymark.casework.media import actions
from daymark.casework.media.models import Content, SeizedFile, Seizure
from daymark.casework.media.rules import Fate
from daymark.cli.cluster_certificates import HasCertificate, write_certificate
from daymark.cluster.joining import NoCertificate, NoScheduler, security
from daymark.cluster.leading import KILLER, Cluster
from engine.archive_making import zipped
from examples import NOON


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCluster]:
    """Two machines with one process each."""
    with running_cluster(tmp_path_factory.mktemp("cluster")) as running:
        running.join()
        running.join()
        yield running


def read_rows() -> dict[str, tuple[str, str, str]]:
    """What a seizure stored of each file, without the numbers of its rows."""
    with acting_as_system():
        files = SeizedFile.objects.select_related("content")
        return {
            each.name: (each.fate, each.reason, f"{each.content} {each.content and each.content.pdq}") for each in files
        }


def test_two_machines_find_what_one_finds(case: str, committed: None, cluster: RunningCluster, tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "disk", 300, different=200)
    (folder / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    (folder / "holiday.zip").write_bytes(zipped([("a.png", (folder / "00000.png").read_bytes()), ("b", b"words")]))
    (folder / os.fsdecode(b"\xff.txt")).write_text("words")
    os.symlink("/etc", folder / "link")

    assert seize(folder, case, "--cluster", cluster.address).exit_code == 1
    there, sums = read_rows(), stored()
    assert sums[0] == sums[1]
    assert (sums[0].files, sums[0].read, sums[0].different) == (306, 305, 203)
    with acting_as_system():
        assert len({bytes(each) for each in Content.objects.exclude(pdq=None).values_list("pdq", flat=True)}) > 150
    assert seize(folder, case, "--exhibit", "ABC/2").exit_code == 1
    with acting_as_system():
        SeizedFile.objects.filter(seizure__exhibit__name="ABC/1").delete()
    assert read_rows() == there


@contextmanager
def in_the_background(folder: Path, case: str, cluster: RunningCluster) -> Iterator[list[int]]:
    """The seizure by the first thread of another process; its exit status when the block has ended."""
    from cli.test_seize import _in_a_process

    ended: list[int] = []
    process = _in_a_process(folder, case, "--cluster", cluster.address)
    try:
        yield ended
        process.join(120)
        ended.append(process.exitcode if process.exitcode is not None else -1)
    finally:
        process.kill()


def test_a_process_and_a_machine_lost_on_the_way_cost_a_retry_and_nothing_else(
    case: str, cluster: RunningCluster, tmp_path: Path
) -> None:
    folder = write_pictures(tmp_path / "disk", 900, different=600)
    third = cluster.join()
    wait_until(third.readers)
    with in_the_background(folder, case, cluster) as ended:
        wait_until(lambda: begun() and stored()[0].read > 0)
        for number in cluster.machines[0].readers():
            os.kill(number, signal.SIGKILL)
        for number in (third.process.pid, *third.readers()):
            os.kill(number, signal.SIGKILL)
        assert stored()[0].waiting > 0, "it was over before anything was killed"
    assert ended == [0]
    assert stored()[0] == stored()[1]
    assert (stored()[0].files, stored()[0].read, stored()[0].different) == (900, 900, 600)


def begun() -> bool:
    with acting_as_system():
        return Seizure.objects.exists()


@pytest.mark.deep
def test_paused_on_its_page_the_cluster_stops_and_one_machine_goes_on(
    case: str, cluster: RunningCluster, tmp_path: Path
) -> None:
    folder = write_pictures(tmp_path / "disk", 900, different=600)
    with in_the_background(folder, case, cluster) as ended:
        wait_until(lambda: begun() and stored()[0].read > 0)
        with acting_as_system():
            actions.pause(seizure=Seizure.objects.get(), by=None, at=NOON)
    assert ended == [1]
    assert stored()[0].waiting > 0
    assert seize(folder, case).exit_code == 0
    assert stored()[0] == stored()[1]
    assert (stored()[0].read, stored()[0].different) == (900, 600)


class Killing(threading.Thread):
    """Kills every process of a cluster that opens a certain file: a file that its reader dies of."""

    def __init__(self, cluster: RunningCluster, path: Path) -> None:
        super().__init__()
        self._cluster, self._path, self.killed, self.stopped = cluster, str(path), 0, False

    def run(self) -> None:
        while not self.stopped:
            for number in [each for machine in self._cluster.machines[:2] for each in machine.readers()]:
                if self._opens(number):
                    os.kill(number, signal.SIGKILL)
                    self.killed += 1
            time.sleep(0.05)

    def _opens(self, number: int) -> bool:
        with suppress(OSError):
            return any(os.readlink(each) == self._path for each in Path(f"/proc/{number}/fd").iterdir())
        return False


def test_a_file_that_kills_whoever_reads_it_ends_as_a_row_with_a_reason(
    case: str, cluster: RunningCluster, tmp_path: Path
) -> None:
    folder = write_pictures(tmp_path / "disk", 30, different=30)
    with (folder / "00015.bin").open("wb") as file:
        file.truncate(1_000_000_000)  # a hole, too small to be given up: seconds to digest, and no disk
    killing = Killing(cluster, folder / "00015.bin")
    killing.start()
    try:
        assert seize(folder, case, "--cluster", cluster.address).exit_code == 1
    finally:
        killing.stopped = True
        killing.join()
    assert killing.killed == 6  # three times with the files before it, three times alone
    assert stored()[0] == stored()[1]
    assert (stored()[0].read, stored()[0].not_read) == (30, 1)
    with acting_as_system():
        assert SeizedFile.objects.get(fate=Fate.NOT_READ).reason == KILLER


def test_a_machine_without_our_certificate_is_refused(cluster: RunningCluster, tmp_path: Path) -> None:
    """It knows our authority, which is no secret, and speaks TLS; its own certificate is another centre's."""
    foreign = foreign_certificates(tmp_path)
    shutil.copyfile(cluster.certificates / "authority.pem", foreign / "authority.pem")
    before = cluster.log.read_text().count("CERTIFICATE_VERIFY_FAILED")
    with pytest.raises(NoScheduler), Cluster(cluster.address, foreign):
        pass
    stranger = cluster.join(foreign)
    assert stranger.process.wait(60) == 3
    assert "refuses the certificate" in stranger.log.read_text()
    assert "Registered to" not in stranger.log.read_text()
    assert cluster.log.read_text().count("CERTIFICATE_VERIFY_FAILED") >= before + 2


def test_nobody_is_heard_without_tls_or_with_no_certificate(cluster: RunningCluster, tmp_path: Path) -> None:
    with pytest.raises(NoCertificate):
        security(tmp_path)
    host, _, port = cluster.address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as plain:
        plain.sendall(bytes(64))
        with suppress(ConnectionResetError):
            assert plain.recv(1) in (b"", b"\x15")  # closed, or a TLS alert
    context = ssl.create_default_context(cafile=str(cluster.certificates / "authority.pem"))
    context.check_hostname = False
    with (
        socket.create_connection((host, int(port)), timeout=10) as bare,
        context.wrap_socket(bare) as nameless,
        pytest.raises(ssl.SSLError, match=r"(?i)certificate.required"),
    ):
        nameless.recv(1)


def foreign_certificates(folder: Path) -> Path:
    """Those of another centre: its own authority signed them."""
    home, ours = folder / "other centre", os.environ["DAYMARK_HOME"]
    home.mkdir()
    os.environ["DAYMARK_HOME"] = str(home)
    try:
        write_certificate(folder / "foreign", "a stranger")
    finally:
        os.environ["DAYMARK_HOME"] = ours
    return folder / "foreign"


def test_a_scheduler_that_is_not_there_is_told_before_anything_is_begun(case: str, tmp_path: Path) -> None:
    result = seize(tmp_path, case, "--cluster", "127.0.0.1:1")
    assert isinstance(result.exception, NoScheduler)
    with acting_as_system():
        assert not Seizure.objects.exists()


def test_each_machine_has_a_certificate_of_its_own(tmp_path: Path) -> None:
    write_certificate(tmp_path / "one", "reader-1")
    with pytest.raises(HasCertificate):
        write_certificate(tmp_path / "one", "reader-2")
    assert {each.name for each in (tmp_path / "one").iterdir()} == {"authority.pem", "machine.pem", "machine.key"}
    assert (tmp_path / "one" / "machine.key").stat().st_mode & 0o077 == 0
