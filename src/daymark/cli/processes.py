"""Runs child processes side by side: restarts one that dies, stops all when asked."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

import click

# A child that dies this often within a minute has a fault that starting it again does not mend.
MOST_RESTARTS = 5
WITHIN_SECONDS = 60.0
STOP_SECONDS = 20.0
ROUND_SECONDS = 0.5
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38  # prctl(2)


@dataclass
class Child:
    """One process that must run as long as its centre does."""

    name: str
    arguments: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    restarted: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Starts it in a group of its own, which Ctrl-C at the terminal does not reach; it ends with its parent."""
        self.process = subprocess.Popen(
            self.arguments,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            umask=0o077,
            start_new_session=True,
            preexec_fn=_limit_itself(os.getpid()),
        )

    def has_died(self) -> bool:
        """Whether it was started and lives no more."""
        return self.process is not None and self.process.poll() is not None

    def start_again(self) -> bool:
        """Starts it anew with nothing left of the old one; False when it died too often in too short a time."""
        now = time.monotonic()
        self.restarted = [at for at in self.restarted if now - at < WITHIN_SECONDS] + [now]
        self.stop()
        if len(self.restarted) > MOST_RESTARTS:
            return False
        self.start()
        return True

    def ask_to_stop(self) -> None:
        """Asks the process to finish what it does and end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self) -> None:
        """Waits until it has ended, kills it when that takes too long, and kills what it left behind."""
        if self.process is None:
            return
        self.ask_to_stop()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            click.echo(f"The process for {self.name} did not stop in {STOP_SECONDS:.0f} s and was killed.", err=True)
            self.process.kill()
            self.process.wait()
        _kill_group(self.process.pid)


def _limit_itself(parent: int) -> Callable[[], None]:
    """Runs in the child before its program: it ends with its parent, gains no rights and leaves no memory on disk."""

    def limit() -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if os.getppid() != parent:
            os._exit(1)

    return limit


def _kill_group(number: int) -> None:
    try:
        os.killpg(number, signal.SIGKILL)
    except ProcessLookupError:
        return


def end_on_signals() -> None:
    """Until `run_together` takes over, a request to stop unwinds the program, so that the database stops cleanly."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, leave)


def run_together(children: Sequence[Child], *, each_round: Callable[[], None]) -> None:
    """Runs until a signal asks to stop, or one child cannot be kept alive (exit status 3).

    `each_round` is called twice a second, before dead children are started again.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: stop.set())
    try:
        for child in children:
            child.start()
        lost = _watch(children, stop, each_round)
    finally:
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.stop()
    if lost:
        click.echo(f"Stopped: the process for {lost.name} died again and again. Look at what it said above.", err=True)
        raise SystemExit(3)


def _watch(children: Sequence[Child], stop: threading.Event, each_round: Callable[[], None]) -> Child | None:
    while not stop.wait(ROUND_SECONDS):
        each_round()
        for child in children:
            if not child.has_died():
                continue
            status = child.process.returncode if child.process else ""
            click.echo(f"The process for {child.name} ended with status {status}; starting it again.", err=True)
            if not child.start_again():
                return child
    return None
