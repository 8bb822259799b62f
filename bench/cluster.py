"""cluster: pictures are read into a case by one worker of a cluster and by two; how many times faster two are."""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from _centre import free_port, scratch_centre
from _figures import Figures
from _photographs import write_photographs
from _processes import database_process, seconds_of

WANTED_TIMES = 1.8
DIFFERENT = 100  # drawn; the others differ from them in the last bytes, which no decoder reads
WIDTH, HEIGHT = 1024, 768


def main(as_json: bool, options: list[str]) -> None:
    """Makes the pictures, reads them with one worker and with two in turn, and prints the figures."""
    parser = argparse.ArgumentParser(prog="daymark bench cluster")
    parser.add_argument("--pictures", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args(options)
    figures = Figures(as_json=as_json)
    figures.machine(pictures=asked.pictures, rounds=asked.rounds)
    folder = Path(tempfile.mkdtemp(prefix="daymark-bench-"))
    try:
        _make(folder / "disk", asked.pictures)
        with scratch_centre() as home:
            _measure(figures, folder, home, asked.pictures, asked.rounds)
    finally:
        shutil.rmtree(folder)


def _make(folder: Path, count: int) -> None:
    drawn = [path.read_bytes() for path in write_photographs(folder / "drawn", WIDTH, HEIGHT, DIFFERENT, reduced=4)]
    shutil.rmtree(folder / "drawn")
    for number in range(count):
        (folder / f"{number:06}.jpg").write_bytes(drawn[number % DIFFERENT] + number.to_bytes(4, "big"))


def _measure(figures: Figures, folder: Path, home: Path, count: int, rounds: int) -> None:
    from daymark.cli.cluster_certificates import write_certificate
    from daymark.cli.running import django_ready

    certificates = folder / "certificates"
    write_certificate(certificates, "bench")
    rates: dict[int, list[float]] = {1: [], 2: []}
    spent = []
    with django_ready(), _process(certificates, "scheduler", "--port", str(port := free_port())):
        case = _case()
        for turn in range(2 * rounds):
            workers = turn % 2 + 1
            with _workers(certificates, f"127.0.0.1:{port}", workers):
                seconds, used = _read(case, folder / "disk", turn, f"127.0.0.1:{port}", database_process(home))
            rates[workers].append(count / seconds)
            spent.append(used)
    figures.rate("pictures with one worker", rates[1])
    figures.rate("pictures with two workers", rates[2])
    figures.times("two workers against one", rates[2], rates[1], wanted=WANTED_TIMES)
    leading = sorted(spent)[len(spent) // 2]
    figures.plain(
        f"Processor time of the process that leads and its database: {leading:.1f} s for {count:,} pictures",
        leading_seconds=round(leading, 1),
    )


@contextmanager
def _workers(certificates: Path, address: str, count: int) -> Iterator[None]:
    from daymark.cluster.leading import Cluster

    with _process(certificates, "worker", address, "--processes", str(count)):
        with Cluster(address, certificates) as cluster:
            while cluster.processes() < count:
                time.sleep(0.2)
        time.sleep(1)
        yield


@contextmanager
def _process(certificates: Path, *arguments: str) -> Iterator[None]:
    command = [sys.executable, "-m", "daymark.cli", "cluster", *arguments, "--certificates", str(certificates)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            time.sleep(3)
            yield
        finally:
            process.send_signal(signal.SIGTERM)


def _read(case: str, disk: Path, turn: int, address: str, database: int) -> tuple[float, float]:
    """Seconds of the reading, and processor time of this process and the database."""
    from daymark.casework.media.taking import Work, exhibit_of
    from daymark.cli.cluster_certificates import certificates_of_home
    from daymark.cli.seize_readers import There

    work = Work(exhibit_of(case, f"BENCH/{turn}"), disk)
    with There(address, certificates_of_home(), 1) as readers, work.begun():
        work.list_folder()
        began, used = time.perf_counter(), time.process_time() + seconds_of(database)
        seizure = work.read(readers, lambda _: None)
        seconds, cost = time.perf_counter() - began, time.process_time() + seconds_of(database) - used
    assert (seizure.state, seizure.not_read) == ("DONE", 0)
    return seconds, cost


def _case() -> str:
    from django.utils import timezone

    from daymark.casework.access.context import acting_as_system
    from daymark.casework.access.models import Role, User
    from daymark.casework.cases.models import Case
    from daymark.casework.partners.models import Agency
    from daymark.web.setting_up import bring_up_to_date

    bring_up_to_date(tell=lambda _: None)
    with acting_as_system():
        centre = Agency.objects.filter(is_this_centre=True).first()
        lead = User.objects.create(username="bench", name="Bench", roles=[Role.INVESTIGATOR], agency=centre)
        opened = {"title": "Benchmark", "opened_at": timezone.now(), "opened_by": lead, "lead": lead}
        return Case.objects.create(reference="C-2026-00001", **opened).reference
