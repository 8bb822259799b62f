"""A cluster of real processes on the loopback, over TLS with certificates made for the test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cli.centre import free_port
from daymark.cli.cluster_certificates import write_certificate

STARTS_WITHIN = 60  # seconds


@dataclass
class Machine:
    """One `daymark cluster worker` and what it said."""

    process: subprocess.Popen[bytes]
    log: Path

    def readers(self) -> list[int]:
        """The numbers of its processes that read files."""
        found = []
        for task in Path(f"/proc/{self.process.pid}/task").glob("*/children"):
            with suppress(OSError):  # a thread that has ended
                children = [int(each) for each in task.read_text().split()]
                found += [each for each in children if b"spawn_main" in _command(each)]
        return found


def _command(number: int) -> bytes:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return b""


@dataclass
class RunningCluster:
    """A scheduler, and machines that join when told to."""

    address: str
    certificates: Path
    folder: Path
    log: Path
    stack: ExitStack
    machines: list[Machine] = field(default_factory=list)

    def join(self, certificates: Path | None = None, *, processes: int = 1, prefix: Sequence[str] = ()) -> Machine:
        """One more machine, with so many processes that read."""
        log = self.folder / f"machine-{len(self.machines)}.log"
        given = ["worker", self.address, "--processes", str(processes)]
        folder = certificates or self.certificates
        machine = Machine(self.stack.enter_context(_running(given, folder, log, prefix)), log)
        self.machines.append(machine)
        return machine


@contextmanager
def running_cluster(folder: Path, *, host: str = "127.0.0.1", prefix: Sequence[str] = ()) -> Iterator[RunningCluster]:
    """A scheduler; everything ends with the block."""
    certificates = folder / "carried"
    write_certificate(certificates, "a machine of the test")
    port = free_port()
    with ExitStack() as stack:
        given = ["scheduler", "--host", host, "--port", str(port)]
        log = folder / "scheduler.log"
        stack.enter_context(_running(given, certificates, log, prefix))
        wait_until(lambda: "Scheduler at" in log.read_text())
        yield RunningCluster(f"{host}:{port}", certificates, folder, log, stack)


@contextmanager
def _running(
    arguments: Sequence[str], certificates: Path, log: Path, prefix: Sequence[str]
) -> Iterator[subprocess.Popen[bytes]]:
    command = [*prefix, sys.executable, "-m", "daymark.cli", "cluster", *arguments, "--certificates", str(certificates)]
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said, env=dict(os.environ)) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_until(true: object, seconds: float = STARTS_WITHIN) -> None:
    """Until it is so; fails after a while."""
    ends_at = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < ends_at, "it did not come"
        time.sleep(0.05)
