"""Small pictures of what lies on a seized disk, opened where it lies and in the sandbox. Nothing is stored."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from threading import Thread

from daymark.casework.cases.models import Case
from daymark.casework.media.models import Content, SeizedFile
from daymark.casework.media.queries.opening import CannotShow, lies_at, opened_content
from daymark.casework.media.queries.scenes import BLURRED
from daymark.engine.sandbox.pool import Sandbox
from daymark.engine.sandbox.seen import Tile
from daymark.engine.showing import NotShown, opened_seized, show_open, strip_open
from daymark.engine.video.sheet import row_of
from daymark.problems import Problem

__all__ = ["BLURRED", "SCENE", "CannotShow", "opened_file", "picture_of", "scene_row", "strip_of", "tile_of", "warm"]

SCENE = 120  # pixels: the larger side of one still of a film's strip
_log = logging.getLogger(__name__)
OPENERS = 2  # pictures opened at once by one server process


def tile_of(case: Case, content: Content) -> Tile:
    """Light and dark of a content, in grey. Raises CannotShow."""
    return picture_of(case, content, longest=BLURRED, grey=True)


def picture_of(case: Case, content: Content, *, longest: int, grey: bool, at_ms: int = 0) -> Tile:
    """A content as one picture whose larger side has `longest` pixels at most. Raises CannotShow, with the reason."""
    with opened_content(case, content, _sandbox()) as descriptor:
        shown = show_open(descriptor, _sandbox(), longest=longest, at_ms=at_ms, grey=grey)
    if isinstance(shown, NotShown):
        raise CannotShow(shown.why)
    return shown.tile


def strip_of(case: Case, content: Content, at_ms: Sequence[int], *, longest: int, grey: bool) -> list[Tile]:
    """A small still of a film for each of these times. Raises CannotShow, with the reason."""
    with opened_content(case, content, _sandbox()) as descriptor:
        shown = strip_open(descriptor, _sandbox(), at_ms, longest=longest, grey=grey)
    if isinstance(shown, NotShown):
        raise CannotShow(shown.why)
    return shown


def scene_row(case: Case, film: Content, at_ms: Sequence[int]) -> bytes:
    """Light and dark of each of these moments beside each other, BLURRED pixels for each, as one PNG. Raises
    CannotShow."""
    tiles = strip_of(case, film, at_ms, longest=BLURRED, grey=True) if at_ms else []
    return row_of(tiles, side=BLURRED)


@contextmanager
def opened_file(file: SeizedFile) -> Iterator[int]:
    """A file of a seizure open for reading where it lies, also one inside an archive. Raises CannotShow."""
    with opened_seized(*lies_at(file), _sandbox(), size=file.content.size if file.content else None) as opened:
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
