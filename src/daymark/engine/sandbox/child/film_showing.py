"""Small upright pictures of a film at given times, to be shown: a way is found to each by the container's index."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from daymark.engine.sandbox.child.film_coverage import Decoder
from daymark.engine.sandbox.child.film_opening import SeekableRaw
from daymark.engine.sandbox.child.film_packets import Clock, CodedPicture, Damage, coded_pictures
from daymark.engine.sandbox.child.film_planes import colours_of
from daymark.engine.sandbox.child.films import LONGEST_MS, length_ms, opened_with_films
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.child.warming_files import warming_files
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason
from daymark.engine.sandbox.seen import Extent, Tile

# How far before the time the way to it begins, in milliseconds. Containers without an index come out somewhere near,
# perhaps behind the keyframe that is needed.
_BEFORE = (0, 4_000, 30_000)
_BEFORE_START = 10_000  # where a search by halves must begin to come out at the very first picture
_NEAR = 1  # milliseconds: times are rounded by containers and by us
_PATIENCE = 5.0  # seconds of decoding towards one time; then the frame that was reached is shown
_PACKETS = 2_000  # without a keyframe among them; then the way begins elsewhere
_WIDEST_PIXEL = 4.0  # times as wide as high, or as high as wide


def show(
    stream: SeekableRaw, limits: Limits, *, longest: int, times: Sequence[int], grey: bool
) -> Iterator[Extent | Tile]:
    """The film's size as it is seen upright, then for each time the first frame at or after it, or else the last one.

    Times are in milliseconds from the first picture, as hashed frames have them. Raises `Refused` when nothing can be
    shown.
    """
    shown = 0
    with opened_with_films(stream, limits) as (container, found):
        looking = _Looking(container, found[0], limits)
        for at_ms in times:
            frame = looking.at(at_ms)
            if frame is None:
                break
            if not shown:
                yield _extent(frame, found[0], length_ms(container))
            yield _tile(frame, found[0], longest, grey=grey)
            shown += 1
    for at_ms in times[shown:]:  # nothing leads there but the way from the beginning
        yield from _from_the_start(stream, limits, at_ms, longest, grey=grey, first=not shown)
        shown += 1


class _Looking:
    """One stream of pictures in which one goes to and fro."""

    def __init__(self, container: InputContainer, film: VideoStream, limits: Limits) -> None:
        self._container, self._film = container, film
        self._decoder = Decoder(film, Damage(), limits.pixels)
        self._tick = float(film.time_base or 0)
        self._origin = self._first_time()

    def at(self, at_ms: int) -> VideoFrame | None:
        """The frame at or after this time, `pts` in milliseconds; None where no way leads to it."""
        if self._origin is None:
            return None
        for before in (*_BEFORE, at_ms, at_ms + _BEFORE_START):
            packets = self._packets_from(at_ms - before)
            key = next(packets, None)
            if key is not None and (key.pts or 0) <= at_ms + _NEAR:
                self._decoder.forget()
                return first_from(self._decoder, chain((key,), packets), at_ms)
        return None

    def _first_time(self) -> int | None:
        """The time stamp of the first coded picture, from which the others count."""
        try:
            for packet in self._container.demux(self._film):
                given = packet.pts if packet.pts is not None else packet.dts
                if packet.size:
                    return given if self._tick else None
        except (FFmpegError, IndexError) as error:
            if isinstance(error, MemoryError):
                raise
        return None

    def _packets_from(self, at_ms: int) -> Iterator[CodedPicture]:
        """Coded pictures from a keyframe near this time on, their `pts` in milliseconds."""
        offset = (self._origin or 0) + round((at_ms + _NEAR) / 1000 / self._tick)
        waiting = _PACKETS
        try:
            self._container.seek(offset, stream=self._film, backward=True)
            for packet in self._container.demux(self._film):
                if not packet.size or (waiting and not packet.is_keyframe):
                    waiting -= bool(waiting)
                    if waiting == 0:
                        return
                    continue
                waiting = 0
                given = packet.pts if packet.pts is not None else packet.dts
                if given is None:
                    return
                packet.pts, packet.dts = max(0, round(1000 * (given - (self._origin or 0)) * self._tick)), None
                yield packet
        except (FFmpegError, IndexError) as error:
            if isinstance(error, MemoryError):
                raise


def first_from(decoder: Decoder, packets: Iterator[CodedPicture], at_ms: int) -> VideoFrame | None:
    """The first frame at or after this time, or the last one before it; None when nothing can be decoded."""
    ends_at, last = time.monotonic() + _PATIENCE, None
    for packet in packets:
        for last in decoder.decode(packet, whole=True):
            if (last.pts or 0) >= at_ms - _NEAR:
                return last
        if time.monotonic() > ends_at:
            return last
    for last in decoder.drain():
        if (last.pts or 0) >= at_ms - _NEAR:
            return last
    return last


def _from_the_start(
    stream: SeekableRaw, limits: Limits, at_ms: int, longest: int, *, grey: bool, first: bool
) -> Iterator[Extent | Tile]:
    """The same by walking through the film from its beginning."""
    damage = Damage()
    with opened_with_films(stream, limits) as (container, found):
        clock, decoder = Clock(found[0]), Decoder(found[0], damage, limits.pixels)
        frame = first_from(decoder, coded_pictures(container, found[0], clock, damage), at_ms)
        if frame is None:
            raise Refused(Reason.BROKEN if clock.started else Reason.NO_PICTURE)
        if first:
            yield _extent(frame, found[0], length_ms(container))
        yield _tile(frame, found[0], longest, grey=grey)


def _extent(frame: VideoFrame, film: VideoStream, duration_ms: int) -> Extent:
    width, height = _shown_size(frame, film)
    return Extent(*((height, width) if _quarters(frame) % 2 else (width, height)), duration_ms)


def _tile(frame: VideoFrame, film: VideoStream, longest: int, *, grey: bool) -> Tile:
    size = _shown_size(frame, film)
    share = min(1.0, max(1, longest) / max(size))
    wide, high = (max(1, round(side * share)) for side in size)
    pixels = np.ascontiguousarray(np.rot90(colours_of(frame, (wide, high), grey=grey), _quarters(frame)))
    height, width = pixels.shape[:2]
    return Tile(min(max(0, frame.pts or 0), LONGEST_MS), width, height, pixels.tobytes(), 1 if grey else 3)


def _shown_size(frame: VideoFrame, film: VideoStream) -> tuple[int, int]:
    """Width and height before it is turned; pixels that are no squares make it wider."""
    shape = float(film.sample_aspect_ratio or 1) or 1.0
    if not 1 / _WIDEST_PIXEL <= shape <= _WIDEST_PIXEL:
        shape = 1.0
    return max(1, round(frame.width * shape)), frame.height


def _quarters(frame: VideoFrame) -> int:
    """Turns to the left by a right angle that make it upright."""
    return round(frame.rotation / 90) % 4


def _warm_up() -> None:
    """Load and make what is loaded and made late: the sealed process can open no file."""
    for film in warming_files("films"):
        for grey in (False, True):
            for _ in show(io.BytesIO(film), Limits(), longest=16, times=(0, 40), grey=grey):
                pass


_warm_up()
