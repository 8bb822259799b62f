"""match: exact search by distance, built, loaded and asked, beside threatexchange's PDQIndex and faiss's flat index."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from _figures import Figures
from _hash_lists import Hashes, HashList, clustered_list, random_list
from _peers import peer

from daymark.engine.hamming import HammingIndex

RADIUS = 31
THEIR_SHARE = 16  # the peers are asked one query in so many
FLAT = "faiss IndexBinaryFlat"
PDQ_INDEX = "threatexchange PDQIndex.query"
PDQ_BATCH = "threatexchange's index in one batch"  # faster than its own query(), which asks one at a time

# What is wanted with so many entries; with another number of them figures are told without a goal.
GOALS: dict[int, dict[str, float]] = {
    3_000_000: {
        f"random list: times {PDQ_INDEX}": 50.0,
        f"random list: times {FLAT}": 70.0,
        f"clustered list: times {PDQ_INDEX}": 25.0,
        "built on two cores": 3000.0,  # ms
        "opened and checked": 300.0,
        "size of the file": 300.0,  # MB
    },
    10_000_000: {"in memory": 1200.0},
}
WANTED_FIRST = 1000.0  # ms

Found = set[tuple[int, int, int]]
Runs = dict[str, tuple[int, Callable[[], object]]]  # how many queries, and what asks them


def main(as_json: bool, options: list[str]) -> None:
    """Runs both lists and prints their figures."""
    asked = _asked(options)
    figures = Figures(as_json=as_json)
    figures.machine(entries=asked.entries)
    goals = GOALS.get(asked.entries, {})
    with tempfile.TemporaryDirectory(prefix="daymark-bench-") as folder:
        for make in (random_list, clustered_list):
            listed = make(asked.entries, asked.queries)
            index = _made(figures, listed, Path(folder) / "index", asked.rounds, goals)
            _compared(figures, listed, index, asked, goals)
        _alone(figures, Path(folder) / "index", asked.entries, asked.rounds)


def _asked(options: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="daymark bench match")
    parser.add_argument("--entries", type=int, default=3_000_000)
    parser.add_argument("--queries", type=int, default=8192, help="in each round; the peers get a sixteenth")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-peers", action="store_true", help="only our own figures")
    return parser.parse_args(options)


def _made(figures: Figures, listed: HashList, file: Path, rounds: int, goals: dict[str, float]) -> HammingIndex:
    """The list's index as a process has it that opened it, after telling what building, saving and loading take."""
    name = listed.name
    built = [_milliseconds(lambda: HammingIndex(listed.known)) for _ in range(rounds)]
    figures.duration(f"{name}: built on two cores", built, wanted=goals.get("built on two cores"))
    index = HammingIndex(listed.known)
    index.save(file)
    figures.memory(f"{name}: size of the file", file.stat().st_size / 1e6, wanted=goals.get("size of the file"))
    figures.memory(f"{name}: in memory", index.memory / 1e6, wanted=goals.get("in memory"))
    loaded = [_milliseconds(lambda: HammingIndex.open(file)) for _ in range(rounds)]
    figures.duration(f"{name}: opened and checked", loaded, wanted=goals.get("opened and checked"))
    return HammingIndex.open(file)


def _compared(
    figures: Figures, listed: HashList, index: HammingIndex, asked: argparse.Namespace, goals: dict[str, float]
) -> None:
    """Queries a second of processor time, ours and the peers' round by round in turn."""
    name, few = listed.name, listed.queries[: max(1, len(listed.queries) // THEIR_SHARE)]
    runs: Runs = {
        "daymark": (len(listed.queries), lambda: index.search(listed.queries, RADIUS)),
        "daymark, one query at a time": (len(few), lambda: [index.search(query, RADIUS) for query in few]),
    }
    found = {(match.query, match.known, match.distance) for match in index.search(few, RADIUS)}
    if not asked.no_peers:
        _add_faiss(figures, listed, few, runs, found)
        _add_threatexchange(figures, listed, few, runs, found)
    rates = _interleaved(runs, asked.rounds)
    for each, rounds in rates.items():
        figures.rate(f"{name}: queries a processor second, {each}", rounds)
    for their in (FLAT, PDQ_INDEX, PDQ_BATCH):
        if their in rates:
            told = f"{name}: times {their}"
            figures.times(told, rates["daymark"], rates[their], wanted=goals.get(told))


def _add_faiss(figures: Figures, listed: HashList, few: Hashes, runs: Runs, found: Found) -> None:
    faiss = peer("faiss", figures)
    if faiss is None:
        return
    faiss.omp_set_num_threads(1)
    flat = faiss.IndexBinaryFlat(256)
    flat.add(listed.known)

    def search() -> Found:
        ends, distances, places = flat.range_search(few, RADIUS + 1)  # "less than"
        return {
            (query, int(places[at]), int(distances[at]))
            for query in range(len(few))
            for at in range(int(ends[query]), int(ends[query + 1]))
        }

    _say_whether_equal(figures, f"{listed.name}: {FLAT}", search(), found, len(few))
    runs[FLAT] = len(few), lambda: flat.range_search(few, RADIUS + 1)


def _add_threatexchange(figures: Figures, listed: HashList, few: Hashes, runs: Runs, found: Found) -> None:
    module = peer("threatexchange.signal_type.pdq.pdq_index", figures)
    if module is None:
        return
    figures.plain("threatexchange builds its index: a minute and 3 GB for 3 million")
    text = listed.known.tobytes().hex()
    began = time.perf_counter()
    index = module.PDQIndex([(text[64 * place : 64 * place + 64], place) for place in range(len(listed.known))])
    figures.duration(f"{listed.name}: built by threatexchange", [1000 * (time.perf_counter() - began)])
    asked = [query.tobytes().hex() for query in few]
    theirs = {
        (place, match.metadata, match.similarity_info.distance)
        for place, query in enumerate(asked)
        for match in index.query(query)
    }
    _say_whether_equal(figures, f"{listed.name}: {PDQ_INDEX}", theirs, found, len(few))
    runs[PDQ_INDEX] = len(few), lambda: [index.query(query) for query in asked]
    runs[PDQ_BATCH] = len(few), lambda: index.index.search(asked, RADIUS, return_as_ids=True)


def _say_whether_equal(figures: Figures, name: str, theirs: Found, ours: Found, queries: int) -> None:
    missing, extra = len(theirs - ours), len(ours - theirs)
    told = "the same matches as ours" if theirs == ours else f"{missing} matches that we miss, {extra} of ours missing"
    told += f" ({len(ours):,} of {queries:,} queries)"
    figures.plain(f"{name}: {told}", matches=len(ours), queries=queries, only_theirs=missing, only_ours=extra)
    assert theirs == ours


def _interleaved(runs: Runs, rounds: int) -> dict[str, list[float]]:
    """Queries a processor second of each way, round by round, after one round that warms all of them."""
    rates: dict[str, list[float]] = {name: [] for name in runs}
    for place in range(rounds + 1):
        for name, (count, run) in runs.items():
            began = time.process_time()
            run()
            if place:
                rates[name].append(count / (time.process_time() - began))
    return rates


def _alone(figures: Figures, file: Path, entries: int, rounds: int) -> None:
    """What needs a process of its own: the first call, and the memory while building."""
    first = f"from daymark.engine.hamming import HammingIndex; HammingIndex.open({str(file)!r}).search(bytes(32))"
    times = [_milliseconds(lambda: subprocess.run([sys.executable, "-c", first], check=True)) for _ in range(rounds)]
    figures.duration("first call: Python started, index opened, one query answered", times, wanted=WANTED_FIRST)
    build = f"""
import numpy, pathlib, re
from daymark.engine.hamming import HammingIndex
def kilobytes(name):
    return int(re.search(name + r":\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
known = numpy.random.default_rng(1).integers(0, 256, ({entries}, 32), numpy.uint8)
pathlib.Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
before = kilobytes("VmRSS")
index = HammingIndex(known)
print((kilobytes("VmHWM") - before) * 1.024 / 1000)
"""
    peak = float(subprocess.run([sys.executable, "-c", build], check=True, capture_output=True).stdout)
    figures.memory("memory at its peak while building, beside the hashes given", peak)


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)
