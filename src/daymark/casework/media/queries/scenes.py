"""The scenes of a film, from its hashed frames."""

from __future__ import annotations

from daymark.casework.media.models import Content, ContentFrames
from daymark.engine.video.packed import unpack
from daymark.engine.video.scenes import Scene, scenes

MOST_SCENES = 60  # on one page; of a longer film neighbours are joined, so that 400 hours stay minutes of looking


def scenes_of(film: Content) -> list[Scene]:
    """The scenes in order of time, at most MOST_SCENES; none of a film whose frames could not be read."""
    kept = ContentFrames.objects.filter(pk=film.pk).first()
    return joined(scenes(unpack(bytes(kept.packed))), MOST_SCENES) if kept else []


def joined(found: list[Scene], most: int) -> list[Scene]:
    """Neighbouring scenes joined evenly until there are no more than `most`."""
    step = -(-len(found) // most) if found else 1
    together = [found[start : start + step] for start in range(0, len(found), step)]
    return [Scene(part[0].from_ms, part[-1].to_ms, sum(scene.frames for scene in part)) for part in together]
