"""Chooses which pictures of a film are decoded and looked at: keyframes where they are enough, else one a second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from av.error import FFmpegError
from av.stream import Discard
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from daymark.engine.sandbox.child.film_packets import CodedPicture, Damage
from daymark.engine.sandbox.limits import MEBI

MOST_HELD = 64 * MEBI  # bytes of coded pictures kept in case they must be decoded
MOST_FAILURES = 2  # keyframes in a row that cannot be decoded alone
_NOT_ALONE = (PictureType.P, PictureType.B, PictureType.S)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How closely a film is looked at, in seconds.

    Keyframes are looked at unless one less than `apart` before was. Where the next keyframe is more than `patience`
    away, everything between is decoded and a frame looked at every `step`.
    """

    apart: float
    patience: float
    step: float


# Of a telephone's keyframes, one a second, every second one is looked at; of a platform's, two seconds apart, all,
# and most of those at cuts. Without a keyframe for half a minute (screen recordings, some recorders of cameras) a
# sweep that kept to keyframes would see next to nothing.
SWEEP = Coverage(apart=1.5, patience=30.0, step=2.0)
# Telephones write a keyframe a second: those are the one frame a second then. Extra keyframes stand mostly at cuts,
# where every copy of the film has the same picture.
FULL = Coverage(apart=0.5, patience=1.1, step=1.0)


def read_keyframes_only(stream: VideoStream, coverage: Coverage) -> None:
    """Let FFmpeg pass over what a sweep will not decode, where the container's index (MP4's) shows that it can.

    That spares a tenth of a sweep's time, not the reading: FFmpeg walks from picture to picture all the same.
    """
    tick, last = float(stream.time_base or 0), (stream.start_time or 0) + (stream.duration or 0)
    entries = stream.index_entries
    at, place = None, 0
    while tick and stream.duration and 0 <= place < len(entries):
        entry = entries[place]
        if not entry.is_keyframe or (at is not None and (entry.timestamp - at) * tick > coverage.patience):
            return
        at = entry.timestamp
        place = entries.search_timestamp(at + 1, backward=False)
    if at is not None and (last - at) * tick <= coverage.patience:
        stream.discard = Discard.nonkey


class Decoder:
    """One film's decoder, on this thread alone; what it cannot decode is noted as damage."""

    def __init__(self, stream: VideoStream, damage: Damage, pixels: int) -> None:
        self._context: VideoCodecContext = stream.codec_context
        self._context.thread_count = 1
        self._context.thread_type = "NONE"
        self._context.options = {"max_pixels": str(pixels)}
        self._damage = damage
        self._whole = True
        self._ms = 0  # time of the coded picture given last

    def decode(self, packet: CodedPicture, *, whole: bool) -> list[VideoFrame]:
        """The frames that come out when this picture goes in. Unless `whole`, one that no other needs is left out."""
        if whole != self._whole:
            self._whole = whole
            self._context.skip_frame = "DEFAULT" if whole else "NONREF"
        self._ms = packet.pts or 0
        return self._frames(packet)

    def drain(self) -> list[VideoFrame]:
        """The frames still inside; then the decoder is as new."""
        frames = self._frames(None)
        self._context.flush_buffers()
        return frames

    def forget(self) -> None:
        """Be as new: what comes next does not follow what came before."""
        self._context.flush_buffers()

    def _frames(self, packet: CodedPicture | None) -> list[VideoFrame]:
        try:
            frames = self._context.decode(packet)
        except FFmpegError as error:
            if isinstance(error, MemoryError):
                raise
            self._damage.at(self._ms)
            return []
        for frame in frames:
            if frame.pts is None:
                frame.pts = self._ms
            if frame.is_corrupt:
                self._damage.at(frame.pts)
        return frames


class Viewing:
    """One pass over a film: coded pictures go in, the frames to look at come out, in the order of their times."""

    def __init__(self, decoder: Decoder, coverage: Coverage, rate: float) -> None:
        self._decoder = decoder
        self._coverage = coverage
        self._frame = 1 / rate
        self._looked = -coverage.apart  # time of the last look
        self._due = 0.0  # from when on a frame between keyframes is looked at
        self._key: float | None = None  # time of the keyframe that was given to the decoder alone
        self._start = 0.0  # of the group of pictures
        self._held: list[CodedPicture] = []  # of the group, not decoded yet
        self._bytes = 0
        self._waiting = True  # for the next keyframe, nothing between decoded yet
        self._failures = 0

    def frames(self, packets: Iterable[CodedPicture]) -> Iterator[VideoFrame]:
        """The frames to look at; `pts` is in milliseconds."""
        for packet in packets:
            if packet.is_keyframe and self._failures < MOST_FAILURES:
                yield from self._end_group()
                yield from self._begin_group(packet)
            elif self._waiting:
                yield from self._hold(packet)
            else:
                yield from self._through(packet)
        if self._key is None and self._waiting:
            yield from self._release()
        yield from self._end_group()

    def _begin_group(self, packet: CodedPicture) -> Iterator[VideoFrame]:
        self._start = _at(packet)
        self._waiting = True
        if self._start >= self._looked + self._coverage.apart - self._frame / 2:
            self._key = self._start
            yield from self._wanted(self._decoder.decode(packet, whole=True))
        else:
            self._held, self._bytes = [packet], packet.size

    def _hold(self, packet: CodedPicture) -> Iterator[VideoFrame]:
        self._held.append(packet)
        self._bytes += packet.size
        seen_until = self._looked if self._key is None else max(self._key, self._looked)
        if _at(packet) - seen_until > self._coverage.patience or self._bytes > MOST_HELD:
            yield from self._release()

    def _release(self) -> Iterator[VideoFrame]:
        """Decode what was held: the next keyframe is too far."""
        held, self._held, self._bytes, self._waiting = self._held, [], 0, False
        for packet in held:
            yield from self._through(packet)

    def _through(self, packet: CodedPicture) -> Iterator[VideoFrame]:
        # Only the first picture of each step is looked at; others that no picture refers to need not be decoded.
        on_step = _at(packet) % self._coverage.step < self._frame
        yield from self._wanted(self._decoder.decode(packet, whole=on_step))

    def _end_group(self) -> Iterator[VideoFrame]:
        """The next keyframe needs nothing from before: what is still held need not be decoded at all."""
        given = self._key is not None or not self._waiting
        self._held, self._bytes = [], 0
        if given:
            yield from self._wanted(self._decoder.drain())
        if self._key is not None:  # it never came out
            self._failures += 1
            self._key = None

    def _wanted(self, frames: Iterable[VideoFrame]) -> Iterator[VideoFrame]:
        for frame in frames:
            at = (frame.pts or 0) / 1000
            is_key = self._key is not None and at >= self._key - self._frame / 2
            if is_key and self._waiting and frame.pict_type in _NOT_ALONE:
                continue
            if is_key:
                self._key, self._failures = None, 0
            # Pictures shown before the group's keyframe lean on the group before, which the decoder has forgotten.
            if at >= self._start - self._frame / 2 and (is_key or at >= self._due - self._frame / 2):
                self._looked = at
                self._due = (at // self._coverage.step + 1) * self._coverage.step
                yield frame


def _at(packet: CodedPicture) -> float:
    return (packet.pts or 0) / 1000
