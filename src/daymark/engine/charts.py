"""Vega-Lite charts as SVG, drawn in a child process and kept under the digest of what was drawn.

The drawing part carries a JavaScript engine: 80 MB resident after the first chart and growing with each (measured with
vl-convert-python 1.9.0), too much for every web process. So a child draws all that is missing in one go and ends: about
1.2 s for nine charts, once; afterwards a chart is a file.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Spec = Mapping[str, Any]
# A drawing takes half a second; a child that needs longer than this hangs.
SECONDS = 60


class ChartNotDrawn(RuntimeError):
    """The child that draws charts failed; the message holds its own words."""


def digest_of(spec: Spec) -> str:
    """SHA-256 of a specification, in hexadecimal: the name under which its picture is kept."""
    return hashlib.sha256(json.dumps(spec, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def draw(specs: Sequence[Spec], *, fonts: Path | None = None) -> list[str]:
    """SVG documents for specifications whose data stand inline; nothing is fetched. Raises ChartNotDrawn."""
    order = json.dumps({"fonts": str(fonts) if fonts else None, "specs": list(specs)})
    child = subprocess.run(
        [sys.executable, "-m", "daymark.engine.chart_child"],
        input=order.encode(),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    if child.returncode:
        raise ChartNotDrawn(child.stderr.decode(errors="replace")[-2000:])
    drawn: list[str] = json.loads(child.stdout)
    return drawn


class ChartShelf:
    """Drawn charts in a folder, the `most` latest of them. Safe for several processes."""

    def __init__(self, folder: Path, *, fonts: Path | None = None, most: int = 400) -> None:
        self.folder = folder
        self.fonts = fonts
        self.most = most

    def held(self, digest: str) -> str | None:
        """The chart of this digest, if it has been drawn."""
        if len(digest) != 64 or not digest.isalnum():
            return None
        try:
            return (self.folder / f"{digest}.svg").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def drawn(self, specs: Sequence[Spec]) -> list[str]:
        """These charts, in order; what is missing is drawn in one go, by one process at a time."""
        digests = [digest_of(spec) for spec in specs]
        if all(self.held(digest) for digest in digests):
            return [self.held(digest) or "" for digest in digests]
        with self._alone():
            missing = {digest: spec for digest, spec in zip(digests, specs, strict=True) if not self.held(digest)}
            if missing:
                self._keep(dict(zip(missing, draw(list(missing.values()), fonts=self.fonts), strict=True)))
            return [self.held(digest) or "" for digest in digests]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "drawing").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _keep(self, charts: Mapping[str, str]) -> None:
        kept = sorted(self.folder.glob("*.svg"), key=lambda path: path.stat().st_mtime)
        for path in kept[: max(0, len(kept) + len(charts) - self.most)]:
            path.unlink(missing_ok=True)
        for digest, svg in charts.items():
            unfinished = self.folder / f"{digest}.part"
            unfinished.write_text(svg, encoding="utf-8")
            os.replace(unfinished, self.folder / f"{digest}.svg")
