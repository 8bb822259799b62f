"""Takes away from this process everything that decoding does not need. There is no way back."""

from __future__ import annotations

import errno
import fcntl
import os
import resource

import pyseccomp

from daymark.engine.sandbox.confinement import NOBODY

_OPEN_FILES = 16
_PROT_EXEC = 4

# Everything a decoder does once its libraries are loaded: compute, get and give back memory, read and write
# descriptors that it already holds, look at the clock. No name of a file can be opened, no process started, no socket
# made, nobody signalled.
ALLOWED = (
    *("read", "write", "pread64", "readv", "writev", "lseek", "recvmsg", "close", "fstat", "poll"),
    *("brk", "munmap", "mremap", "madvise", "futex", "sched_yield", "membarrier"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall", "setitimer"),
    *("clock_gettime", "clock_getres", "gettimeofday", "clock_nanosleep", "nanosleep", "time", "getrusage"),
    *("getpid", "gettid", "getrandom", "sched_getaffinity", "sysinfo", "uname", "exit", "exit_group"),
)
# Memory that can be executed was all loaded before.
ALLOWED_UNLESS_EXECUTABLE = ("mmap", "mprotect")


def lock_down(memory: int) -> None:
    """Drop the user (when root), bound the resources (`memory`: bytes of address space), then allow only `ALLOWED`.

    Raises OSError when the kernel refuses any of it: the process must then not touch untrusted bytes.
    """
    drop_user()
    bound_resources(memory)
    allow_only_decoding()


def drop_user() -> None:
    """Become nobody, for good, when this is root."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


def bound_resources(memory: int) -> None:
    """Address space, written files, processes, descriptors, core dumps."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def allow_only_decoding() -> None:
    """System calls outside the list fail with EPERM; those of another architecture end the process."""
    chosen = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.EPERM))
    for name in ALLOWED:
        chosen.add_rule(pyseccomp.ALLOW, name)
    for name in ALLOWED_UNLESS_EXECUTABLE:
        chosen.add_rule(pyseccomp.ALLOW, name, pyseccomp.Arg(2, pyseccomp.MASKED_EQ, _PROT_EXEC, 0))
    chosen.add_rule(pyseccomp.ALLOW, "fcntl", pyseccomp.Arg(1, pyseccomp.EQ, fcntl.F_DUPFD_CLOEXEC))  # mapping a file
    chosen.load()
