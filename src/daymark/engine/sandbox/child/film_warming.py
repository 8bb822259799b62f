"""One small film of each usual coding: looked at once before the process is sealed, so that all tables are made."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

# Two grey frames of 64 x 64 each, drawn and encoded by tests/engine/sandbox/warming_films.py.
_FOLDER = Path(__file__).parent / "warming"


def warming_films() -> Iterator[io.BytesIO]:
    """Each of them, open."""
    for path in sorted(_FOLDER.iterdir()):
        yield io.BytesIO(path.read_bytes())
