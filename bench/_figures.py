"""How a figure is told: with its rounds, its unit, what it is held against, and the machine it was measured on."""

from __future__ import annotations

import json
import os
import platform
import statistics
from pathlib import Path
from typing import Any


class Figures:
    """Prints each figure as it is known: lines for a person, JSON objects for a program."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json

    def machine(self, **more: Any) -> None:
        """What a reader must know to compare."""
        facts = {"machine": _processor(), "cores": os.cpu_count(), "python": platform.python_version()}
        facts |= {"memory_gb": _memory(), "load_average": round(os.getloadavg()[0], 2), **more}
        if self._as_json:
            print(json.dumps(facts), flush=True)
            return
        print(", ".join(f"{name.replace('_', ' ')} {value}" for name, value in facts.items()), flush=True)
        if os.getloadavg()[0] > 0.5:
            print("The machine is not quiet: figures are lower than they would be.", flush=True)

    def rate(
        self, name: str, rounds: list[float], *, wanted: float | None = None, beside: float | None = None
    ) -> float:
        """A rate in things a second: the median of its rounds, its spread, and its ratio to a peer's rate."""
        return self._figure(name, rounds, "a second", wanted=wanted, beside=beside, more_is_better=True)

    def times(self, name: str, ours: list[float], theirs: list[float], *, wanted: float | None = None) -> float:
        """How many times faster: the ratio of the two rates in each interleaved round, and the median of the ratios."""
        ratios = [mine / peer for mine, peer in zip(ours, theirs, strict=True)]
        return self._figure(name, ratios, "times", wanted=wanted, beside=None, more_is_better=True)

    def duration(self, name: str, rounds: list[float], *, wanted: float | None = None) -> float:
        """Milliseconds: the median of its rounds."""
        return self._figure(name, rounds, "ms", wanted=wanted, beside=None, more_is_better=False)

    def percentile(self, name: str, times: list[float], *, wanted: float) -> float:
        """Milliseconds of single requests: the median, and the 95th percentile, which is held against the goal."""
        p95 = statistics.quantiles(times, n=20)[-1]
        kept: dict[str, Any] = {"figure": name, "median": round(statistics.median(times), 1), "p95": round(p95, 1)}
        kept |= {"unit": "ms", "requests": len(times), "wanted": wanted, "reached": p95 <= wanted}
        words = f"{name:58} {kept['median']:>8,.1f} ms  p95 {kept['p95']:>8,.1f} ms of {len(times):,} requests"
        words += f"  wanted {wanted:g}: {'reached' if kept['reached'] else 'NOT reached'}"
        print(json.dumps(kept) if self._as_json else words, flush=True)
        return p95

    def memory(self, name: str, megabytes: float, *, wanted: float | None = None) -> float:
        """Megabytes, measured once."""
        return self._figure(name, [megabytes], "MB", wanted=wanted, beside=None, more_is_better=False)

    def share(self, name: str, rounds: list[float], *, wanted: float | None = None) -> float:
        """A share from 0 to 1, such as precision."""
        return self._figure(name, rounds, "of 1", wanted=wanted, beside=None, more_is_better=True)

    def plain(self, sentence: str, **facts: Any) -> None:
        """Something to be said that is no figure."""
        print(json.dumps({"note": sentence, **facts}) if self._as_json else sentence, flush=True)

    def _figure(
        self,
        name: str,
        rounds: list[float],
        unit: str,
        *,
        wanted: float | None,
        beside: float | None,
        more_is_better: bool,
    ) -> float:
        median = statistics.median(rounds)
        digits = {"times": 2, "of 1": 4}.get(unit, 1)
        kept: dict[str, Any] = {"figure": name, "median": round(median, digits), "unit": unit}
        kept |= {"lowest": round(min(rounds), digits), "highest": round(max(rounds), digits), "rounds": len(rounds)}
        if beside:
            kept["ratio"] = round(median / beside, 3)
        if wanted is not None:
            kept |= {"wanted": wanted, "reached": median >= wanted if more_is_better else median <= wanted}
        print(json.dumps(kept) if self._as_json else _line(kept), flush=True)
        return median


def _line(kept: dict[str, Any]) -> str:
    text = f"{kept['figure']:58} {kept['median']:>10,} {kept['unit']}"
    if kept["rounds"] > 1:
        text += f"  ({kept['lowest']:,} to {kept['highest']:,} in {kept['rounds']} rounds)"
    if "ratio" in kept:
        text += f"  {kept['ratio']:.2f} of the floor"
    if "wanted" in kept:
        text += f"  wanted {kept['wanted']:g}: {'reached' if kept['reached'] else 'NOT reached'}"
    return text


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> float:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
