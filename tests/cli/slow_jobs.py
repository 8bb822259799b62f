"""A job that can be killed in the middle."""

from __future__ import annotations

import time
from pathlib import Path

from procrastinate.contrib.django import app


@app.task(name="write_after_a_pause")
def write_after_a_pause(folder: str) -> None:
    """Says that it began, then pauses, then adds one line."""
    Path(folder, "begun").touch()
    time.sleep(6)
    with Path(folder, "done").open("a") as file:
        file.write("done\n")
