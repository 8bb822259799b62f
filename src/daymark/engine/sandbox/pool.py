"""The door of the sandbox: files in, plain numbers out.

    with Sandbox(workers=2) as sandbox, sandbox.lane() as lane:
        with open(path, "rb") as stream:
            lane.window[:size] = stream.read()
        seen = lane.still(size)

A lane belongs to one thread at a time. Its processes are reused for many files, replaced when one dies, sticks, says
something impossible or has opened `files_per_worker` files, and refuse to start when they are not sealed.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from types import TracebackType
from typing import Self

from daymark.engine.kinds import Group
from daymark.engine.sandbox.confinement import walls
from daymark.engine.sandbox.limits import Limits, Purpose
from daymark.engine.sandbox.process import ESCAPES, Child, Gone, Stuck
from daymark.engine.sandbox.protocol import LONGEST_FILM, TIME, WIDEST_TILE, End, Item, Job, Nonsense, Task, unpacked
from daymark.engine.sandbox.reasons import Reason
from daymark.engine.sandbox.seen import Extent, FrameSeen, Seen, Tag, Tile
from daymark.engine.sandbox.unpacking import Unpackers

# After these the process is replaced: it may be harmed, or hold memory that it will not give back.
_FATAL = frozenset({Reason.TOO_SLOW, Reason.DIED, Reason.TALKED_NONSENSE, Reason.TOO_MUCH_MEMORY})


class Lane:
    """One thread's way to its own sealed processes: one for stills, one for films, each started when first needed."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._children: dict[Purpose, Child] = {}

    @property
    def window(self) -> memoryview:
        """Where a still of at most `limits.window` bytes is put before it is looked at."""
        return self._child(Purpose.STILLS).window

    def warm(self) -> None:
        """Start the process for stills, so that the first picture need not wait for it."""
        self._child(Purpose.STILLS)

    def still(self, size: int, *, turned: bool = True) -> Seen:
        """Look at the picture in the window's first `size` bytes; `turned`: give the seven turned hashes too."""
        return self._look(Purpose.STILLS, Job(Task.STILL, size, turned=turned))

    def large_still(self, descriptor: int, size: int, *, turned: bool = True) -> Seen:
        """The same for an open file that is too large for the window."""
        if size > self.limits.still_bytes:
            return Seen(reason=Reason.TOO_LARGE)
        return self._look(Purpose.STILLS, Job(Task.STILL, size, turned=turned, by_descriptor=True), descriptor)

    def film(
        self,
        descriptor: int,
        size: int,
        *,
        full: bool = False,
        tiles: int = 0,
        tell: Callable[[int], None] | None = None,
    ) -> Seen:
        """Look at an open film: its keyframes, or with `full` one frame a second.

        `tiles`: so many small pictures for a contact sheet. `tell` is given the milliseconds of each frame.
        """
        job = Job(Task.FILM, size, full=full, by_descriptor=True, tiles=tiles)
        return self._look(Purpose.FILMS, job, descriptor, tell)

    def picture(
        self, descriptor: int, size: int, group: Group, *, longest: int, at_ms: int = 0, grey: bool = False
    ) -> Seen:
        """One small upright picture of an open file, in `tiles`: its longer side `longest` pixels, or its own if less.

        Of a still the first page or frame, of a film the first frame at or after `at_ms`. Pixels that can be seen
        through lie on mid-grey. `width` and `height` are those of the whole picture, upright.
        """
        if group is Group.FILM:
            return self.strip(descriptor, size, (at_ms,), longest=longest, grey=grey)
        if size > self.limits.still_bytes:
            return Seen(reason=Reason.TOO_LARGE)
        job = Job(Task.PICTURE, size, by_descriptor=True, longest=min(longest, WIDEST_TILE), grey=grey)
        return self._look(Purpose.STILLS, job, descriptor)

    def strip(self, descriptor: int, size: int, at_ms: Sequence[int], *, longest: int, grey: bool = False) -> Seen:
        """A small picture of an open film for each of these times, in their order, as `picture` gives one."""
        times = b"".join(TIME.pack(min(max(0, each), LONGEST_FILM)) for each in at_ms)
        self._child(Purpose.FILMS).window[: len(times)] = times
        longest = min(longest, WIDEST_TILE)
        job = Job(Task.PICTURE, size, by_descriptor=True, tiles=len(at_ms), longest=longest, grey=grey)
        return self._look(Purpose.FILMS, job, descriptor)

    def tags(self, descriptor: int, size: int, *, film: bool = False) -> Seen:
        """The EXIF, XMP and container tags of an open file, as they stand."""
        purpose = Purpose.FILMS if film else Purpose.STILLS
        return self._look(purpose, Job(Task.TAGS, size, by_descriptor=True), descriptor)

    def tags_in_window(self, size: int) -> Seen:
        """The tags of the picture in the window's first `size` bytes."""
        return self._look(Purpose.STILLS, Job(Task.TAGS, size))

    def close(self) -> None:
        """End this lane's processes."""
        while self._children:
            self._children.popitem()[1].close()

    def _look(
        self, purpose: Purpose, job: Job, descriptor: int | None = None, tell: Callable[[int], None] | None = None
    ) -> Seen:
        seen = Seen()
        seen.reason = self._gather(seen, purpose, job, descriptor, tell or (lambda _: None))
        child = self._children[purpose]
        if seen.reason in _FATAL or child.asked >= self.limits.files_per_worker:
            self._children.pop(purpose).close()
        return seen

    def _gather(
        self, seen: Seen, purpose: Purpose, job: Job, descriptor: int | None, tell: Callable[[int], None]
    ) -> Reason:
        child = self._child(purpose)
        ends_at = time.monotonic() + self._seconds(purpose, job)
        try:
            for untrusted_kind, untrusted_payload in child.ask(job, descriptor):
                item = unpacked(untrusted_kind, untrusted_payload)
                if isinstance(item, End):
                    seen.broke_at_ms, seen.detail = item.at_ms, item.detail
                    return item.reason
                _keep(seen, item)
                if isinstance(item, FrameSeen):
                    tell(item.at_ms)
                if time.monotonic() > ends_at:
                    return Reason.TOO_SLOW
        except Stuck:
            return Reason.TOO_SLOW
        except Gone:
            return Reason.DIED
        except Nonsense:
            return Reason.TALKED_NONSENSE
        raise AssertionError("a look that has no end")

    def _seconds(self, purpose: Purpose, job: Job) -> float:
        """How long the whole look may take."""
        if purpose is Purpose.STILLS:
            return self.limits.still_seconds
        return self.limits.still_seconds * job.tiles if job.task is Task.PICTURE else self.limits.film_seconds

    def _child(self, purpose: Purpose) -> Child:
        if purpose not in self._children:
            self._children[purpose] = Child(purpose, self.limits)
        return self._children[purpose]


class Sandbox:
    """So many lanes as there are to be workers; `lane()` waits for a free one."""

    def __init__(self, workers: int = 1, limits: Limits | None = None) -> None:
        self.workers = workers
        self.limits = limits or Limits()
        self.unpackers = Unpackers(self.limits)
        self._lanes = [Lane(self.limits) for _ in range(workers)]
        self._free: queue.SimpleQueue[Lane] = queue.SimpleQueue()
        for lane in self._lanes:
            self._free.put(lane)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def lane(self) -> Iterator[Lane]:
        """A lane for this thread alone, given back at the end."""
        lane = self._free.get()
        try:
            yield lane
        finally:
            self._free.put(lane)

    def warm(self) -> None:
        """Start the processes for stills of all lanes that nobody uses. Raises what a first look would raise."""
        for _ in range(self.workers):
            with self.lane() as lane:
                lane.warm()

    def close(self) -> None:
        """End all processes; whoever still looks gets the reason DIED."""
        for lane in self._lanes:
            lane.close()
        self.unpackers.close()


@cache
def prove_sealed() -> str:
    """Start both kinds of process and end them; a sentence on what was tried. Raises SandboxLeaks or NoSandbox.

    What held once holds as long as this process lives: the answer is kept.
    """
    for purpose in Purpose:
        Child(purpose, Limits()).close()
    around = "bubblewrap around them" if walls() else "bubblewrap is not used here"
    return f"Untrusted files are opened in sealed processes: {len(ESCAPES)} ways out tried, all closed; {around}."


def _keep(seen: Seen, item: Item) -> None:
    match item:
        case Extent():
            seen.width, seen.height, seen.duration_ms = item.width, item.height, item.duration_ms
        case FrameSeen():
            seen.frames.append(item)
        case Tag():
            seen.tags.append(item)
        case Tile():
            seen.tiles.append(item)
