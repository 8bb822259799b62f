"""Scenes of a film, from how much each frame that was looked at differs from the one before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from daymark.engine.sandbox.seen import FrameSeen, View

# FrameSeen.change from which a frame begins a scene. On drawn films it finds 91 % of the cuts and takes no moving
# camera for one; docs/engine/video.md has the table.
CUT = 60


@dataclass(frozen=True, slots=True)
class Scene:
    """A part without a cut, in milliseconds: to the first frame of the next, the last one to the film's last frame."""

    from_ms: int
    to_ms: int
    frames: int


def scenes(frames: Iterable[FrameSeen], *, cut: int = CUT) -> list[Scene]:
    """The scenes of a film, first to last, from frames in the order in which they were seen.

    A cut lies between two frames that were looked at: at keyframes mostly right at the second one, since encoders
    begin a keyframe there; at one frame a second up to a second before it.
    """
    begins: list[int] = []
    counts: list[int] = []
    last = 0
    for frame in frames:
        if frame.view is not View.WHOLE:
            continue
        if not begins or frame.change >= cut:
            begins.append(frame.at_ms)
            counts.append(0)
        counts[-1] += 1
        last = frame.at_ms
    ends = [*begins[1:], last][: len(begins)]
    return [Scene(begin, max(begin, end), count) for begin, end, count in zip(begins, ends, counts, strict=True)]
