"""Damaged and lying films: what could be read is given, the rest is said, nothing absurd is believed."""

from __future__ import annotations

import io
import random
from pathlib import Path

import av
import pytest

from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason
from engine.sandbox.film_making import HIGH, WIDE, encode, scene, seen_of, times

SIX_SECONDS = list(scene(1, 6))


def header_first(film: bytes, folder: Path) -> bytes:
    """The same MP4 with its index at the beginning, as films for the web have it."""
    path = folder / "film.mp4"
    with av.open(io.BytesIO(film)) as source, av.open(str(path), "w", options={"movflags": "faststart"}) as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                out.mux(packet)
    return path.read_bytes()


def changed(film: bytes, box: bytes, offset: int, value: bytes) -> bytes:
    """`value` put at `offset` behind the name of the last box of this kind."""
    place = film.rindex(box) + 4 + offset
    return film[:place] + value + film[place + len(value) :]


@pytest.mark.parametrize("container", ["matroska", "flv", "avi"])
@pytest.mark.parametrize("full", [True, False])
def test_a_film_that_ends_too_early_is_seen_as_far_as_it_goes(container: str, full: bool) -> None:
    codec = "mpeg4" if container == "avi" else "libx264"
    film = encode(SIX_SECONDS, container=container, codec=codec, keyframes=25)
    seen = seen_of(film[: len(film) * 6 // 10], full=full)
    assert 2 <= len(times(seen)) <= 4
    assert seen.reason in (Reason.CUT_SHORT, Reason.BROKE_OFF)
    assert seen.partial


@pytest.mark.parametrize("full", [True, False])
def test_a_cut_mp4_with_its_index_first_is_seen_as_far_as_it_goes(full: bool, tmp_path: Path) -> None:
    film = header_first(encode(SIX_SECONDS, keyframes=25), tmp_path)
    seen = seen_of(film[: len(film) * 6 // 10], full=full)
    assert seen.reason in (Reason.CUT_SHORT, Reason.BROKE_OFF)
    assert 2 <= len(times(seen)) <= 4
    assert seen_of(film, full=full).reason is Reason.DONE


def test_an_mp4_without_its_index_cannot_be_opened() -> None:
    film = encode(SIX_SECONDS)
    assert seen_of(film[: len(film) // 2]).reason is Reason.BROKEN


def test_damage_in_the_middle_is_named_and_what_follows_is_seen() -> None:
    film = bytearray(encode(SIX_SECONDS, codec="mpeg4", container="avi", keyframes=25))
    with av.open(io.BytesIO(film)) as whole:
        hurt = next(packet.pos for packet in whole.demux(video=0) if packet.pts == 60)
    film[hurt + 8 : hurt + 600] = b"\xa5" * 592
    seen = seen_of(bytes(film), full=True)
    assert seen.reason is Reason.BROKE_OFF
    assert 2000 <= (seen.broke_at_ms or 0) <= 3000
    assert times(seen)[0] == 0
    assert times(seen)[-1] >= 4000


@pytest.mark.parametrize(
    "junk", [b"", b"\0" * 5000, b"GIF89a" + b"\0" * 99, bytes(range(256)) * 40, b"\0\0\1\xba" * 900]
)
def test_what_is_no_film_is_refused(junk: bytes) -> None:
    seen = seen_of(junk)
    assert seen.frames == []
    assert seen.reason in (Reason.BROKEN, Reason.NOT_SUPPORTED, Reason.NO_PICTURE)


def test_an_absurd_size_in_the_header_is_refused_unopened() -> None:
    film = encode(SIX_SECONDS[:5], container="mov", codec="qtrle", pixels="rgb24")
    claimed = changed(film, b"rle ", 24, (16_000).to_bytes(2, "big") * 2)
    assert seen_of(claimed).reason is Reason.TOO_MANY_PIXELS
    beyond_ffmpeg = changed(film, b"rle ", 24, (60_000).to_bytes(2, "big") * 2)
    assert seen_of(beyond_ffmpeg).reason is Reason.BROKEN
    assert seen_of(film, limits=Limits(pixels=10_000)).reason is Reason.TOO_MANY_PIXELS


def test_a_size_that_only_the_stream_admits_is_refused_by_the_decoder() -> None:
    film = changed(encode(SIX_SECONDS[:5]), b"avc1", 24, (16).to_bytes(2, "big") * 2)
    assert seen_of(film, limits=Limits(pixels=WIDE * HIGH - 1)).frames == []
    assert len(seen_of(film).frames) == 1


def test_an_endless_duration_is_not_believed() -> None:
    film = encode(SIX_SECONDS)
    for box, offset in ((b"mvhd", 16), (b"mdhd", 16), (b"tkhd", 20)):
        film = changed(film, box, offset, b"\xff\xff\xff\xff")
    seen = seen_of(film)
    assert times(seen) == [0, 2000, 4000]
    assert seen.duration_ms < 100 * 86_400_000


def test_samples_without_number_in_the_index_are_refused() -> None:
    film = encode(SIX_SECONDS)
    for count in (2**31 - 1, 2**32 - 1, 10**8):
        lying = changed(film, b"stsz", 8, count.to_bytes(4, "big"))
        assert seen_of(lying).reason is not Reason.DONE
        lying = changed(film, b"stts", 8, count.to_bytes(4, "big"))
        assert len(seen_of(lying).frames) <= 6


def test_hundreds_of_streams_are_refused() -> None:
    kept = io.BytesIO()
    with av.open(kept, "w", format="matroska") as out:
        for _ in range(300):
            stream = out.add_stream("rawvideo", rate=1)
            stream.width = stream.height = 8
            stream.pix_fmt = "gray"
        out.start_encoding()
    seen = seen_of(kept.getvalue())
    assert seen.frames == []
    assert seen.reason is not Reason.DONE


def test_a_film_whose_size_changes_is_seen_to_its_end() -> None:
    small = encode([picture[:64, :64] for picture in scene(2, 3)], container="mpegts")
    seen = seen_of(encode(scene(1, 3), container="mpegts") + small, full=True)
    assert times(seen) == [0, 1000, 2000, 3000, 4000, 5000]


@pytest.mark.parametrize(
    ("container", "codec"),
    [("mp4", "libx264"), ("matroska", "libx264"), ("mpegts", "mpeg2video"), ("avi", "mjpeg"), ("asf", "wmv2")],
)
def test_a_mutated_film_is_seen_or_refused_with_a_reason(container: str, codec: str) -> None:
    film = encode(scene(3, 2), container=container, codec=codec, pixels="yuvj420p" if codec == "mjpeg" else "yuv420p")
    for number in range(12):
        mutate_and_look(film, number)


@pytest.mark.deep
@pytest.mark.parametrize(
    ("container", "codec"),
    [
        *[("mp4", "libx264"), ("matroska", "libx264"), ("mpegts", "libx264"), ("flv", "libx264"), ("h264", "libx264")],
        *[("avi", "mpeg4"), ("avi", "mjpeg"), ("mpeg", "mpeg2video"), ("webm", "libvpx"), ("webm", "libvpx-vp9")],
        *[("asf", "wmv2"), ("rm", "rv20"), ("mp4", "libx265"), ("mov", "prores_ks"), ("mxf", "mpeg2video")],
    ],
)
def test_four_hundred_mutations_of_every_kind(container: str, codec: str) -> None:
    options = {"x265-params": "log-level=none:pools=none"} if codec == "libx265" else None
    pixels = {"mjpeg": "yuvj420p", "prores_ks": "yuv422p10le"}.get(codec, "yuv420p")
    pictures = [picture[:112] for picture in scene(3, 2)]
    film = encode(pictures, container=container, codec=codec, pixels=pixels, options=options)
    for number in range(400):
        mutate_and_look(film, number)


def mutate_and_look(film: bytes, number: int) -> None:
    seen = seen_of(mutated(film, number), full=number % 2 == 0, tiles=2)
    assert seen.reason in Reason  # anything else than a refusal would have been raised
    assert all(frame.at_ms >= 0 and 0 <= frame.quality <= 100 and len(frame.hashes) == 8 for frame in seen.frames)


def mutated(film: bytes, number: int) -> bytes:
    """Bytes changed anywhere, at the start, or at the end; a piece taken out; a piece put in twice."""
    dice, data = random.Random(number), bytearray(film)
    for _ in range(dice.choice((1, 5, 50))):
        spans = (len(data), min(len(data), 2000), len(data), len(data), len(data))
        place = dice.randrange(spans[number % 5])
        data[-1 - place if number % 5 == 2 else place] = dice.choice((0, 127, 255, dice.randrange(256)))
    start = dice.randrange(len(data))
    piece = data[start : start + dice.randrange(1, 3000)]
    if number % 5 == 3:
        del data[start : start + len(piece)]
    if number % 5 == 4:
        data[start:start] = piece
    return bytes(data)
