"""hash: digests and PDQ of JPEG files beside threatexchange and hashlib, and the bits from the reference by format."""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import _agreement
from _figures import Figures
from _peers import peer
from _photographs import write_photographs
from _processes import on_one_core

from daymark.engine.digests import digest_bytes
from daymark.engine.hashing import Wanted, hash_files
from daymark.engine.kinds import kind_of
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.pool import Sandbox
from daymark.engine.walking import find

# Width, height, how much reduced, files a round, and the goals: times the peer with one process, and the second's.
SIZES = ((4000, 3000, 1, 8, 12.0, 1.85), (1024, 768, 4, 60, 7.0, None))
WANTED_SANDBOXED = 1 / 1.15
# What is one process is held to one core, the file's bytes and its sealed process included.
THEIRS = "threatexchange and hashlib, one core"
OUTSIDE = "outside the sandbox, one core"
ONE = "daymark, one process on one core"
TWO = "daymark, two processes"
# As `daymark hash` does by itself, and as much as the peer: no turned hashes.
WANTED = Wanted(turned=False)
WANTED_FIRST = 1000.0  # ms of the first call after start-up
WANTED_COMMAND = 1500.0  # ms of `daymark hash` of one file

Goals = tuple[float, float | None]


def main(as_json: bool, options: list[str]) -> None:
    """Runs every part and prints its figures."""
    parser = argparse.ArgumentParser(prog="daymark bench hash")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args(options)
    figures = Figures(as_json=as_json)
    figures.machine()
    with tempfile.TemporaryDirectory(prefix="daymark-bench-") as folder:
        for width, height, reduced, count, *wanted in SIZES:
            files = write_photographs(Path(folder) / str(width), width, height, count, reduced=reduced)
            _one_size(figures, files, f"{width} x {height}", tuple(wanted), asked.rounds)
        _starting(figures, files[0], asked.rounds)
    _agreement.tell(figures)


def _one_size(figures: Figures, files: list[Path], size: str, wanted: Goals, rounds: int) -> None:
    megabytes = sum(path.stat().st_size for path in files) / len(files) / 1e6
    figures.plain(f"JPEG files of {size}, {megabytes:.2f} MB each, {len(files)} a round", size=size)
    runs: dict[str, Callable[[], object]] = {}
    threatexchange = peer("threatexchange.signal_type.pdq.pdq_hasher", figures)
    with Sandbox(1) as one, Sandbox(2) as two:
        if threatexchange:
            runs[THEIRS] = on_one_core()(lambda: [_theirs(threatexchange, path) for path in files])
        runs[OUTSIDE] = on_one_core()(lambda: [_outside(path) for path in files])
        runs[ONE] = on_one_core()(lambda: _ours(files, one))  # its process is started there and stays there
        runs[TWO] = lambda: _ours(files, two)
        rates = _interleaved(runs, len(files), rounds)
    _tell(figures, size, rates, wanted)


def _tell(figures: Figures, size: str, rates: dict[str, list[float]], wanted: Goals) -> None:
    for name, rounds in rates.items():
        figures.rate(f"{size}: {name}", rounds)
    theirs, outside, one, two = (rates.get(name, []) for name in (THEIRS, OUTSIDE, ONE, TWO))
    if theirs:
        figures.times(f"{size}: one process, times the peer", one, theirs, wanted=wanted[0])
    figures.times(f"{size}: the second process", two, one, wanted=wanted[1])
    figures.times(f"{size}: in the sandbox beside outside it", one, outside, wanted=WANTED_SANDBOXED)


def _interleaved(runs: dict[str, Callable[[], object]], count: int, rounds: int) -> dict[str, list[float]]:
    """Files a second of each way, round by round, after one round that warms all of them."""
    rates: dict[str, list[float]] = {name: [] for name in runs}
    for place in range(rounds + 1):
        for name, run in runs.items():
            began = time.perf_counter()
            run()
            if place:
                rates[name].append(count / (time.perf_counter() - began))
    return rates


def _theirs(threatexchange: object, path: Path) -> object:
    data = path.read_bytes()
    digests = [hashlib.new(name, data).hexdigest() for name in ("md5", "sha1", "sha256")]
    return digests, threatexchange.pdq_from_bytes(data)


def _outside(path: Path) -> object:
    from daymark.engine.sandbox.child import stills

    data = path.read_bytes()
    return digest_bytes(data), list(stills.look(memoryview(data), kind_of(data[:4096]), Limits(), turned=WANTED.turned))


def _ours(files: list[Path], sandbox: Sandbox) -> None:
    hashed = list(hash_files(find(files), sandbox, WANTED))
    assert len(hashed) == len(files)
    assert not any(each.error for each in hashed)


def _starting(figures: Figures, path: Path, rounds: int) -> None:
    first, whole = [], []
    for _ in range(rounds):
        began = time.perf_counter()
        with Sandbox(1) as sandbox:
            _ours([path], sandbox)
            first.append(1000 * (time.perf_counter() - began))
        began = time.perf_counter()
        command = [sys.executable, "-m", "daymark.cli", "hash", str(path)]
        subprocess.run(command, check=True, capture_output=True)
        whole.append(1000 * (time.perf_counter() - began))
    figures.duration("first call: sandbox started and sealed, one file hashed", first, wanted=WANTED_FIRST)
    figures.duration("`daymark hash` of one file, from nothing", whole, wanted=WANTED_COMMAND)
