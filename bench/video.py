"""video: a sweep over keyframes and one frame a second, beside vpdq; and which edits of a clip are found."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import av
from _drawn_films import pictures, scenes, write_film
from _figures import Figures
from _film_edits import CLIP, EDITS, LENGTH, Clip, begin_of_clip, seed, write_corpus

from daymark.engine.pdq import distance
from daymark.engine.sandbox.child.films import look
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.seen import FrameSeen, View
from daymark.engine.video.frames import frame_hashes
from daymark.engine.video.scenes import CUT
from daymark.engine.video.stretches import Stretch, shared_stretches

WANTED_SWEEP, WANTED_FULL = 20.0, 1.2  # times vpdq, per core
CRF = 20  # about 0.7 Mbit/s at 640 x 480: between a telephone's film and a download
KEYFRAMES = 6.0  # seconds from one to the next at most
NEAR_ENOUGH = 4.0  # seconds by which a found stretch may pass the clip's ends in the known film

# Each runs in a process of its own and prints the processor seconds of the work alone, not of loading libraries.
OURS = """
import sys, time
from daymark.engine.sandbox.child.films import look
from daymark.engine.sandbox.limits import Limits
began = time.process_time()
with open(sys.argv[1], "rb", buffering=0) as film:
    seen = list(look(film, Limits(), full=sys.argv[2] == "full", tiles=0))
print(time.process_time() - began)
"""
VPDQ = """
import json, sys, time, vpdq
began = time.process_time()
seen = vpdq.computeHash(sys.argv[1], thread_count=1)
print(time.process_time() - began)
print(json.dumps([(frame.timestamp, frame.quality, frame.hex) for frame in seen]))
"""
STAND_IN = """
import sys, time, av, pdqhash
began = time.process_time()
with av.open(sys.argv[1]) as film:
    stream = film.streams.video[0]
    stream.codec_context.thread_count, stream.codec_context.thread_type = 1, "NONE"
    for number, frame in enumerate(film.decode(stream)):
        if number % int(stream.average_rate) == 0:
            pdqhash.compute(frame.to_ndarray(format="rgb24"))
print(time.process_time() - began)
"""


class Peer(NamedTuple):
    """What ours is measured beside."""

    name: str
    program: str
    python: str


def main(as_json: bool, options: list[str]) -> None:
    """Runs every part and prints its figures."""
    parser = argparse.ArgumentParser(prog="daymark bench video")
    parser.add_argument("--seconds", type=float, default=120.0, help="of the film that is timed")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clips", type=int, default=4, help="known films; 0 leaves out which edits are found")
    parser.add_argument("--others", type=int, default=12, help="films that share nothing")
    parser.add_argument("--peer-python", default=sys.executable, help="an interpreter that has vpdq")
    asked = parser.parse_args(options)
    figures = Figures(as_json=as_json)
    figures.machine()
    with tempfile.TemporaryDirectory(prefix="daymark-bench-") as folder:
        film = write_film(Path(folder) / "film.mp4", pictures(1, asked.seconds), crf=CRF, keyframes=KEYFRAMES)
        _timed(figures, film, asked.rounds, asked.peer_python)
        if asked.clips:
            _found(figures, Path(folder), asked.clips, asked.others)


def _timed(figures: Figures, film: Path, rounds: int, peer_python: str) -> None:
    seconds, words = _described(film)
    figures.plain(f"One film: {words}", film=words)
    peer = _peer(figures, film, peer_python)
    programs = {"keyframes": [sys.executable, "-c", OURS, film, "sweep"]}
    programs["one frame a second"] = [sys.executable, "-c", OURS, film, "full"]
    if peer:
        programs = {peer.name: [peer.python, "-c", peer.program, film], **programs}
    rates: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            rates[name].append(seconds / float(_run(program).splitlines()[0]))
    for name, measured in rates.items():
        figures.rate(f"{name}: seconds of film in a processor second", measured)
    if peer:
        figures.times(f"keyframes, times {peer.name}", rates["keyframes"], rates[peer.name], wanted=WANTED_SWEEP)
        full = rates["one frame a second"]
        figures.times(f"one frame a second, times {peer.name}", full, rates[peer.name], wanted=WANTED_FULL)
    if peer and peer.program is VPDQ:
        _agreement(figures, film, peer)


def _described(film: Path) -> tuple[float, str]:
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        seconds = (container.duration or 0) / 1e6
        keys = sum(packet.is_keyframe for packet in container.demux(stream))
        rate = float(stream.average_rate or 0)
        words = f"{stream.width} x {stream.height} H.264, {rate:g} pictures a second, "
    megabits = 8e-6 * film.stat().st_size / seconds
    return seconds, words + f"{seconds:.0f} s, {megabits:.2f} Mbit/s, {keys * 60 / seconds:.1f} keyframes a minute"


def _peer(figures: Figures, film: Path, python: str) -> Peer | None:
    """vpdq; else a stand-in that says what it is; else nothing."""
    for peer in (
        Peer("vpdq", VPDQ, python),
        Peer("the stand-in for vpdq (every frame decoded by PyAV, pdqhash once a second)", STAND_IN, python),
    ):
        try:
            _run([peer.python, "-c", peer.program, film])
        except subprocess.CalledProcessError as error:
            why = error.stderr.strip().splitlines()[-1]
            figures.plain(f"{peer.name} cannot be had here: {why}. `make bench-peers` installs it.", missing=peer.name)
            continue
        return peer
    return None


def _run(program: list[str | Path]) -> str:
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run(program, capture_output=True, text=True, check=True, env=environment).stdout


def _agreement(figures: Figures, film: Path, peer: Peer) -> None:
    """The same second of the same film: how far our hash is from vpdq's."""
    theirs = {round(at): (quality, value) for at, quality, value in json.loads(_run_vpdq(peer, film))}
    bits, qualities = [], []
    for frame in _whole(_seen(film, full=True)):
        if frame.at_ms % 1000 == 0 and frame.at_ms // 1000 in theirs:
            quality, value = theirs[frame.at_ms // 1000]
            bits.append(distance(frame.hashes[0], bytes.fromhex(value)))
            qualities.append(abs(frame.quality - quality))
    p99 = sorted(bits)[int(0.99 * len(bits))]
    figures.plain(
        f"The same {len(bits)} frames hashed by vpdq: {statistics.median(bits):g} bits apart (median), {p99} (p99), "
        f"{max(bits)} (most); quality at most {max(qualities)} apart",
        frames=len(bits),
        median=statistics.median(bits),
        p99=p99,
        most=max(bits),
    )


def _run_vpdq(peer: Peer, film: Path) -> str:
    return _run([peer.python, "-c", peer.program, film]).splitlines()[1]


def _seen(film: Path, *, full: bool) -> list[FrameSeen]:
    with film.open("rb", buffering=0) as stream:
        return [item for item in look(stream, Limits(), full=full, tiles=0) if isinstance(item, FrameSeen)]


def _whole(frames: list[FrameSeen]) -> Iterator[FrameSeen]:
    return (frame for frame in frames if frame.view is View.WHOLE)


def _found(figures: Figures, folder: Path, films: int, others: int) -> None:
    known, clips, apart = write_corpus(folder, films, others)
    figures.plain(
        f"{films} films of {LENGTH:.0f} s, a clip of {CLIP:.0f} s out of each under {len(EDITS)} edits, and {others} "
        "films that share nothing; the known films hashed once a second (full) or at keyframes (sweep)"
    )
    ways = list(product((False, True), repeat=2))
    hashed = {(path, full): _seen(path, full=full) for path in [*known, *apart] for full in (False, True)}
    hashed |= {(clip.path, full): _seen(clip.path, full=full) for clip in clips for full in (False, True)}
    for number, edit in enumerate(EDITS):
        counts = {}
        for asked, there in ways:
            mine = [clip for clip in clips if clip.edit == number]
            counts[asked, there] = sum(
                any(_is_clip(clip, stretch) for stretch in _shared(hashed, clip, known[clip.known], asked, there))
                for clip in mine
            )
        said = ", ".join(f"{_way(*way)} {counts[way]}" for way in ways)
        figures.plain(f"  {edit.words:40} found of {films}: {said}", edit=edit.words, of=films, found=said)
    _falsely(figures, hashed, known, clips, apart)
    _cuts(figures, hashed, known)


def _way(asked: bool, there: bool) -> str:
    return f"{'full' if asked else 'sweep'} against {'full' if there else 'sweep'}"


def _shared(
    hashed: dict[tuple[Path, bool], list[FrameSeen]], clip: Clip, known: Path, asked: bool, there: bool
) -> list[Stretch]:
    query = frame_hashes(hashed[clip.path, asked], turn=EDITS[clip.edit].turn)
    return shared_stretches(query, frame_hashes(hashed[known, there]))


def _is_clip(clip: Clip, stretch: Stretch) -> bool:
    begins = begin_of_clip(clip.known)
    return begins - NEAR_ENOUGH <= stretch.known_from and stretch.known_to <= begins + CLIP + NEAR_ENOUGH


def _falsely(
    figures: Figures,
    hashed: dict[tuple[Path, bool], list[FrameSeen]],
    known: list[Path],
    clips: list[Clip],
    apart: list[Path],
) -> None:
    """Every clip and every film against every film that it does not come from, in all ways."""
    asked = [(clip.path, known[clip.known], EDITS[clip.edit].turn) for clip in clips]
    asked += [(film, film, 0) for film in [*known, *apart]]
    compared = found = 0
    for (path, own, turn), other, (mine, there) in product(asked, [*known, *apart], product((False, True), repeat=2)):
        if other != own:
            compared += 1
            query = frame_hashes(hashed[path, mine], turn=turn)
            found += bool(shared_stretches(query, frame_hashes(hashed[other, there])))
    sentence = f"Films that share nothing: {found} of {compared:,} comparisons found something"
    figures.plain(sentence, falsely_found=found, comparisons=compared)


def _cuts(figures: Figures, hashed: dict[tuple[Path, bool], list[FrameSeen]], known: list[Path]) -> None:
    """Cuts between the scenes that were drawn: found by a frame with enough change in the second after."""
    true = found = flagged = 0
    for number, path in enumerate(known):
        ends, at = [], 0.0
        for scene in scenes(seed(number), LENGTH):
            at += round(scene.seconds * 25) / 25
            ends.append(at)
        said = [frame.at_ms / 1000 for frame in _whole(hashed[path, True]) if frame.change >= CUT]
        hit = [any(end - 0.1 <= each <= end + 1.1 for each in said) for end in ends[:-1]]
        true, found, flagged = true + len(hit), found + sum(hit), flagged + len(said)
    sentence = f"Cuts at one frame a second: {found} of {true} found, {flagged - found} said where there is none"
    figures.plain(sentence, cuts=true, found=found, said_wrongly=flagged - found)
