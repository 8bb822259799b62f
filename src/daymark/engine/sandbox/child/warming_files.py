"""One small file of each usual coding: looked at once before the process is sealed, so that all tables are made.

Later it could load nothing. The files are drawn and encoded by tests/engine/sandbox/making_warming_*.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

_FOLDER = Path(__file__).parent / "warming"


def warming_files(what: Literal["stills", "films"]) -> Iterator[bytes]:
    """Each of them, whole."""
    for path in sorted((_FOLDER / what).iterdir()):
        yield path.read_bytes()
