"""Whatever a file does to the process that opens it, the next one is looked at, its own line says why not."""

from __future__ import annotations

import io
import os
import signal
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from daymark.engine.kinds import kind_of
from daymark.engine.sandbox.child import stills
from daymark.engine.sandbox.limits import Limits, Purpose
from daymark.engine.sandbox.pool import Lane
from daymark.engine.sandbox.reasons import Reason
from daymark.engine.sandbox.seen import FrameSeen, Seen
from engine.sandbox.sealed_children import FLOODING, LYING, TALKING_WITHOUT_END, start_instead


def picture(width: int = 320, height: int = 200, form: str = "JPEG") -> bytes:
    """A drawn picture with features."""
    down, across = np.mgrid[:height, :width]
    waves = 128 + 60 * np.sin(across / 17 + down / 31) + 60 * np.cos(across * down / 2900)
    file = io.BytesIO()
    Image.fromarray(waves.astype(np.uint8)).save(file, form)
    return file.getvalue()


def shown(lane: Lane, data: bytes) -> Seen:
    lane.window[: len(data)] = data
    return lane.still(len(data))


@pytest.fixture(scope="module")
def lane() -> Iterator[Lane]:
    lane = Lane(Limits())
    yield lane
    lane.close()


@pytest.fixture
def narrow() -> Iterator[Lane]:
    lane = Lane(Limits(still_seconds=0.3, film_seconds=0.5))
    yield lane
    lane.close()


def is_usable(lane: Lane) -> bool:
    return shown(lane, picture()).reason is Reason.DONE


def test_the_sandbox_sees_what_is_seen_outside_it(lane: Lane) -> None:
    data = picture()
    outside = list(stills.look(memoryview(data), kind_of(data), Limits(), turned=True))
    seen = shown(lane, data)
    assert seen.frames == [item for item in outside if isinstance(item, FrameSeen)]
    assert (seen.width, seen.height, seen.reason) == (320, 200, Reason.DONE)
    assert len(seen.frames[0].hashes) == 8


def test_a_file_that_is_too_large_for_the_window_is_handed_over_open(lane: Lane, tmp_path: Path) -> None:
    (tmp_path / "large.png").write_bytes(picture(form="PNG"))
    with (tmp_path / "large.png").open("rb") as stream:
        seen = lane.large_still(stream.fileno(), os.fstat(stream.fileno()).st_size)
    assert seen.reason is Reason.DONE
    assert seen.frames == shown(lane, picture(form="PNG")).frames


def test_what_is_larger_than_is_opened_is_told_and_not_opened() -> None:
    lane = Lane(Limits(still_bytes=10))
    assert lane.large_still(-1, 11).reason is Reason.TOO_LARGE
    assert lane._children == {}


def huge_png(width: int, height: int, *, colours: int = 2) -> bytes:
    """A PNG that claims a size and holds next to nothing. `colours`: 2 is RGB, 6 is RGB with transparency."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, colours, 0, 0, 0)
    pixels = zlib.compress(bytes(1 << 20))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def test_a_picture_of_60000_by_60000_is_refused_in_a_moment(lane: Lane) -> None:
    assert is_usable(lane)
    began = time.monotonic()
    seen = shown(lane, huge_png(60_000, 60_000))
    assert time.monotonic() - began < 2
    assert seen.reason is Reason.TOO_MANY_PIXELS
    assert seen.frames == []


def test_a_picture_that_needs_more_memory_than_allowed_is_given_up_and_the_process_replaced(lane: Lane) -> None:
    assert is_usable(lane)
    before = lane._children[Purpose.STILLS]
    seen = shown(lane, huge_png(16_000, 12_000, colours=6))
    assert seen.reason is Reason.TOO_MUCH_MEMORY
    assert before._process.poll() is not None
    assert is_usable(lane)


def test_a_picture_that_takes_too_long_is_given_up_and_the_next_is_seen(narrow: Lane) -> None:
    file = io.BytesIO()
    Image.new("L", (14_000, 14_000)).save(file, "PNG", compress_level=1)
    seen = shown(narrow, file.getvalue())
    assert seen.reason is Reason.TOO_SLOW
    assert "longer than allowed" in (seen.error or "")
    assert is_usable(narrow)


def test_the_death_of_a_process_costs_its_file_alone(lane: Lane) -> None:
    assert is_usable(lane)
    child = lane._children[Purpose.STILLS]
    os.kill(child._process.pid, signal.SIGSTOP)
    threading.Timer(0.2, os.kill, (child._process.pid, signal.SIGKILL)).start()
    assert shown(lane, picture()).reason is Reason.DIED
    assert is_usable(lane)


def test_a_process_that_is_stuck_is_ended(narrow: Lane) -> None:
    assert is_usable(narrow)
    child = narrow._children[Purpose.STILLS]
    os.kill(child._process.pid, signal.SIGSTOP)
    assert shown(narrow, picture()).reason is Reason.TOO_SLOW
    assert child._process.poll() is not None
    assert is_usable(narrow)


@pytest.mark.parametrize(
    ("script", "reason"),
    [(LYING, Reason.TALKED_NONSENSE), (FLOODING, Reason.TALKED_NONSENSE), (TALKING_WITHOUT_END, Reason.TOO_SLOW)],
)
def test_a_process_that_was_taken_over_is_ended(
    script: str, reason: Reason, narrow: Lane, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as patched:
        start_instead(script, patched, tmp_path)
        seen = shown(narrow, picture())
    assert seen.reason is reason
    assert is_usable(narrow)


def test_a_process_is_replaced_after_so_many_files() -> None:
    lane = Lane(Limits(files_per_worker=2))
    processes = []
    for _ in range(3):
        lane.window[:1] = b"x"
        processes.append(lane._children[Purpose.STILLS])
        assert is_usable(lane)
    lane.close()
    assert processes[0] is processes[1]
    assert processes[2] is not processes[0]


def test_a_broken_file_is_told_with_the_name_of_the_decoders_error(lane: Lane) -> None:
    seen = shown(lane, b"\x89PNG\r\n\x1a\n" + bytes(40))
    assert seen.reason is Reason.BROKEN
    assert seen.frames == []


def test_an_empty_window_is_no_picture(lane: Lane) -> None:
    assert lane.still(0).reason is Reason.UNKNOWN_KIND
