"""What `daymark hash` says of one file: the words are those of the lists that it can become part of."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from daymark.engine.exif import facts
from daymark.engine.hashing import Hashed, Wanted
from daymark.engine.kinds import Group
from daymark.engine.pdq import FEATURELESS_BELOW, TURNS, to_hex
from daymark.engine.sandbox.seen import FrameSeen, Seen, View
from daymark.engine.video.frames import FrameHash, format_vpdq
from daymark.engine.video.scenes import scenes


def line_of(hashed: Hashed, wanted: Wanted) -> dict[str, Any]:
    """One file as a JSON object: what could not be had is null, and `error` says why."""
    digests, seen = hashed.digests, hashed.seen
    said: dict[str, Any] = {
        "path": name_of(hashed.path),
        "kind": hashed.kind.mime if hashed.kind else None,
        "size": digests.size if digests else None,
        "md5": digests.md5 if digests else None,
        "sha1": digests.sha1 if digests else None,
        "sha256": digests.sha256 if digests else None,
    }
    film = hashed.kind is not None and hashed.kind.group is Group.FILM
    said |= _look(seen, film=film, turned=wanted.turned)
    if wanted.tags and seen is not None:
        said["asserted"] = facts(hashed.tags).as_json()
    return said | {"error": hashed.error}


def name_of(path: Path) -> str:
    """A path as text; bytes that are no UTF-8 are written as \\xNN."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _look(seen: Seen | None, *, film: bool, turned: bool) -> dict[str, Any]:
    said: dict[str, Any] = dict.fromkeys(("pdq", "quality", "featureless", "width", "height"))
    if seen is None:
        return said
    if seen.width:
        said |= {"width": seen.width, "height": seen.height}
    if seen.frames and not film:
        first = seen.frames[0]
        said |= {"pdq": to_hex(first.hashes[0]), "quality": first.quality}
        said["featureless"] = first.quality < FEATURELESS_BELOW
        if turned:
            said["turned"] = dict(zip(TURNS[1:], map(to_hex, first.hashes[1:]), strict=False))
    if film:
        said["duration"] = seen.duration_ms / 1000
        said["frames"] = _frames(seen, View.WHOLE)
        said |= {"trimmed": trimmed} if (trimmed := _frames(seen, View.TRIMMED)) else {}
        said["scenes"] = [[scene.from_ms / 1000, scene.to_ms / 1000] for scene in scenes(seen.frames)]
    elif len(seen.frames) > 1:
        said["frames"] = _frames(seen, View.WHOLE)
    return said


def _frames(seen: Seen, view: View) -> list[str]:
    return format_vpdq(frame_hash(frame) for frame in seen.frames if frame.view is view).splitlines()


def frame_hash(frame: FrameSeen) -> FrameHash:
    """A frame as vPDQ knows it: number, quality, hash, seconds."""
    return FrameHash(frame.number, frame.quality, frame.hashes[0], frame.at_ms / 1000)
