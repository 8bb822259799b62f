"""Compiles the engine's inner loops ahead of time: `python -m daymark.engine.compiled`, part of every installation.

Numba keeps what it compiled beside the source (or in NUMBA_CACHE_DIR), by the source's date and the kind of processor.
Without this step the first command after an installation would compile, which takes long; the sandbox waits for that.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import daymark.engine

_ROOT = Path(daymark.engine.__file__).parent


def kernels() -> Iterator[str]:
    """The names of all modules of the engine that hold compiled loops."""
    for path in sorted(_ROOT.rglob("*.py")):
        if "\nfrom numba import " in path.read_text(encoding="utf-8"):
            yield ".".join(("daymark.engine", *path.relative_to(_ROOT).with_suffix("").parts))


def compile_all() -> None:
    """Import each of them: their loops carry explicit signatures, so that importing is compiling, or loading."""
    for name in kernels():
        importlib.import_module(name)


if __name__ == "__main__":
    compile_all()
