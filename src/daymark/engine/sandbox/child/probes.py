"""Tries to escape, after the lock-down and before the first untrusted byte. Every one of these must fail."""

from __future__ import annotations

import ctypes
import mmap
import os
import socket
import tempfile
from collections.abc import Callable

_PTRACE_SEIZE = 0x4206  # unlike ATTACH it does not stop whom it seizes; the grip ends with this process


def _read_a_file() -> None:
    os.close(os.open("/etc/passwd", os.O_RDONLY))


def _list_a_folder() -> None:
    os.listdir("/")


def _write_a_file() -> None:
    path = os.path.join(tempfile.gettempdir(), f"daymark-probe-{os.getpid()}")
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    os.unlink(path)


def _reach_the_network() -> None:
    socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()


def _reach_a_local_service() -> None:
    socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).close()


def _start_a_process() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _run_a_program() -> None:
    # Denied, it returns; allowed, this process becomes `true`, ends, and is never ready.
    os.execv("/bin/true", ["true"])  # noqa: S606


def _signal_the_parent() -> None:
    os.kill(os.getppid(), 0)


def _trace_the_parent() -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.ptrace(_PTRACE_SEIZE, os.getppid(), None, None) != 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def _make_code() -> None:
    mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def _become_root() -> None:
    os.setuid(0)


# The order is part of the protocol: bit n of the answer is the nth of these.
PROBES: tuple[Callable[[], None], ...] = (
    _read_a_file,
    _list_a_folder,
    _write_a_file,
    _reach_the_network,
    _reach_a_local_service,
    _start_a_process,
    _run_a_program,
    _signal_the_parent,
    _trace_the_parent,
    _make_code,
    _become_root,
)


def escapes() -> int:
    """Which probes succeeded, as bits; 0 is what a sealed process answers."""
    return sum(1 << place for place, probe in enumerate(PROBES) if _succeeds(probe))


def _succeeds(probe: Callable[[], None]) -> bool:
    try:
        probe()
    except OSError:
        return False
    return True
