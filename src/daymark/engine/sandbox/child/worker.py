"""The loop of the child: seal this process, prove it, then look at one file after the other.

Started by `process.py` as `python -m daymark.engine.sandbox.child.worker PURPOSE CONTROL WINDOW LIMITS`: two numbers of
open descriptors, and the limits as JSON.
"""

from __future__ import annotations

import importlib
import json
import mmap
import os
import re
import signal
import socket
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

from daymark.engine.kinds import HEAD as KIND_HEAD
from daymark.engine.kinds import kind_of
from daymark.engine.sandbox.child import tags
from daymark.engine.sandbox.child.descriptor import Descriptor
from daymark.engine.sandbox.child.lockdown import lock_down
from daymark.engine.sandbox.child.metadata.source import source_of
from daymark.engine.sandbox.child.probes import escapes
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.limits import Limits, Purpose, patience
from daymark.engine.sandbox.protocol import JOB, TIME, End, Job, Message, Task, message, packed
from daymark.engine.sandbox.reasons import Reason

_FLUSH_AT = 32 * 1024  # bytes
_FLUSH_AFTER = 0.5  # seconds; the parent takes longer silence for a stuck child
_NAME = re.compile(r"[^A-Za-z0-9_.]")


class Voice:
    """Writes messages to the parent, many at a time; each writing proves that the child is alive."""

    def __init__(self, descriptor: int, patience: float) -> None:
        self._descriptor = descriptor
        self._patience = patience
        self._buffer = bytearray()
        self._written_at = time.monotonic()

    def say(self, data: bytes) -> None:
        """Queue a message, and write when there is enough of it or it is time for a sign of life."""
        self._buffer += data
        if len(self._buffer) >= _FLUSH_AT or time.monotonic() - self._written_at > _FLUSH_AFTER:
            self.flush()

    def flush(self) -> None:
        """Write what is queued, and set back the alarm that ends a child which nobody watches any more."""
        view = memoryview(bytes(self._buffer))
        self._buffer.clear()
        signal.setitimer(signal.ITIMER_REAL, 0)  # whoever watches may take its time to read
        while view:
            view = view[os.write(self._descriptor, view) :]
        self._written_at = time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, self._patience)


def main(arguments: list[str]) -> None:
    """Everything this process does, until the parent closes the other end."""
    purpose, control, window, limits_as_json = arguments
    limits = Limits(**json.loads(limits_as_json))
    work = Work(Purpose(purpose), limits, _shared(int(window), limits.window))
    channel = socket.socket(fileno=int(control))
    _silence()
    lock_down(limits.memory)
    voice = Voice(channel.fileno(), 2 * patience(work.purpose, limits))
    voice.say(message(Message.READY, escapes().to_bytes(4, "little")))
    voice.flush()
    for job, descriptor in _jobs(channel):
        _look(voice, work.items(job, descriptor))


class Work:
    """Looks at one file after the other. Its decoders are imported here, before the process is sealed."""

    def __init__(self, purpose: Purpose, limits: Limits, shared: memoryview) -> None:
        self.purpose = purpose
        self._limits = limits
        self._shared = shared
        self._decoders, self._showing = (_module(name) for name in _MODULES[purpose])

    def items(self, job: Job, descriptor: int) -> Iterator[Any]:
        """What one job gives, piece by piece."""
        source = Descriptor(descriptor, job.size) if job.by_descriptor else self._shared[: job.size]
        kind = kind_of(source.head(KIND_HEAD) if isinstance(source, Descriptor) else bytes(source[:KIND_HEAD]))
        if job.task is Task.UNPACK:
            wanted = (bytes(self._shared[: job.tiles]), job.longest) if job.tiles else None
            yield from self._decoders.look(source_of(source), kind, self._limits, wanted)
        elif job.task is Task.TAGS:
            yield from tags.read(source, kind, self._limits)
        elif job.task is Task.PICTURE and self.purpose is Purpose.FILMS:
            times = [time for (time,) in TIME.iter_unpack(self._shared[: job.tiles * TIME.size])]
            yield from self._showing.show(source, self._limits, longest=job.longest, times=times, grey=job.grey)
        elif job.task is Task.PICTURE:
            data = source.whole(self._limits.window) if isinstance(source, Descriptor) else source
            yield from self._showing.show(data, kind, self._limits, longest=job.longest, grey=job.grey)
        elif job.task is Task.FILM:
            yield from self._decoders.look(source, self._limits, full=job.full, tiles=job.tiles)
        else:
            data = source.whole(self._limits.window) if isinstance(source, Descriptor) else source
            yield from self._decoders.look(data, kind, self._limits, turned=job.turned)


_MODULES = {
    Purpose.STILLS: ("stills", "still_showing"),
    Purpose.FILMS: ("films", "film_showing"),
    Purpose.ARCHIVES: ("unpacking", "unpacking"),
}


def _module(name: str) -> Any:
    return importlib.import_module(f"daymark.engine.sandbox.child.{name}")


def _shared(window: int, size: int) -> memoryview:
    return memoryview(mmap.mmap(window, size, prot=mmap.PROT_READ))


def _silence() -> None:
    """What decoders print is untrusted text: nobody's terminal gets it."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.close(nothing)


def _jobs(channel: socket.socket) -> Iterator[tuple[Job, int]]:
    """Requests until the parent is gone; the descriptor is -1 when the file lies in the window."""
    while True:
        signal.setitimer(signal.ITIMER_REAL, 0)
        data, descriptors, _, _ = socket.recv_fds(channel, JOB.size, 1)
        if not data:
            return
        descriptor = descriptors[0] if descriptors else -1
        try:
            yield Job.unpacked(data), descriptor
        finally:
            if descriptor >= 0:
                os.close(descriptor)


def _look(voice: Voice, items: Iterable[Any]) -> None:
    """Send on what is seen; whatever happens, an end follows."""
    voice.flush()
    end, untrusted_detail = End(Reason.DONE), ""
    try:
        for item in items:
            voice.say(message(Message.ALIVE) if item is None else packed(item))
    except Refused as refused:
        end = End(refused.reason, refused.at_ms)
    except MemoryError:
        end = End(Reason.TOO_MUCH_MEMORY)
    except Exception as error:  # decoders raise anything: the reader is told, with the error's name
        end, untrusted_detail = End(Reason.BROKEN), type(error).__name__
    voice.say(packed(end._replace(detail=_NAME.sub("", untrusted_detail)[:60])))
    voice.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
