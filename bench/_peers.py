"""The peers of the engine's benchmarks: imported when they are there, and said plainly when they are not."""

from __future__ import annotations

import importlib
from types import ModuleType

from _figures import Figures

HOW = "`make bench-peers` installs the peers"


def peer(name: str, figures: Figures) -> ModuleType | None:
    """The peer's module, or None after saying that it is not installed: no ratio is then given."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        figures.plain(f"{name} is not installed ({error}): nothing is compared with it. {HOW}.", missing=name)
        return None
