"""Runs child processes side by side: restarts one that dies, stops all when asked."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

import click

# A child that dies this often in a row within a minute has a fault that restarting does not mend.
MOST_RESTARTS = 5
_PR_SET_PDEATHSIG = 1  # prctl(2): the kernel ends the child when its parent dies


@dataclass
class Child:
    """One process and how often it had to be started again."""

    name: str
    arguments: list[str]
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    ended: list[int] = field(default_factory=list)

    def start(self) -> None:
        """Starts the process; it ends with its parent."""
        self.process = subprocess.Popen(self.arguments, preexec_fn=_end_with_parent)  # noqa: PLW1509


def _end_with_parent() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def run_together(children: Sequence[Child]) -> None:
    """Runs until a signal asks to stop, or one child cannot be kept alive (exit status 3)."""
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    for child in children:
        child.start()
    lost = _watch(children, stop)
    _stop(children)
    if lost:
        click.echo(
            f"Stopped: the process for {lost.name} died {lost.restarts} times. Look at its messages above.", err=True
        )
        raise SystemExit(3)


def _watch(children: Sequence[Child], stop: threading.Event) -> Child | None:
    while not stop.wait(0.5):
        for child in children:
            if child.process is None or child.process.poll() is None:
                continue
            child.restarts += 1
            if child.restarts > MOST_RESTARTS:
                return child
            click.echo(
                f"The process for {child.name} ended with {child.process.returncode}; starting it again.", err=True
            )
            child.start()
    return None


def _stop(children: Sequence[Child]) -> None:
    running = [child.process for child in children if child.process and child.process.poll() is None]
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            click.echo("A process did not stop within 20 seconds and was killed.", err=True)
            process.kill()
            process.wait()
