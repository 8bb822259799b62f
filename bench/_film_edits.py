"""A clip out of each of several drawn films under every edit, and films that have nothing to do with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from _drawn_films import (
    Picture,
    cropped,
    grey,
    letterboxed,
    mirrored,
    pictures,
    pillared_with_logo,
    read_film,
    scaled,
    with_logo,
    write_film,
)

RATE = 12.5  # pictures a second: every second one that is drawn
LENGTH, CLIP = 75.0, 25.0  # seconds of a known film and of the clip out of it
OTHER = 50.0  # seconds of a film that shares nothing
PROCESSES = 2


@dataclass(frozen=True)
class Edit:
    """What is done to each picture, how coarsely it is coded again, and how much faster it is shown."""

    words: str
    picture: Callable[[Picture], Picture]
    crf: int = 28
    faster: float = 1.0
    turn: int = 0  # the place in pdq.TURNS of the form that finds it


def _as_it_is(picture: Picture) -> Picture:
    return picture


EDITS = (
    Edit("coded again, 320 x 240, crf 34", scaled(320, 240), crf=34),
    Edit("letterboxed", letterboxed),
    Edit("white bars at the sides, a sign in one", pillared_with_logo),
    Edit("a logo in the corner", with_logo),
    Edit("grey", grey),
    Edit("10 % faster", _as_it_is, faster=1.1),
    Edit("10 % slower", _as_it_is, faster=0.9),
    Edit("2 % cut off at each side", cropped),
    Edit("mirrored (by its turned hashes)", mirrored, turn=5),
)


@dataclass(frozen=True)
class Clip:
    """A clip under one edit: it begins `begins` seconds into the known film of that number."""

    path: Path
    edit: int
    known: int
    begins: float


def begin_of_clip(known: int) -> float:
    """Not on a whole second of the known film: frames of both fall between each other."""
    return 20.4 + 1.37 * known


def write_corpus(folder: Path, films: int, others: int) -> tuple[list[Path], list[Clip], list[Path]]:
    """Known films, every clip, and the other films, drawn and encoded in two processes."""
    known = [folder / f"known-{number}.mp4" for number in range(films)]
    apart = [folder / f"other-{number}.mp4" for number in range(others)]
    clips = [
        Clip(folder / f"clip-{number}-{edit}.mp4", edit, number, begin_of_clip(number))
        for number in range(films)
        for edit in range(len(EDITS))
    ]
    # A fresh process each: forked from a process that has threads, one may wait for a lock that nobody holds.
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        waiting = [pool.submit(_write_drawn, path, seed(place), LENGTH) for place, path in enumerate(known)]
        waiting += [pool.submit(_write_drawn, path, seed(900 + place), OTHER) for place, path in enumerate(apart)]
        for each in waiting:
            each.result()
        list(pool.map(_write_clip, clips, [known[clip.known] for clip in clips]))
    return known, clips, apart


def seed(number: int) -> int:
    """Of the drawn film of this number."""
    return 1000 + number


def _write_drawn(path: Path, of: int, seconds: float) -> None:
    write_film(path, islice(pictures(of, seconds), 0, None, 2), rate=RATE)


def _write_clip(clip: Clip, known: Path) -> None:
    edit = EDITS[clip.edit]
    write_film(clip.path, map(edit.picture, _part(known, clip.begins)), crf=edit.crf, rate=RATE * edit.faster)


def _part(path: Path, begins: float) -> Iterator[Picture]:
    return islice(read_film(path), round(begins * RATE), round((begins + CLIP) * RATE))
