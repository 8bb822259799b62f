"""Looks at a film: hashes of its frames with their times, the same without bars, scene changes, small pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from daymark.engine.pdq.bits import hashes_of
from daymark.engine.pdq.kernels import FREQUENCIES, quality_of, transform
from daymark.engine.pdq.operator import Samples, samples_of
from daymark.engine.sandbox.child.film_coverage import FULL, SWEEP, Coverage, Decoder, Viewing, read_keyframes_only
from daymark.engine.sandbox.child.film_opening import HEADERLESS, SeekableRaw, films_in, opened
from daymark.engine.sandbox.child.film_packets import Clock, Damage, coded_pictures, last_time
from daymark.engine.sandbox.child.film_planes import luma_of
from daymark.engine.sandbox.child.film_tiles import Tiles
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.child.warming_files import warming_files
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import PARTIAL, Reason
from daymark.engine.sandbox.seen import Extent, FrameSeen, Tag, Tile, View
from daymark.engine.video.bars import AgreedBars
from daymark.engine.video.change import Look

Seen: TypeAlias = Extent | FrameSeen | Tag | Tile

LIMITED_TO_FULL = np.float32(255 / 219)  # ITU-R BT.601: black is 16, white 235; the offset changes neither result
SMALLEST_SIDE = 5  # below it PDQ has no hash
MOST_FRAMES = 200_000  # looked at in one film: 55 hours at one a second
LONGEST_MS = 10 * 365 * 86_400_000  # the protocol's bound
LARGEST_NUMBER = 2**31 - 1
# By this much a header's length may pass the last picture or sound before the film counts as cut short: their own
# lengths, and what recorders write down before they stop.
SLACK_MS, SLACK_SHARE = 1_500, 0.03


def look(stream: SeekableRaw, limits: Limits, *, full: bool, tiles: int) -> Iterator[Seen]:
    """What there is to see in a film: its extent, what was found odd, then frame by frame, at last `tiles` tiles.

    `full` looks at one frame a second, else at keyframes. Frames stand as they are coded: a rotation for display is
    given as a tag ("film", "rotation") and not applied. Every stream of pictures is looked at, one after the other,
    the main one first. Raises `Refused` when nothing could be seen, and at the end when not all could be.
    """
    coverage = FULL if full else SWEEP
    ends: list[Refused | None] = []
    place, films = 0, 1
    while place < films:
        with opened_with_films(stream, limits) as (container, found):
            if place == 0:
                films = len(found)
                yield from _facts(container, found)
            watching = _Watching(container, found[place], coverage, limits, 0 if place else tiles)
            yield from watching.watch()
            ends.append(watching.end())
        place += 1
    if end := _together(ends):
        raise end


@contextmanager
def opened_with_films(stream: SeekableRaw, limits: Limits) -> Iterator[tuple[InputContainer, list[VideoStream]]]:
    """The container with its streams of pictures, searched for deep in the file before it is said to have none."""
    with opened(stream, limits) as container:
        if container.streams.video or container.format.name not in HEADERLESS:
            yield container, films_in(container, limits)
            return
    with opened(stream, limits, deep=True) as container:
        yield container, films_in(container, limits)


def _together(ends: list[Refused | None]) -> Refused | None:
    """One answer for all streams: seen in whole, in part, or not at all."""
    refused = [end for end in ends if end is not None]
    partly = next((end for end in refused if end.reason in PARTIAL), None)
    if partly is None and len(refused) < len(ends):
        return Refused(Reason.BROKE_OFF, 0) if any(end.reason is Reason.BROKEN for end in refused) else None
    return partly or (refused[0] if refused else None)


def _facts(container: InputContainer, films: list[VideoStream]) -> Iterator[Seen]:
    context = films[0].codec_context
    yield Extent(int(context.width), int(context.height), length_ms(container))
    if len(films) > 1:
        yield Tag("film", "streams of pictures", str(len(films)))
    if others := len(container.streams.video) - len(films):
        yield Tag("film", "pictures not looked at", str(others))


def length_ms(container: InputContainer) -> int:
    """As the header has it; 0 when it does not say or says the impossible."""
    length = (container.duration or 0) // 1000
    return int(length) if 0 < length <= LONGEST_MS else 0


class _Watching:
    """One stream of pictures, watched from its beginning."""

    def __init__(
        self, container: InputContainer, film: VideoStream, coverage: Coverage, limits: Limits, tiles: int
    ) -> None:
        self._container, self._film, self._coverage, self._limits = container, film, coverage, limits
        self._length_ms = length_ms(container)
        self._tiles = Tiles(tiles)
        self._damage = Damage()
        self._clock = Clock(film)
        self._bars = AgreedBars()
        self._before: Look | None = None
        self._count = 0
        self._last_ms = 0

    def watch(self) -> Iterator[Seen]:
        """Every frame that is to be looked at, then the tiles, even of a film that breaks off."""
        if self._coverage is SWEEP:
            read_keyframes_only(self._film, self._coverage)
        packets = coded_pictures(self._container, self._film, self._clock, self._damage)
        decoder = Decoder(self._film, self._damage, self._limits.pixels)
        for frame in Viewing(decoder, self._coverage, self._clock.rate).frames(packets):
            if min(frame.width, frame.height) >= SMALLEST_SIDE:
                yield from self._frame(frame)
            if self._count >= MOST_FRAMES:
                break
        if self._too_short(round(1000 * self._clock.latest)):
            self._damage.ends_early = self._too_short(last_time(self._container, self._film, self._length_ms))
        yield from self._tiles.chosen()

    def end(self) -> Refused | None:
        """Why not all was seen, None when it was."""
        if not self._count:
            return Refused(Reason.BROKEN if self._clock.started else Reason.NO_PICTURE)
        if self._count >= MOST_FRAMES:
            return Refused(Reason.TOO_MANY_FRAMES)
        if self._damage.first_ms is not None:
            return Refused(Reason.BROKE_OFF, min(self._damage.first_ms, LONGEST_MS))
        if self._damage.ends_early:
            return Refused(Reason.CUT_SHORT, self._last_ms)
        return None

    def _frame(self, frame: VideoFrame) -> Iterator[Seen]:
        if self._count == 0 and (angle := frame.rotation):
            yield Tag("film", "rotation", str(angle))
        luma, limited = luma_of(frame)
        samples = samples_of(luma)
        look = Look(samples)
        change = look.change_from(self._before)
        self._before = look
        # Two streams' or a jumping clock's frames never go back.
        at_ms = self._last_ms = min(max(frame.pts or 0, self._last_ms), LONGEST_MS)
        number = min(round(at_ms * self._clock.rate / 1000), LARGEST_NUMBER)
        self._count += 1
        yield _hashed(number, at_ms, samples, limited, View.WHOLE, change)
        if (bars := self._bars.of(luma)) is not None:
            yield _hashed(number, at_ms, samples_of(bars.inside(luma)), limited, View.TRIMMED, change)
        self._tiles.offer(frame, at_ms, change)

    def _too_short(self, reached_ms: int) -> bool:
        return reached_ms + SLACK_MS + SLACK_SHARE * self._length_ms < self._length_ms


def _hashed(number: int, at_ms: int, samples: Samples, limited: bool, view: View, change: int) -> FrameSeen:
    """PDQ and its seven turns of 64 x 64 samples; limited luma is stretched, for the quality counts steps of luma."""
    if limited:
        samples = samples * LIMITED_TO_FULL
    frequencies = np.empty((FREQUENCIES, FREQUENCIES), np.float32)
    transform(frequencies, samples)
    return FrameSeen(number, at_ms, int(quality_of(samples)), hashes_of(frequencies, turned=True), view, change)


def _warm_up() -> None:
    """Load and make what decoding and hashing load and make late: the sealed process can open no file."""
    for film in warming_files("films"):
        for _ in look(io.BytesIO(film), Limits(), full=True, tiles=1):
            pass


_warm_up()
