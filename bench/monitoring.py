"""monitoring: drawn peer-to-peer sightings read, chained into persons and ranked, beside pandas and networkx."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from _drawn_sightings import write
from _figures import Figures
from _peers import peer

SIGHTINGS = 10_000_000
WANTED_SECONDS = 600.0  # for all of them, on two cores
RUNNER = Path(__file__).with_name("_monitoring_runs.py")
Run = dict[str, Any]


def main(as_json: bool, options: list[str]) -> None:
    """Draws the sightings, runs, and prints the figures."""
    asked = _asked(options)
    figures = Figures(as_json=as_json)
    number = round(SIGHTINGS * asked.scale)
    figures.machine(rounds=asked.rounds, sightings=number)
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder) / "sightings.csv"
        clients = write(drawn, number)
        ours = [_run("daymark", drawn) for _ in range(asked.rounds)]
        _tell(figures, ours, number, clients)
        _tell_stored(figures, [_run("stored", drawn) for _ in range(asked.rounds)], number)
        if asked.no_peers or not (peer("networkx", figures) and peer("pandas", figures)):
            return
        few = min(number, asked.peer_sightings)
        write(drawn, few)
        theirs, beside = [], []
        for _ in range(asked.rounds):
            theirs.append(_run("networkx", drawn))
            beside.append(_run("daymark", drawn))
        _compare(figures, beside, theirs, few)


def _asked(options: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="daymark bench monitoring")
    parser.add_argument("--scale", type=float, default=1.0, help="1 is 10 million sightings")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--peer-sightings", type=int, default=500_000, help="most that the peer is given")
    parser.add_argument("--no-peers", action="store_true", help="only our own figures")
    return parser.parse_args(options)


def _run(who: str, path: Path) -> Run:
    done = subprocess.run([sys.executable, str(RUNNER), who, str(path)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{who} ended with {done.returncode}:\n{done.stderr}")
    told: Run = json.loads(done.stdout.splitlines()[-1])
    return told


def _tell(figures: Figures, runs: list[Run], number: int, clients: int) -> None:
    for step in runs[0]["seconds"]:
        figures.rate(f"sightings {step}", [number / run["seconds"][step] for run in runs])
        figures.rate(f"sightings {step}, by processor time", [number / run["processor"][step] for run in runs])
    whole = [1000 * sum(run["seconds"].values()) for run in runs]
    figures.duration(f"{number:,} sightings to a ranked list, nothing stored", whole)
    figures.memory("most memory", max(run["megabytes"] for run in runs))
    last = runs[-1]
    told = {name: last[name] for name in ("refused", "doubled", "persons", "by_identifier", "conflicts", "unplaced")}
    figures.plain(
        f"{told['refused']:,} rows refused, {told['doubled']:,} doubled, {told['persons']:,} persons "
        f"({told['by_identifier']:,} by identifier, of {clients:,} clients that had one), "
        f"{told['conflicts']:,} values stopped chains, {told['unplaced']:,} sightings stand for nobody.",
        drawn_clients=clients,
        **told,
    )


def _tell_stored(figures: Figures, runs: list[Run], number: int) -> None:
    """Into vault and database, asked of a list, ranked and written: what a centre waits for."""
    for step in runs[0]["seconds"]:
        figures.rate(f"stored: sightings {step}", [number / run["seconds"][step] for run in runs])
    whole = [1000 * sum(run["seconds"].values()) for run in runs]
    wanted = 1000 * WANTED_SECONDS * number / SIGHTINGS
    figures.duration(f"stored: {number:,} sightings to a ranked list", whole, wanted=wanted)
    figures.memory("stored: most memory of the process", max(run["megabytes"] for run in runs))


def _compare(figures: Figures, ours: list[Run], theirs: list[Run], number: int) -> None:
    rates = {who: [number / sum(run["seconds"].values()) for run in runs] for who, runs in (("o", ours), ("t", theirs))}
    figures.rate(f"{number:,} sightings: pandas and networkx", rates["t"])
    figures.rate(f"{number:,} sightings: Daymark", rates["o"])
    figures.times("times pandas and networkx", rates["o"], rates["t"])
    figures.memory("most memory: pandas and networkx", max(run["megabytes"] for run in theirs))
    figures.memory("most memory: Daymark", max(run["megabytes"] for run in ours))
    figures.plain(
        f"Persons: {theirs[-1]['persons']:,} by connected components, {ours[-1]['persons']:,} by Daymark.",
        theirs=theirs[-1]["persons"],
        ours=ours[-1]["persons"],
    )
