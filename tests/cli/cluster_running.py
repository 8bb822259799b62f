"""A cluster of real processes on the loopback, over TLS with certificates made for the test."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from daymark.cli.cluster_certificates import write_certificate

STARTS_WITHIN = 60  # seconds


@dataclass
class Machine:
    """One `daymark cluster worker` and what it said."""

    process: subprocess.Popen[bytes]
    log: Path

    def readers(self) -> list[int]:
        """The numbers of its processes that read files."""
        listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True)
        rows = [row.split(None, 1) for row in listed.stdout.decode().splitlines()]
        return [int(number) for number, command in rows if "spawn_main" in command]


@dataclass
class RunningCluster:
    """A scheduler, and machines that join when told to."""

    address: str
    certificates: Path
    folder: Path
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

    def wait_for_readers(self, count: int) -> None:
        """Until so many processes have joined."""
        wait_until(lambda: sum(len(each.readers()) for each in self.machines) >= count)


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
        yield RunningCluster(f"{host}:{port}", certificates, folder, stack)


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


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: object, seconds: float = STARTS_WITHIN) -> None:
    """Until it is so; fails after a while."""
    ends_at = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < ends_at, "it did not come"
        time.sleep(0.05)


def _said(machine: Machine) -> str:
    return machine.log.read_text(errors="replace")
