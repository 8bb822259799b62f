"""Small pictures of what lies on a seized disk, opened where it lies and in the sandbox. Nothing is stored."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Thread

from daymark.casework.cases.models import Case
from daymark.casework.media.models import Content, SeizedFile
from daymark.casework.media.queries.stacks import file_to_show
from daymark.engine.sandbox.pool import Sandbox
from daymark.engine.sandbox.seen import Tile
from daymark.engine.showing import NotShown, opened_seized, show_seized, strip_seized
from daymark.problems import Problem

# The largest side of a tile, in pixels. So small a picture shows light and dark and nothing else; the page draws it
# large and soft, so that what is in it never reaches the browser before somebody asks.
BLURRED = 14
SCENE = 120  # pixels: the larger side of one still of a film's strip
_log = logging.getLogger(__name__)
OPENERS = 2  # pictures opened at once by one server process


class CannotShow(Problem):
    """The file cannot be shown."""


def tile_of(case: Case, content: Content) -> Tile:
    """Light and dark of a content, in grey. Raises CannotShow."""
    return picture_of(case, content, longest=BLURRED, grey=True)


def picture_of(case: Case, content: Content, *, longest: int, grey: bool, at_ms: int = 0) -> Tile:
    """A content as one picture whose larger side has `longest` pixels at most. Raises CannotShow, with the reason."""
    shown = show_seized(
        *_place_of(case, content), _sandbox(), longest=longest, at_ms=at_ms, grey=grey, size=content.size
    )
    if isinstance(shown, NotShown):
        raise CannotShow(shown.why)
    return shown.tile


def strip_of(case: Case, content: Content, at_ms: Sequence[int], *, longest: int, grey: bool) -> list[Tile]:
    """A small still of a film for each of these times. Raises CannotShow, with the reason."""
    shown = strip_seized(*_place_of(case, content), _sandbox(), at_ms, longest=longest, grey=grey, size=content.size)
    if isinstance(shown, NotShown):
        raise CannotShow(shown.why)
    return shown


def _place_of(case: Case, content: Content) -> tuple[Path, bytes]:
    """The folder of a seizure that holds the content, and the path below it."""
    file = file_to_show(case, content)
    if file is None:
        raise CannotShow("No file of this case holds it any more.")
    return _lies_at(file)


def _lies_at(file: SeizedFile) -> tuple[Path, bytes]:
    return Path(os.fsdecode(bytes(file.seizure.folder))), bytes(file.path)


@contextmanager
def opened_file(file: SeizedFile) -> Iterator[int]:
    """A file of a seizure open for reading where it lies, also one inside an archive. Raises CannotShow."""
    with opened_seized(*_lies_at(file), _sandbox(), size=file.content.size if file.content else None) as opened:
        if isinstance(opened, NotShown):
            raise CannotShow(opened.why)
        yield opened


@cache
def _sandbox() -> Sandbox:
    """One for each server process, begun when somebody first looks."""
    return Sandbox(OPENERS)


@cache
def warm() -> Thread:
    """Starts, once in this process and beside the page that is being made, what opens pictures: it takes a second."""
    starting = Thread(target=_start, name="warm-sandbox", daemon=True)
    starting.start()
    return starting


def _start() -> None:
    try:
        _sandbox().warm()
    except Problem as problem:  # whoever looks is told the same
        _log.warning("pictures cannot be opened: %s", problem)
