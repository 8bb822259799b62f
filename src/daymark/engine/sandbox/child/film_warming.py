"""Decodes one small film of each usual coding, so that all tables are made before the process is sealed."""

from __future__ import annotations

import io
from pathlib import Path

from daymark.engine.sandbox.child.film_coverage import FULL, Decoder, Viewing
from daymark.engine.sandbox.child.film_opening import films_in, opened
from daymark.engine.sandbox.child.film_packets import Clock, Damage, coded_pictures
from daymark.engine.sandbox.child.film_planes import luma_of
from daymark.engine.sandbox.child.film_tiles import small
from daymark.engine.sandbox.limits import Limits

# Two grey frames of 64 x 64 each, drawn and encoded by tests/engine/sandbox/warming_films.py.
FOLDER = Path(__file__).parent / "warming"


def warm_up() -> None:
    """Open, decode and scale each of them. Raises what a broken installation of PyAV raises."""
    for path in sorted(FOLDER.iterdir()):
        limits, damage = Limits(), Damage()
        with opened(io.BytesIO(path.read_bytes()), limits) as container:
            film = films_in(container, limits)[0]
            decoder, clock = Decoder(film, damage, limits.pixels), Clock(film)
            for frame in Viewing(decoder, FULL, clock.rate).frames(coded_pictures(container, film, clock, damage)):
                luma_of(frame)
                small(frame, 0)
