"""A scratch centre: its own home, its own embedded server, its own web processes, all gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch_centre(kept: Path | None = None) -> Iterator[Path]:
    """A home in a temporary folder, or in `kept`, which stays and is used again. Sets this process's settings."""
    home = kept or Path(tempfile.mkdtemp(prefix="daymark-bench-"))
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    home.chmod(0o711)  # the database's own user must pass
    for name in [name for name in os.environ if name.startswith("DAYMARK_")]:
        del os.environ[name]
    os.environ.update(DAYMARK_HOME=str(home), DAYMARK_PRACTICE="1", DAYMARK_PORT=str(free_port()))
    try:
        yield home
    finally:
        if kept is None:
            shutil.rmtree(home, ignore_errors=True)


@contextmanager
def served(workers: int = 2, *, jobs: bool = False) -> Iterator[int]:
    """Database and web processes as `daymark serve` runs them, until the block ends; gives the supervisor's number.
    Its jobs run only when asked for: they would work beside what is measured."""
    port = os.environ["DAYMARK_PORT"]
    command = [sys.executable, "-m", "daymark.cli", "serve", "--workers", str(workers)]
    command += [] if jobs else ["--no-worker"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/health/", process)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("The pages did not start. Run `daymark serve` by hand to see why.")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
