"""Our side of taking archives apart: sealed processes for it, and the checked stream of what they say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from daymark.engine.sandbox.limits import Limits, Purpose
from daymark.engine.sandbox.process import Child, Gone, Stuck
from daymark.engine.sandbox.protocol import (
    LONGEST_NAME,
    End,
    Job,
    MemberEnd,
    MemberHead,
    Nonsense,
    Piece,
    Task,
    unpacked,
)
from daymark.engine.sandbox.reasons import Reason

Said = MemberHead | Piece | MemberEnd | End


class Unpackers:
    """The processes that take archives apart; as many as there are archives open inside each other."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._idle: list[Child] = []
        self._lock = Lock()

    @contextmanager
    def said_of(
        self, descriptor: int, size: int, *, wanted: tuple[bytes, int] | None = None
    ) -> Iterator[Iterator[Said]]:
        """What a process says of this open archive, up to its `End`, whatever becomes of it.

        `wanted`: only the member of this name, the first one or as many later as the number says. Whoever stops
        listening before the end costs the process its life; the next archive gets another.
        """
        child = self._taken()
        telling = _Telling(child, descriptor, size, wanted)
        try:
            yield telling.said()
        finally:
            if telling.ended:
                self._give_back(child)
            else:
                child.close()

    def close(self) -> None:
        """End the processes that wait for an archive."""
        with self._lock:
            while self._idle:
                self._idle.pop().close()

    def _taken(self) -> Child:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return Child(Purpose.ARCHIVES, self._limits)

    def _give_back(self, child: Child) -> None:
        with self._lock:
            self._idle.append(child)


class _Telling:
    """One archive: what its process says, checked."""

    def __init__(self, child: Child, descriptor: int, size: int, wanted: tuple[bytes, int] | None) -> None:
        self._child, self._descriptor = child, descriptor
        name, number = wanted or (b"", 0)
        child.window[: min(len(name), LONGEST_NAME)] = name[:LONGEST_NAME]
        self._job = Job(Task.UNPACK, size, by_descriptor=True, tiles=len(name[:LONGEST_NAME]), longest=number)
        self.ended = False  # as it should, so that the process can be asked again

    def said(self) -> Iterator[Said]:
        """Heads, pieces and ends of members, and one `End`."""
        try:
            for untrusted_kind, untrusted_payload in self._child.ask(self._job, self._descriptor):
                item = unpacked(untrusted_kind, untrusted_payload)
                if isinstance(item, End):
                    self.ended = item.reason is not Reason.TOO_MUCH_MEMORY
                    yield item
                elif isinstance(item, MemberHead | Piece | MemberEnd):
                    yield item
                elif item is not None:
                    raise Nonsense("an archive is no picture")
        except Stuck:
            yield End(Reason.TOO_SLOW)
        except Gone:
            yield End(Reason.DIED)
        except Nonsense:
            yield End(Reason.TALKED_NONSENSE)
