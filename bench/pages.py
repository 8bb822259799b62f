"""How long every staff page takes with 100,000 reports, as each role meets it: found by following the links.

A year at the practice centre is made first, which shows how long `make run` takes to an open page and what memory it
holds; then law-enforcement packages are imported until the number is reached.
Beside the pages, in the same run: the answer of `/health/`, which is what a request costs before any page is made.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from _centre import scratch_centre, served
from _figures import Figures
from _packages import write_packages
from _processes import megabytes_of
from _visitor import Visitor, signed_in

WANTED = 100.0  # milliseconds at the 95th percentile
TO_A_PAGE = 90_000.0  # milliseconds
MEMORY = 700.0  # megabytes
RUN = [sys.executable, "-m", "daymark.cli"]
ROLES = ("TRIAGE_OFFICER", "INVESTIGATOR", "SUPERVISOR", "STRATEGIC_ANALYST", "PARTNER", "ADMINISTRATOR")
OF_A_KIND = 3  # addresses of each kind that are opened
# What names one row: a reference, an identifier, a number, a partner's code, a person's sign-in name.
_OWN = re.compile(
    r"[A-Z]-\d{4}-\d+|[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)"
    r"|(?<=^/partners/)[A-Z][^/?]+|(?<=^/people/)[^/?]+\.[^/?]+"
)
_LEFT_OUT = re.compile(r"/accounts/|\.(csv|pdf|zip|json|age)\b|/static/|^/$")
# What a link does not lead to by itself: searches and filters as a person types them.
TYPED = {
    "TRIAGE_OFFICER": ("/queue/?q=synthetic", "/reports/?q=synthetic", "/reports/?q=203.0.113.7", "/search/?q=R-2026"),
    "SUPERVISOR": ("/audit/?q=report", "/cases/?q=Manchester"),
}


@dataclass(frozen=True)
class Found:
    """One page that somebody may open."""

    role: str
    kind: str
    address: str


def main(as_json: bool, options: list[str]) -> None:
    """Fills a centre, follows every link as each role, and prints what each kind of page takes."""
    asked = _asked(options)
    figures = Figures(as_json=as_json)
    figures.machine(reports=asked.reports)
    with scratch_centre(asked.keep) as home:
        _fill(figures, home, asked.reports)
        with served():
            from daymark.cli.practice.signins import code_of, read_sign_ins

            people, port = read_sign_ins(home)["people"], int(os.environ["DAYMARK_PORT"])
            visitors = {}
            for role in ROLES:
                person = next(each for each in people if each["roles"] == [role])
                name, password = person["username"], person["password"]
                visitors[role] = signed_in(port, username=name, password=password, code=code_of(home, name))
            _measure(figures, visitors, asked.rounds)


def _asked(options: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="daymark bench pages")
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=10, help="how often each page is opened")
    parser.add_argument("--keep", type=Path, help="a folder in which the filled centre stays, to be used again")
    return parser.parse_args(options)


def _fill(figures: Figures, home: Path, reports: int) -> None:
    mark = home / "bench-filled"
    if mark.exists() and int(mark.read_text()) == reports:
        return
    _begin(figures)
    packages = Path(tempfile.mkdtemp(prefix="daymark-bench-packages-"))
    try:
        write_packages(packages, 300_000_000, reports - _already())
        subprocess.run([*RUN, "import", str(packages)], check=True, stdout=subprocess.DEVNULL)
    finally:
        shutil.rmtree(packages, ignore_errors=True)
    mark.write_text(str(reports))


def _begin(figures: Figures) -> None:
    """What `make run` does once everything is installed: a practice centre, and its first page."""
    began = time.perf_counter()
    subprocess.run([*RUN, "demo"], check=True, stdout=subprocess.DEVNULL)
    with served(jobs=True) as server:
        Visitor(int(os.environ["DAYMARK_PORT"])).open("/accounts/login/")
        figures.duration("from nothing to an open page", [1000 * (time.perf_counter() - began)], wanted=TO_A_PAGE)
        figures.memory("memory of all its processes, the database's too", megabytes_of(server), wanted=MEMORY)


def _already() -> int:
    from daymark.cli.practice.volumes import volumes

    return volumes().total


def _measure(figures: Figures, visitors: dict[str, Visitor], rounds: int) -> None:
    bare = [visitors[ROLES[0]].open("/health/").milliseconds for _ in range(10 * rounds)]
    figures.duration("the bare answer of /health/ (the floor)", bare)
    found = [each for role, visitor in visitors.items() for each in _walk(role, visitor)]
    took: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for each in found:
            took[each.kind].append(visitors[each.role].open(each.address).milliseconds)
    for kind, times in sorted(took.items(), key=lambda pair: -_p95(pair[1])):
        figures.percentile(kind, times, wanted=WANTED)
    together = [time for times in took.values() for time in times]
    figures.percentile(f"all {len(took)} kinds of page, {len(found)} addresses", together, wanted=WANTED)


def _walk(role: str, visitor: Visitor) -> list[Found]:
    """Every page that links lead to from the first one, a few of each kind."""
    found: dict[str, list[str]] = {f"{role} /": ["/"]}
    ahead = ["/", *TYPED.get(role, ())]
    seen = set(ahead)
    while ahead:
        address = ahead.pop(0)
        opened = visitor.open(address)
        if not opened.is_page:
            continue
        kind = f"{role} {_kind(address)}"
        if address not in found.setdefault(kind, []):
            found[kind].append(address)
        for link in opened.links:
            if link not in seen and not _LEFT_OUT.search(link) and _wanted(found, f"{role} {_kind(link)}", ahead, role):
                seen.add(link)
                ahead.append(link)
    return [Found(role, kind, address) for kind, addresses in found.items() for address in addresses]


def _wanted(found: dict[str, list[str]], kind: str, ahead: list[str], role: str) -> bool:
    waiting = sum(f"{role} {_kind(each)}" == kind for each in ahead)
    return len(found.get(kind, ())) + waiting < OF_A_KIND


def _kind(address: str) -> str:
    """The address without what names one row, and of its question the names alone."""
    path, _, question = address.partition("?")
    names = sorted({part.partition("=")[0] for part in question.split("&") if part})
    return _OWN.sub("*", path) + ("?" + "&".join(names) if names else "")


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
