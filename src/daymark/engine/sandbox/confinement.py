"""The command that starts a child: bubblewrap around it where that is installed and works.

The child seals itself in any case (`child/lockdown.py`). Bubblewrap's namespaces are a second wall: no network and no
files but Python's own, which holds even while Python starts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

NOBODY = 65534  # user and group of nobody on Debian; owns no file
_MODULE = "daymark.engine.sandbox.child.worker"
_SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache")
# One thread each: a sealed process can start none, and their stacks would count against its memory.
_ENVIRONMENT = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "MALLOC_ARENA_MAX"), "1")
# What was compiled at installation is used although nothing can be written beside it (engine/kernel_cache.py).
_LOCATORS = ("daymark.engine.kernel_cache.Installed", "UserProvidedCacheLocator", "InTreeCacheLocator")
_COMPILED = {"NUMBA_CACHE_LOCATOR_CLASSES": ",".join((*_LOCATORS, "UserWideCacheLocator"))}
_PASSED_ON = ("NUMBA_CACHE_DIR", "PATH", "LANG")


def command(arguments: list[str]) -> list[str]:
    """The whole command line of a child."""
    return [*walls(), sys.executable, "-m", _MODULE, *arguments]


def environment() -> dict[str, str]:
    """The child's variables: where Python's modules are, one thread, and nothing of ours."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**_ENVIRONMENT, **_COMPILED, **passed_on, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def user() -> dict[str, Any]:
    """What `Popen` needs so that bubblewrap, started by root, is nobody from its first step.

    Started as root it could hand files to its child that only root may read. Without bubblewrap the child itself
    becomes nobody, after its libraries are loaded: they may lie in a folder that only root can enter.
    """
    as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    return as_nobody if walls() and os.geteuid() == 0 else {}


@cache
def walls() -> tuple[str, ...]:
    """Bubblewrap's part of the command, empty when it is not there or does not work here."""
    program = shutil.which("bwrap")
    if program is None:
        return ()
    wrapped = (program, "--unshare-all", "--cap-drop", "ALL", "--dev", "/dev", "--tmpfs", "/tmp", *_bound(), "--")  # noqa: S108
    return wrapped if _works(wrapped) else ()


def _bound() -> Iterator[str]:
    places = [*_SYSTEM, sys.prefix, sys.base_prefix, *(path for path in sys.path if path)]
    places += [os.environ["NUMBA_CACHE_DIR"]] if "NUMBA_CACHE_DIR" in os.environ else []
    for place in dict.fromkeys(places):
        if os.path.exists(place):  # Path.exists would raise where this user may not look
            yield from ("--ro-bind", place, place)


def _works(wrapped: tuple[str, ...]) -> bool:
    who: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    trial = [*wrapped, sys.executable, "-S", "-c", ""]
    return subprocess.run(trial, cwd="/", capture_output=True, timeout=30, check=False, **who).returncode == 0
