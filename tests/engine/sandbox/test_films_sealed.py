"""Films under the seal, in a process of their own: no file opened, no thread started, memory bounded."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from daymark.engine.sandbox.limits import Limits
from engine.sandbox.film_making import WIDE, encode, scene, seen_of

SEALED = """
import io, json, resource, sys, time
from daymark.engine.sandbox.child.films import look
from daymark.engine.sandbox.child.lockdown import allow_only_decoding, bound_resources
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.seen import FrameSeen
films = [open(path, "rb").read() for path in sys.argv[1:]]
bound_resources(Limits().memory)
allow_only_decoding()
for film in films:
    began, frames, reason = time.process_time(), 0, "DONE"
    try:
        for item in look(io.BytesIO(film), Limits(), full=True, tiles=2):
            frames += isinstance(item, FrameSeen)
    except Refused as refused:
        reason = refused.reason.name
    except MemoryError:
        reason = "TOO_MUCH_MEMORY"
    print(json.dumps([reason, frames, time.process_time() - began]), flush=True)
"""


def sealed(*films: bytes, folder: Path) -> list[tuple[str, int, float]]:
    """Reason, frames and processor seconds of each film."""
    paths = [folder / str(place) for place in range(len(films))]
    for path, film in zip(paths, films, strict=True):
        path.write_bytes(film)
    arguments = [sys.executable, "-c", SEALED, *map(str, paths)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def test_every_usual_coding_is_decoded_under_the_seal(tmp_path: Path) -> None:
    codings = [
        *[("mp4", "libx264"), ("mpegts", "libx264"), ("webm", "libvpx"), ("webm", "libvpx-vp9"), ("avi", "mpeg4")],
        *[("avi", "mjpeg"), ("mpeg", "mpeg2video"), ("asf", "wmv2"), ("mp4", "libx265"), ("matroska", "libx264")],
    ]
    options = {"libx265": {"x265-params": "log-level=none:pools=none"}, "libvpx-vp9": {"deadline": "realtime"}}
    pictures = list(scene(1, 1.2))
    films = [
        encode(
            pictures,
            container=container,
            codec=codec,
            pixels="yuvj420p" if codec == "mjpeg" else "yuv420p",
            options=options.get(codec),
        )
        for container, codec in codings
    ]
    bar = np.zeros((20, WIDE, 3), np.uint8)
    films.append(encode(np.concatenate([bar, picture, bar]) for picture in pictures))
    here = [len(seen_of(film, full=True).frames) for film in films]
    assert [tuple(each[:2]) for each in sealed(*films, folder=tmp_path)] == [("DONE", frames) for frames in here]


def lying(film: bytes, box: bytes, offset: int, value: int) -> bytes:
    place = film.rindex(box) + 4 + offset
    return film[:place] + value.to_bytes(4, "big") + film[place + 4 :]


def test_absurd_headers_cost_neither_time_nor_memory(tmp_path: Path) -> None:
    film = encode(scene(1, 2))
    liars = [lying(film, b"stsz", 8, count) for count in (10**7, 10**8, 2**31 - 1)]
    liars += [lying(film, b"stts", 8, count) for count in (10**8, 2**32 - 1)]
    liars += [lying(film, box, 4, 2**32 - 1) for box in (b"stts", b"stsc", b"stco", b"stss", b"elst")]
    liars += [encode(scene(1, 0.2), codec="qtrle", container="mov", pixels="rgb24")]
    liars[-1] = lying(liars[-1], b"rle ", 24, 14_000 << 16 | 14_000)  # 196 million pixels: just allowed, 600 MB
    answers = sealed(*liars, film, folder=tmp_path)
    assert all(seconds < 2 for _, _, seconds in answers)
    assert answers[-1][:2] == ("DONE", 2)


def test_a_picture_that_takes_all_memory_is_given_up_alone(tmp_path: Path) -> None:
    film = encode(scene(1, 0.2), codec="qtrle", container="mov", pixels="rgb24")
    answers = sealed(lying(film, b"rle ", 24, 14_000 << 16 | 14_000), film, folder=tmp_path)
    assert answers[0][0] in ("TOO_MUCH_MEMORY", "BROKEN")
    assert answers[1][0] == "DONE"


@pytest.mark.parametrize("script", ["hls", "concat", "sdp", "dash", "m3u"])
def test_a_playlist_is_not_followed(script: str, tmp_path: Path) -> None:
    film = tmp_path / "other.mp4"
    film.write_bytes(encode(scene(1, 2)))
    scripts = {
        "hls": f"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.0,\n{film}\n#EXT-X-ENDLIST\n",
        "concat": f"ffconcat version 1.0\nfile '{film}'\n",
        "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
        "dash": f'<?xml version="1.0"?><MPD type="static"><Period><AdaptationSet><Representation id="0"><BaseURL>{film}'
        "</BaseURL></Representation></AdaptationSet></Period></MPD>",
        "m3u": f"#EXTM3U\n{film}\n",
    }
    seen = seen_of(scripts[script].encode())
    assert (seen.frames, seen.width) == ([], 0)
    assert seen.error


def test_a_track_that_lies_in_another_file_is_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "other.mp4"
    film = encode(scene(1, 2))
    other.write_bytes(film)
    assert seen_of(with_track_elsewhere(film, other), full=True, limits=Limits()).frames == []


def with_track_elsewhere(film: bytes, other: Path) -> bytes:
    """The film's index with its samples said to lie in the other file (an alias, QuickTime File Format, "dref")."""
    path = str(other).encode()
    alias = bytes(150)  # volume, name and the levels of folders between the two: none of them given
    alias += (2).to_bytes(2, "big") + len(path).to_bytes(2, "big") + path + bytes(len(path) % 2)  # the absolute path
    alias += (0xFFFF).to_bytes(2, "big") + bytes(2)
    entry = (8 + 4 + len(alias)).to_bytes(4, "big") + b"alis" + bytes(4) + alias
    reference = bytes.fromhex("00000001") + entry
    start = film.rindex(b"dref") + 8  # behind version and flags: the count, then one "url " of 12 bytes
    grown = len(reference) - 16
    changed = film[:start] + reference + film[start + 16 :]
    for box in (b"dref", b"dinf", b"minf", b"mdia", b"trak", b"moov"):
        place = changed.rindex(box, 0, start) - 4
        size = int.from_bytes(changed[place : place + 4], "big") + grown
        changed = changed[:place] + size.to_bytes(4, "big") + changed[place + 4 :]
    return changed
