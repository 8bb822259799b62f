"""Grading an exhibit of 500,000 files: how long its pages take, before the database has statistics and with them.

The rows are written into the database directly: no file is read. Every page is asked for over HTTP, against the server
as `daymark serve` runs it. Decoding of pictures is no part of the pages: the first tile, which starts the sealed
process, and the later ones are told by themselves.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from _centre import scratch_centre, served
from _figures import Figures
from _large_exhibit import Large, analyse, fill, put_pictures
from _visitor import Visitor, signed_in

FILES = 500_000
PAGE, NEXT = 300.0, 100.0  # milliseconds at the median
RUN = [sys.executable, "-m", "daymark.cli"]
_STACK = re.compile(r'data-stack="(\d+)" data-content="(\d+)"')


def main(as_json: bool, options: list[str]) -> None:
    """Fills a centre with the exhibit and prints what each page takes, twice."""
    parser = argparse.ArgumentParser(prog="daymark bench grading")
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--rounds", type=int, default=20, help="how often each page is opened; ten are few")
    parser.add_argument("--keep", type=Path, help="a folder in which the filled centre stays, to be used again")
    asked = parser.parse_args(options)
    figures = Figures(as_json=as_json)
    figures.machine(files=asked.files)
    with scratch_centre(asked.keep) as home:
        large = _filled(figures, home, asked.files)
        for words, prepare in (("without statistics", False), ("with statistics", True)):
            if prepare:
                _with_database(analyse)
            with served():
                _measure(figures, home, large, asked.rounds, words)
            _export(figures, home, large, words)


def _filled(figures: Figures, home: Path, files: int) -> Large:
    mark = home / "bench-grading.json"
    if mark.exists():
        kept = json.loads(mark.read_text())
        return Large(kept["case"], kept["seizure"], Path(kept["folder"]))
    if not (home / "practice.json").exists():
        subprocess.run([*RUN, "demo"], check=True, stdout=subprocess.DEVNULL)
    began = time.perf_counter()
    made: list[Large] = []
    _with_database(lambda: made.append(fill(home, files)))
    figures.plain(f"{files:,} rows of files written in {time.perf_counter() - began:.0f} s.")
    mark.write_text(json.dumps(asdict(made[0]), default=str))
    return made[0]


def _with_database(act: Callable[[], object]) -> None:
    from daymark.cli.running import django_ready

    with django_ready():
        act()


def _measure(figures: Figures, home: Path, large: Large, rounds: int, words: str) -> None:
    lead, analyst = (_visitor(home, role) for role in ("INVESTIGATOR", "VICTIM_IDENTIFICATION_ANALYST"))
    figures.duration("the bare answer of /health/ (the floor)", _times(analyst, "/health/", rounds))
    grid = f"/seizures/{large.seizure}/grading/"
    first = analyst.open(grid)
    stacks = [(int(stack), int(content)) for stack, content in _STACK.findall(first.text)]
    _with_database(lambda: put_pictures(large, [stack for stack, _ in stacks]))
    pages = {
        "the grading page": (grid, PAGE),
        "its next stacks, from the middle": (f"{grid}?part=1&after={_middle(analyst, grid, stacks)}", NEXT),
        "what looks known": (f"{grid}?queue=proposals", PAGE),
        "what joined graded stacks": (f"{grid}?queue=joined", PAGE),
        "for a second person": (f"{grid}?queue=second", PAGE),
        "disputed": (f"{grid}?queue=disputed", PAGE),
        "the seizure: its first screen": (f"/seizures/{large.seizure}/", PAGE),
        "the case": (f"/cases/{large.case}/", PAGE),
        "a stack": (f"/stacks/{stacks[0][0]}/?seizure={large.seizure}", PAGE),
    }
    for name, (address, wanted) in pages.items():
        figures.duration(f"{name}, {words}", _times(analyst, address, rounds), wanted=wanted)
    figures.duration(f"the case, as its lead, {words}", _times(lead, f"/cases/{large.case}/", rounds), wanted=PAGE)
    _tiles(figures, analyst, stacks)


def _tiles(figures: Figures, analyst: Visitor, stacks: list[tuple[int, int]]) -> None:
    times = [analyst.open(f"/stacks/{stack}/{content}/tile.png").milliseconds for stack, content in stacks]
    figures.duration("the first tile, which finds its picture and decodes it", times[:1])
    figures.duration("the tiles after it", times[4:])


def _middle(analyst: Visitor, grid: str, stacks: list[tuple[int, int]]) -> int:
    """A stack some pages further on."""
    after = stacks[-1][0]
    for _ in range(10):
        after = int(_STACK.findall(analyst.open(f"{grid}?part=1&after={after}").text)[-1][0])
    return after


def _times(visitor: Visitor, address: str, rounds: int) -> list[float]:
    return [visitor.open(address).milliseconds for _ in range(rounds)]


def _visitor(home: Path, role: str) -> Visitor:
    from daymark.cli.practice.signins import code_of, read_sign_ins

    person = next(each for each in read_sign_ins(home)["people"] if each["roles"] == [role])
    name, password = person["username"], person["password"]
    return signed_in(int(os.environ["DAYMARK_PORT"]), username=name, password=password, code=code_of(home, name))


def _export(figures: Figures, home: Path, large: Large, words: str) -> None:
    out = home / "bench-export.json"
    began = time.perf_counter()
    command = [*RUN, "export", "vics", "--case", large.case, "-o", str(out)]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # 1: some go out without a category, and it says so
    seconds = time.perf_counter() - began
    figures.plain(f"daymark export vics, {words}: {seconds:.1f} s, {out.stat().st_size / 1e6:.0f} MB")
    out.unlink()
