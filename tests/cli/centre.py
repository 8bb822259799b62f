"""A centre that is used as its operator uses it: by the command line, in processes of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from daymark.web.postgres.locations import short_name

TESTS = Path(__file__).parents[1]
PRACTICE = {"DAYMARK_PRACTICE": "1"}
STARTS_WITHIN = 180.0  # seconds: other tests run on the same two cores


@dataclass
class Centre:
    """One home and the settings that its commands get."""

    home: Path
    settings: dict[str, str] = field(default_factory=lambda: dict(PRACTICE))

    @property
    def environment(self) -> dict[str, str]:
        """What every command of this centre sees: nothing of the test run's own settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DAYMARK_", "DJANGO_"))}
        return {**kept, "PYTHONPATH": str(TESTS), "DAYMARK_HOME": str(self.home), **self.settings}

    def run(self, *arguments: str | Path, status: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Runs one command to its end and checks its exit status."""
        command = [sys.executable, "-m", "daymark.cli", *map(str, arguments)]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=300, check=False)
        assert status is None or done.returncode == status, f"{done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def python(self, program: str) -> str:
        """Runs a few lines of Python inside the centre, with its database; gives what they print."""
        lines = "\n    ".join(program.strip().splitlines())
        whole = f"from daymark.cli.running import django_ready\nwith django_ready():\n    {lines}\n"
        done = subprocess.run(
            [sys.executable, "-c", whole],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def serving(self, *arguments: str) -> Iterator[Served]:
        """`daymark serve` until the block ends; its output goes to a file beside the home."""
        port = free_port()
        environment = {**self.environment, "DAYMARK_PORT": str(port)}
        said = self.home.with_name(f"{self.home.name}.log")
        with said.open("wb") as log:
            command = [sys.executable, "-m", "daymark.cli", "serve", *arguments]
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        served = Served(process, port, said, "http" if self.settings.get("DAYMARK_PRACTICE") else "https")
        try:
            served.wait_for("Ctrl-C stops it.")
            yield served
        finally:
            served.stop()


@dataclass
class Served:
    """A running centre."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    scheme: str

    def said(self) -> str:
        """Everything that it printed so far."""
        return self.log.read_text(errors="replace")

    def wait_for(self, words: str, seconds: float = STARTS_WITHIN) -> None:
        """Waits until it has printed these words."""
        deadline = time.monotonic() + seconds
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def get(self, path: str = "/health/") -> int:
        """The status that the pages answer with; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def until(self, status: int, seconds: float = 30.0) -> float:
        """Waits until the pages answer so; gives the seconds that it took."""
        began = time.monotonic()
        while self.get() != status:
            assert time.monotonic() - began < seconds, self.said()
            time.sleep(0.05)
        return time.monotonic() - began

    def children(self) -> dict[int, str]:
        """The supervisor's own children, by process number, with their command lines."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and _parent(entry) == self.process.pid:
                found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
        return found

    def child(self, words: str) -> int:
        """The number of the child whose command line has these words."""
        return next(number for number, line in self.children().items() if words in line)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Asks it to stop and waits; gives its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(60)


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError):
        return 0


def lives(process: int) -> bool:
    """Whether it is there and has not ended; one that nobody reaped has ended."""
    try:
        return (Path("/proc") / str(process) / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def children(process: int) -> list[int]:
    """Its living children."""
    return [child for child in _born_of(process) if lives(child)]


def descendants(process: int) -> list[int]:
    """Its living children and theirs."""
    return [each for child in children(process) for each in (child, *descendants(child))]


def _born_of(process: int) -> Iterator[int]:
    """Processes and their threads may end while one looks."""
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            with suppress(OSError):
                yield from map(int, (task / "children").read_text().split())


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def an_empty_home(**settings: str) -> Iterator[Centre]:
    """A home that is not there yet, and that is gone afterwards with all that was kept elsewhere for it."""
    folder = Path(tempfile.mkdtemp(prefix="daymark-cli-")).resolve()
    folder.chmod(0o711)
    home = folder / "home"
    elsewhere = (Path("/var/lib/daymark") / short_name(home), Path("/run") / f"daymark-{short_name(home)}")
    try:
        yield Centre(home, settings or dict(PRACTICE))
    finally:
        for place in (folder, *elsewhere):
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def a_centre(**settings: str) -> Iterator[Centre]:
    """A centre as `daymark init` leaves it: a copy of one that is made once a run, because making it takes long."""
    with an_empty_home(**settings) as centre:
        subprocess.run(["cp", "--archive", _made_once(), centre.home], check=True)
        yield centre


def _made_once() -> Path:
    """The first worker that needs it makes it, in the folder of the run; the others wait."""
    run = Path(os.environ["DAYMARK_TEST_HOME"])
    made = Centre(run / "made" / "home")
    with (run / "making").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (run / "made" / "whole").exists():
            made.home.parent.mkdir()
            # Whatever mask a command left in this process: else all copies would share one database elsewhere.
            made.home.parent.chmod(0o711)
            made.run("init")
            (run / "made" / "whole").touch()
    return made.home


FILL = "from filled import fill_centre\nfill_centre()"
