"""The coded pictures of one film in the order of the file, with times that only go forward, and a note of damage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import TypeAlias

from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Discard
from av.video.stream import VideoStream

CodedPicture: TypeAlias = "Packet[VideoStream]"

# A time this far behind the latest is a clock set back or a second film behind the first. Coded pictures stand out of
# order by at most 16 frames (H.264's and HEVC's largest delay), which is under a second from 16 frames a second on.
MOST_BACK, MOST_OUT_OF_ORDER = 1.0, 20  # seconds, frames
MOST_FORWARD = 24 * 3600.0  # seconds without a picture; cameras that record on movement pause for hours
MOST_RESUMPTIONS = 20  # of reading after damage
MOST_AT_END = 50_000  # packets read from the last keyframe on; three minutes of a film and its sound
USUAL_RATE = 25.0


class Damage:
    """Where the film was first found damaged, and whether reading stopped before its end."""

    def __init__(self) -> None:
        self.first_ms: int | None = None
        self.ends_early = False

    def at(self, ms: int) -> None:
        """Note damage at this time, unless there was some before."""
        if self.first_ms is None:
            self.first_ms = ms


class Clock:
    """Turns the file's time stamps into milliseconds from the first picture, and mends those that jump."""

    def __init__(self, stream: VideoStream) -> None:
        self._tick = float(stream.time_base or 0)
        rate = float(stream.average_rate or stream.guessed_rate or 0)
        self.rate = rate if 0.01 <= rate <= 1000 else USUAL_RATE
        self._shift: float | None = None
        self.latest = 0.0  # seconds

    @property
    def started(self) -> bool:
        """Whether there was any coded picture at all."""
        return self._shift is not None

    def stamp(self, packet: CodedPicture) -> None:
        """Give the picture its time in milliseconds as `pts`: the decoder hands that on to the frame."""
        given = packet.pts if packet.pts is not None else packet.dts
        frame = 1 / self.rate
        if given is None or not self._tick:
            seconds = self.latest + frame if self._shift is not None else 0.0
            self._shift = self._shift or 0.0
        else:
            raw = given * self._tick
            if self._shift is None:
                self._shift = -raw
            seconds = raw + self._shift
            back = max(MOST_BACK, MOST_OUT_OF_ORDER * frame)
            if not self.latest - back <= seconds <= self.latest + MOST_FORWARD:
                self._shift = self.latest + frame - raw
                seconds = self.latest + frame
        self.latest = max(self.latest, seconds)
        packet.pts, packet.dts = max(0, round(1000 * seconds)), None


def coded_pictures(
    container: InputContainer, stream: VideoStream, clock: Clock, damage: Damage
) -> Iterator[CodedPicture]:
    """Every coded picture of the stream. Reading goes on behind damage where the container allows it."""
    for _ in range(MOST_RESUMPTIONS):
        read, last = 0, None
        try:
            with suppress(IndexError):  # PyAV's, at the end of a file in which a stream appeared on the way
                for packet in container.demux(stream):
                    if packet.size:
                        clock.stamp(packet)
                        read, last = read + 1, packet
                        yield packet
            damage.ends_early = last is not None and last.is_corrupt  # the file ended within it
            return
        except FFmpegError as error:
            if isinstance(error, MemoryError):
                raise
            damage.at(round(1000 * clock.latest))
        if not read:
            break
    damage.ends_early = True


def last_time(container: InputContainer, stream: VideoStream, length_ms: int) -> int:
    """Milliseconds at which the last picture or sound really stands in a film that claims this length; 0 if none does.

    Sound may go on behind the last picture, and where only keyframes were read pictures do.
    """
    last = 0.0
    stream.discard = Discard.default
    try:
        container.seek((container.start_time or 0) + 1000 * length_ms)
        for packet in islice(container.demux(*container.streams), MOST_AT_END):
            if packet.size and not packet.is_corrupt and packet.pts is not None:
                last = max(last, float(packet.pts * packet.time_base))
    except (FFmpegError, IndexError) as error:
        if isinstance(error, MemoryError):
            raise
    return max(0, round(1000 * last) - (container.start_time or 0) // 1000)
