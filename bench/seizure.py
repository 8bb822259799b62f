"""seizure: a benign collection of the shape of a large one is read into a case and matched with a long list of known
files; minutes for the whole, projected."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from _centre import scratch_centre
from _drawn_films import pictures, write_film
from _figures import Figures
from _photographs import write_photographs
from _processes import megabytes_of, seconds_of

if TYPE_CHECKING:
    from daymark.casework.media.models import Exhibit, Seizure

# The largest seizure of its day that CEOP tells of (2008), and its shape: parts of the stills by size, copies of all.
STILLS, FILM_HOURS, KNOWN = 182_000, 400.0, 3_000_000
SIZES = ((1024, 768, 0.85, 4), (3000, 2000, 0.10, 1), (4000, 3000, 0.05, 1))  # width, height, part, how much reduced
COPIES = 0.6
FILM_MINUTES, KEYFRAMES = 6.0, 7.0  # of each film; seconds from one keyframe to the next at most
DRAWN_SECONDS = 120.0  # a film repeats what was drawn; encoding is what takes the time of this benchmark's making
WANTED_MINUTES, WANTED_MEGABYTES = 60.0, 4096.0


def main(as_json: bool, options: list[str]) -> None:
    """Makes the collection, reads it, and prints the figures."""
    parser = argparse.ArgumentParser(prog="daymark bench seizure")
    parser.add_argument("--scale", type=float, default=0.01, help="part of 182,000 stills and 400 hours of film")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--known", type=int, default=KNOWN, help="rows of the list of known files, whatever the scale")
    asked = parser.parse_args(options)
    figures = Figures(as_json=as_json)
    figures.machine(scale=asked.scale, workers=asked.workers, known=asked.known)
    folder = Path(tempfile.mkdtemp(prefix="daymark-bench-"))
    try:
        hours = _make(figures, folder, asked.scale)
        with scratch_centre() as home:
            _read(figures, Collection(folder, asked.scale, hours), home, asked)
    finally:
        shutil.rmtree(folder)


class Collection(NamedTuple):
    """What is read: where it lies, which part of the whole it is, and its hours of film."""

    folder: Path
    scale: float
    hours: float


def _make(figures: Figures, folder: Path, scale: float) -> float:
    """Writes stills and films with their copies; the hours of film."""
    stills = sum(_stills(folder / "stills", round(STILLS * scale)))
    films = max(1, round(FILM_HOURS * scale * 60 / FILM_MINUTES))
    _films(folder / "films", films)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    hours = films * FILM_MINUTES / 60
    figures.plain(
        f"{stills:,} stills, {films} films ({hours:.1f} h), {size / 1e9:.2f} GB, {COPIES:.0%} of the files copies",
        stills=stills,
        films=films,
        film_hours=hours,
        gigabytes=round(size / 1e9, 2),
    )
    return hours


def _stills(folder: Path, count: int) -> Iterator[int]:
    for width, height, part, reduced in SIZES:
        wanted = max(1, round(count * part))
        different = max(1, round(wanted * (1 - COPIES)))
        made = write_photographs(folder / f"{width}", width, height, different, reduced=reduced)
        _copy(made, folder / f"{width} again", wanted - different)
        yield wanted


def _films(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    drawn = [frame.copy() for frame in islice(pictures(1, DRAWN_SECONDS), 0, None, 2)]
    different = max(1, round(count * (1 - COPIES)))
    dice = np.random.default_rng(1)
    made = []
    for number in range(different):
        begin = int(dice.integers(len(drawn)))
        frames = (drawn[(begin + place) % len(drawn)] for place in range(int(FILM_MINUTES * 60 * 12.5)))
        made.append(write_film(folder / f"{number:04}.mp4", frames, crf=24, keyframes=KEYFRAMES, rate=12.5))
    _copy(made, folder / "again", count - different)


def _copy(made: list[Path], folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    for number in range(count):
        path = made[number % len(made)]
        shutil.copyfile(path, folder / f"{number:06}{path.suffix}")


def _read(figures: Figures, collection: Collection, home: Path, asked: argparse.Namespace) -> None:
    from daymark.cli.running import django_ready

    with django_ready():
        from daymark.casework.media.taking import Here, Work

        exhibit = _exhibit()
        _make_known(figures, collection, home, asked)
        work = Work(exhibit, collection.folder)
        began, used = time.perf_counter(), seconds_of(os.getpid())
        opening = _open_lists()
        with Here(asked.workers) as readers, work.begun():
            work.list_folder()
            peak = _Peak()
            seizure = work.read(readers, peak)
        seconds = time.perf_counter() - began
        cost = seconds_of(os.getpid()) - used
        assert (seizure.state, seizure.not_read) == ("DONE", 0)
        standings = _standings(seizure)
    figures.plain(
        f"{seizure.files:,} files read, {seizure.different:,} different: {seconds:.1f} s, processor time {cost:.1f} s",
        files=seizure.files,
        different=seizure.different,
        seconds=round(seconds, 1),
        processor_seconds=round(cost, 1),
    )
    figures.plain(
        f"Matched with {asked.known:,} known files, whose looks were loaded in {opening:.1f} s; of the different files "
        + ", ".join(f"{count:,} {name.lower().replace('_', ' ')}" for name, count in standings.items()),
        known=asked.known,
        opening_seconds=round(opening, 1),
        standings=standings,
    )
    figures.memory("memory at its highest, all processes", peak.megabytes, wanted=WANTED_MEGABYTES)
    _projected(figures, collection, seconds, opening)


def _make_known(figures: Figures, collection: Collection, home: Path, asked: argparse.Namespace) -> None:
    """Puts the list of known files into the database; nine tenths of the different files are on it."""
    from _known_list import fill, known_of

    if not asked.known:
        return
    began = time.perf_counter()
    different = [collection.folder / "films", *(collection.folder / "stills" / f"{width}" for width, *_ in SIZES)]
    fill(home, asked.known, known_of(different, asked.workers))
    figures.plain(f"The list of known files was made in {time.perf_counter() - began:.0f} s, before the clock starts.")


def _open_lists() -> float:
    """Loads what this process searches by look, as the first batch would; seconds."""
    from daymark.casework.access.context import acting_as_system
    from daymark.casework.matching.actions.following import looker

    began = time.perf_counter()
    with acting_as_system():
        looker()
    return time.perf_counter() - began


def _standings(seizure: Seizure) -> dict[str, int]:
    """The different files by what lists say of them."""
    from django.db.models import Count

    from daymark.casework.access.context import acting_as_system
    from daymark.casework.media.models import Content

    with acting_as_system():
        found = Content.objects.filter(seized_files__seizure=seizure).values_list("standing")
        return dict(found.annotate(number=Count("id", distinct=True)).order_by("standing"))


def _projected(figures: Figures, collection: Collection, seconds: float, opening: float) -> None:
    minutes = (opening + (seconds - opening) / collection.scale) / 60
    reached = "reached" if minutes <= WANTED_MINUTES else "NOT reached"
    figures.plain(
        f"Projected to {STILLS:,} stills and {FILM_HOURS:.0f} hours: {minutes:.1f} minutes (wanted "
        f"{WANTED_MINUTES:.0f}: {reached}). The looks of known files are loaded once, whatever the scale; the start of "
        "the reading processes counts as often as the collection fits into the whole.",
        projected_minutes=round(minutes, 1),
        scale=collection.scale,
        film_hours=collection.hours,
        wanted=WANTED_MINUTES,
    )


class _Peak:
    """Looks at the memory of this process and all it started, twice a second, while work is told."""

    def __init__(self) -> None:
        self.megabytes, self._looked = 0.0, 0.0

    def __call__(self, _size: int) -> None:
        if time.monotonic() - self._looked > 0.5:
            self._looked = time.monotonic()
            self.megabytes = max(self.megabytes, megabytes_of(os.getpid()))


def _exhibit() -> Exhibit:
    from django.utils import timezone

    from daymark.casework.access.context import acting_as_system
    from daymark.casework.access.models import Role, User
    from daymark.casework.cases.models import Case
    from daymark.casework.media.actions import exhibit_named
    from daymark.casework.partners.models import Agency
    from daymark.web.setting_up import bring_up_to_date

    bring_up_to_date(tell=lambda _: None)
    at = timezone.now()
    with acting_as_system():
        centre = Agency.objects.filter(is_this_centre=True).first()
        lead = User.objects.create(username="bench", name="Bench", roles=[Role.INVESTIGATOR], agency=centre)
        case = Case.objects.create(reference="C-2026-00001", title="Benchmark", opened_at=at, opened_by=lead, lead=lead)
        return exhibit_named(case=case, name="BENCH/1", by=None, at=at)
