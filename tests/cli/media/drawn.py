"""Pictures and films drawn for the commands, and the commands run as a person runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
from PIL import Image


class Done(NamedTuple):
    status: int
    lines: list[dict[str, Any]]
    err: str


def daymark(*arguments: object, home: Path | None = None) -> Done:
    """Runs a command that gives JSON lines."""
    command = [sys.executable, "-m", "daymark.cli", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return Done(done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr)


def scene(number: int, width: int = 400, height: int = 300) -> np.ndarray:
    """A picture of its own for each number, with features all over: height x width x 3."""
    randomly = np.random.default_rng(number)
    coarse = randomly.integers(0, 256, (12, 16, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))


def write_picture(path: Path, number: int, **options: Any) -> Path:
    Image.fromarray(scene(number)).save(path, **options)
    return path


def write_film(path: Path, numbers: list[int], *, seconds_each: int = 3, rate: int = 10) -> Path:
    """A film whose scenes are these pictures, moving a little; a keyframe every second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(
            "libx264", rate=rate, options={"g": str(rate), "crf": "30", "preset": "ultrafast"}
        )
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for number in numbers:
            wide = scene(number, 320 + seconds_each * rate, 240)
            for step in range(seconds_each * rate):
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(wide[:, step : step + 320]), "rgb24")
                container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
