"""A living centre for the tests that drive a browser: the real server, worker and database, started once a run."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
from base64 import b32decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from cli.centre import free_port

TESTS = Path(__file__).parent
CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000  # milliseconds: a browser on a machine that does much else may stand still for long
STARTS_WITHIN = 120  # seconds: a machine that runs other tests as well makes a database and its tables


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in with a password and a code."""

    username: str
    password: str
    secret: str

    def code(self, at: float | None = None) -> str:
        """The six digits of this half minute (RFC 6238)."""
        counter = struct.pack(">Q", int((at or time.time()) // 30))
        digest = hmac.new(b32decode(self.secret), counter, hashlib.sha1).digest()
        place = digest[-1] & 15
        return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


@dataclass(frozen=True)
class Page:
    """One address, the session of somebody who may open it (empty: nobody needs to sign in), and who that is."""

    path: str
    session: str
    who: str


@dataclass(frozen=True)
class Centre:
    """Where the centre answers, who works there, and what can be opened."""

    address: str
    people: dict[str, Person]
    pages: dict[str, Page]
    home: Path
    evidence: Path  # a folder that may be taken in from pages
    environment: dict[str, str]  # in which a command of this centre runs


@pytest.fixture(scope="session")
def centre() -> Iterator[Centre]:
    """`daymark serve` in a home of its own, with the cast and the stories of the architecture tests."""
    home, port = Path(tempfile.mkdtemp(prefix="daymark-living-")), free_port()
    home.chmod(0o755)
    evidence = Path(tempfile.mkdtemp(prefix="daymark-evidence-")).resolve()
    evidence.chmod(0o755)
    own = {name: value for name, value in os.environ.items() if not name.startswith(("DAYMARK_", "DJANGO_"))}
    environment = {
        **own,
        "DAYMARK_HOME": str(home),
        "DAYMARK_PRACTICE": "1",
        "DAYMARK_PORT": str(port),
        "DAYMARK_SMALL_NUMBER": "0",
        "DAYMARK_SEIZURE_ROOTS": str(evidence),
    }
    with (home / "serve.log").open("wb") as log:
        command = [sys.executable, "-m", "daymark.cli", "serve", "--workers", "1"]
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            yield _opened(home, f"http://localhost:{port}", environment, server)
        finally:
            server.terminate()
            server.wait(timeout=60)
            for folder in (home, evidence):
                shutil.rmtree(folder, ignore_errors=True)


def _opened(home: Path, address: str, environment: dict[str, str], server: subprocess.Popen[bytes]) -> Centre:
    _wait_for(f"{address}/health/", server, home)
    paths = os.pathsep.join([str(TESTS), str(TESTS.parent / "src")])
    made = subprocess.run(
        [sys.executable, "-m", "browser.seeding"],
        env={**environment, "PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": "daymark.web.settings"},
        cwd=TESTS,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    found: dict[str, Any] = json.loads(made.stdout)
    people = {name: Person(**person) for name, person in found["people"].items()}
    pages = {name: Page(**page) for name, page in found["pages"].items()}
    evidence = Path(environment["DAYMARK_SEIZURE_ROOTS"])
    return Centre(address, people, pages, home, evidence, environment)


def _wait_for(address: str, server: subprocess.Popen[bytes], home: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own server
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"The server did not start:\n{(home / 'serve.log').read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file. It ends with them: its event loop must not meet Django in this process."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()
