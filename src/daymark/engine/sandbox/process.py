"""One child process: started, asked, watched, ended."""

from __future__ import annotations

import json
import mmap
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import NoReturn

from daymark.engine.sandbox import confinement
from daymark.engine.sandbox.limits import Limits, Purpose, patience
from daymark.engine.sandbox.protocol import HEAD, LARGEST_MESSAGE, Job, Message, Nonsense
from daymark.problems import Problem

_READ = 1 << 16
_WORDS = 400  # characters of a child's last words that are worth telling
# What each bit of the child's answer means: the order of PROBES in child/probes.py.
ESCAPES = (
    "read a file",
    "list a folder",
    "write a file",
    "reach the network",
    "reach a local service",
    "start a process",
    "run a program",
    "signal the process that started it",
    "trace the process that started it",
    "make executable memory",
    "become root",
)


class SandboxLeaks(Problem):
    """The process that opens untrusted files could do more than open them: nothing was opened."""

    exit_status = 3


class NoSandbox(Problem):
    """The process that opens untrusted files could not be started: nothing was opened."""

    exit_status = 3


class Gone(Exception):
    """The child ended, or closed its end."""


class Stuck(Exception):
    """The child did not say anything in time."""


class Child:
    """A sealed process that opens one untrusted file at a time. Not for several threads at once.

    `window` is memory shared with it, which it can only read: a small file is put there by whoever asks.
    """

    def __init__(self, purpose: Purpose, limits: Limits) -> None:
        self.asked = 0
        self._purpose = purpose
        self._limits = limits
        self._buffer = bytearray()
        self._start()

    def ask(self, job: Job, descriptor: int | None = None) -> Iterator[tuple[int, bytes]]:
        """Send a job and give the untrusted messages until its end, each as (type, payload).

        `descriptor`: an open file instead of the window. Raises Gone, Stuck or Nonsense; the child is then of no use.
        """
        self.asked += 1
        try:
            socket.send_fds(self._channel, [job.packed()], [] if descriptor is None else [descriptor])
        except OSError:
            raise Gone from None
        while True:
            untrusted_kind, untrusted_payload = self._message(patience(self._purpose, self._limits))
            yield untrusted_kind, untrusted_payload
            if untrusted_kind == Message.END:
                return

    def close(self) -> None:
        """End the child and everything that it has, whatever it is doing."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()
        self._channel.close()
        self.window.release()
        self._memory.close()

    def _start(self) -> None:
        window = os.memfd_create("daymark-window", os.MFD_CLOEXEC)
        os.ftruncate(window, self._limits.window)
        self._memory = mmap.mmap(window, self._limits.window)
        self.window = memoryview(self._memory)
        read_only = os.open(f"/proc/self/fd/{window}", os.O_RDONLY)
        os.close(window)
        self._channel, theirs = socket.socketpair()
        with theirs:
            self._process = self._spawn(theirs.fileno(), read_only)
        os.close(read_only)
        self._wait_until_sealed()

    def _spawn(self, control: int, window: int) -> subprocess.Popen[bytes]:
        arguments = [self._purpose.value, str(control), str(window), json.dumps(asdict(self._limits))]
        return subprocess.Popen(
            confinement.command(arguments),
            pass_fds=(control, window),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=confinement.environment(),
            cwd="/",
            start_new_session=True,
            **confinement.user(),
        )

    def _wait_until_sealed(self) -> None:
        try:
            kind, payload = self._message(self._limits.start_seconds)
        except (Gone, Stuck):
            self._tell_why_not()
        if kind != Message.READY or any(payload):
            self.close()
            number = int.from_bytes(payload, "little")
            could = [what for place, what in enumerate(ESCAPES) if number >> place & 1]
            raise SandboxLeaks(
                f"The process that opens untrusted files could {', '.join(could) or 'not prove that it is sealed'}. "
                "Nothing was opened. Run `daymark doctor`; a kernel without seccomp cannot be used."
            )

    def _tell_why_not(self) -> NoReturn:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        words = self._process.stderr.read().decode("utf-8", "replace").strip() if self._process.stderr else ""
        self.close()
        last = words.splitlines()[-1][:_WORDS] if words else "it ended without a word"
        raise NoSandbox(
            f"The process that opens untrusted files could not be started ({last}). Nothing was opened. "
            "It needs Debian's package libseccomp2; `daymark doctor` tells more."
        )

    def _message(self, seconds: float) -> tuple[int, bytes]:
        ends_at = time.monotonic() + seconds
        kind, length = HEAD.unpack(self._take(HEAD.size, ends_at))
        if length > LARGEST_MESSAGE:
            raise Nonsense(f"a message of {length} bytes")
        return kind, self._take(length, ends_at)

    def _take(self, size: int, ends_at: float) -> bytes:
        while len(self._buffer) < size:
            self._fill(ends_at)
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _fill(self, ends_at: float) -> None:
        poll = select.poll()
        poll.register(self._channel, select.POLLIN)
        if not poll.poll(max(ends_at - time.monotonic(), 0) * 1000):
            raise Stuck
        try:
            data = self._channel.recv(_READ)
        except OSError:
            raise Gone from None
        if not data:
            raise Gone
        self._buffer += data
