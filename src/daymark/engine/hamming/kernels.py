"""The compiled loops, each loaded when it is first asked for: call them as `kernels.scan(...)`.

Numba and LLVM cost a second and 100 MB in every process that imports them, and most processes never search an index.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_KEPT_IN = {
    "checksum": "checksum_kernels",
    "file_entries": "build_kernels",
    "gather": "build_kernels",
    "mark": "build_kernels",
    "rank": "build_kernels",
    "scan": "scan_kernels",
    "search": "search_kernels",
}


def __getattr__(name: str) -> Any:
    """Python asks here once for each loop (PEP 562); from then on it stands in this module like anything else."""
    if name not in _KEPT_IN:
        raise AttributeError(f"{__name__} has no {name!r}")
    loop = getattr(import_module(f"daymark.engine.hamming.{_KEPT_IN[name]}"), name)
    globals()[name] = loop
    return loop
