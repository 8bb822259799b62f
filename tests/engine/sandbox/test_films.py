"""Films: which frames are looked at, when they stand, what is said of them."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest
from av.stream import Discard

from daymark.engine.pdq import distance
from daymark.engine.sandbox.child.film_coverage import SWEEP, read_keyframes_only
from daymark.engine.sandbox.reasons import Reason
from daymark.engine.sandbox.seen import Tag, View
from daymark.engine.video.scenes import CUT
from daymark.engine.video.scenes import scenes as scenes_of
from engine.sandbox.film_making import HIGH, RATE, WIDE, encode, ground, scene, scenes, seen_of, sound_only, times

FOUR_SECONDS = list(scene(1, 4))


def test_a_sweep_looks_at_keyframes() -> None:
    seen = seen_of(encode(scene(1, 8), keyframes=75))
    assert (seen.reason, seen.width, seen.height, seen.duration_ms) == (Reason.DONE, WIDE, HIGH, 8000)
    assert times(seen) == [0, 3000, 6000]
    assert [frame.number for frame in seen.frames] == [0, 75, 150]


def test_of_a_telephones_keyframes_a_sweep_looks_at_every_second_one() -> None:
    assert times(seen_of(encode(scene(1, 6), keyframes=25))) == [0, 2000, 4000]


def test_full_coverage_is_one_frame_a_second() -> None:
    assert times(seen_of(encode(scene(1, 6), keyframes=1000), full=True)) == [0, 1000, 2000, 3000, 4000, 5000]


def test_full_coverage_looks_at_the_keyframe_of_a_cut_too() -> None:
    film = encode([*scene(1, 2.6), *scene(2, 2.4)], keyframes=1000, options={"preset": "veryfast"})
    assert times(seen_of(film, full=True)) == [0, 1000, 2000, 2600, 3000, 4000]


def test_a_film_without_further_keyframes_is_decoded_between_them_even_in_a_sweep() -> None:
    film = encode(scene(1, 40, rate=5), rate=5, keyframes=1000)
    assert times(seen_of(film)) == list(range(0, 40_000, 2000))


@pytest.mark.parametrize(("keyframes", "passed_over"), [(10, True), (1000, False)])
def test_only_pictures_between_near_keyframes_are_passed_over_unread(keyframes: int, passed_over: bool) -> None:
    film = encode(scene(1, 40, rate=5), rate=5, keyframes=keyframes)
    with av.open(io.BytesIO(film)) as container:
        stream = container.streams.video[0]
        read_keyframes_only(stream, SWEEP)
        assert (stream.discard is Discard.nonkey) is passed_over


def test_pictures_that_only_claim_to_be_keyframes_are_decoded_with_those_before() -> None:
    pictures = list(scene(1, 8))
    honest = encode(pictures, codec="mpeg4", container="avi", keyframes=1000)
    lying = io.BytesIO()
    with av.open(io.BytesIO(honest)) as source, av.open(lying, "w", format="avi") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream, packet.is_keyframe = stream, True
                out.mux(packet)
    seen, truth = seen_of(lying.getvalue()), seen_of(honest, full=True)
    assert len(seen.frames) >= 3
    by_time = {frame.at_ms: frame.hashes[0] for frame in truth.frames}
    for frame in seen.frames:
        assert distance(frame.hashes[0], by_time[frame.at_ms // 1000 * 1000]) <= 40


def test_pictures_before_an_open_keyframe_are_not_taken_with_what_they_lean_on_missing() -> None:
    pictures = [*scene(1, 2.2), *scene(2, 3)]
    options = {"x264-params": "open-gop=1:scenecut=0:bframes=8:b-adapt=0:keyint=52:min-keyint=52"}
    seen = seen_of(encode(pictures, options=options), full=True)
    truth = [seen_of(encode([picture] * 2)).frames[0].hashes[0] for picture in pictures[::25]]
    for frame in seen.frames:
        assert min(distance(frame.hashes[0], true) for true in truth) <= 60


@pytest.mark.parametrize(
    ("container", "codec", "pixels"),
    [
        ("mp4", "libx264", "yuv420p"),
        ("matroska", "libx264", "yuv444p"),
        ("mpegts", "libx264", "yuv420p10le"),
        ("flv", "libx264", "yuvj420p"),
        ("h264", "libx264", "yuv420p"),
        ("avi", "mpeg4", "yuv420p"),
        ("avi", "mjpeg", "yuvj420p"),
        ("avi", "msmpeg4", "yuv420p"),
        ("mov", "prores_ks", "yuv422p10le"),
        ("mov", "qtrle", "rgb24"),
        ("mov", "png", "rgba"),
        ("mp4", "libx265", "yuv420p10le"),
        ("webm", "libvpx", "yuv420p"),
        ("webm", "libvpx-vp9", "yuv420p"),
        ("mpeg", "mpeg2video", "yuv420p"),
        ("asf", "wmv2", "yuv420p"),
        ("rm", "rv20", "yuv420p"),
        ("mp4", "libx264rgb", "rgb24"),
    ],
)
def test_every_coding_shows_the_same_picture(container: str, codec: str, pixels: str) -> None:
    options = {"libx265": {"x265-params": "log-level=none:pools=none"}, "libvpx-vp9": {"deadline": "realtime"}}
    pictures = FOUR_SECONDS[:60]
    if codec in ("prores_ks", "rv20"):  # macroblocks of 16 throughout
        pictures = [picture[:112] for picture in pictures]
    film = encode(pictures, container=container, codec=codec, pixels=pixels, options=options.get(codec), keyframes=50)
    seen = seen_of(film, full=True)
    reference = seen_of(encode(pictures, codec="ffv1", container="matroska", keyframes=1), full=True)
    assert seen.reason is Reason.DONE
    assert abs(times(seen)[1] - 1000) <= 60 or times(seen)[1] in (480, 520)  # all keyframes: two a second
    assert distance(seen.frames[0].hashes[0], reference.frames[0].hashes[0]) <= 12
    assert abs(seen.frames[0].quality - reference.frames[0].quality) <= 4


def test_the_luma_is_the_pictures_own() -> None:
    """Limited range is stretched for the quality, as vPDQ's way over RGB does it."""
    picture = (ground(3)[:HIGH, :WIDE] // 6 + 100).astype(np.uint8)  # little contrast: quality far from its bound
    limited = seen_of(encode([picture] * 3, crf=1)).frames[0]
    full = seen_of(encode([picture] * 3, crf=1, pixels="yuvj420p")).frames[0]
    assert 0 < limited.quality < 100
    assert abs(limited.quality - full.quality) <= 3
    assert distance(limited.hashes[0], full.hashes[0]) <= 10


def test_eight_hashes_find_a_mirrored_film() -> None:
    plain, mirrored = (seen_of(encode(picture[:, ::step] for picture in FOUR_SECONDS), full=True) for step in (1, -1))
    assert all(len(frame.hashes) == 8 for frame in plain.frames)
    for one, other in zip(plain.frames, mirrored.frames, strict=True):
        assert distance(one.hashes[0], other.hashes[0]) > 80
        assert distance(one.hashes[0], other.hashes[5]) <= 40  # so small a picture is sampled unevenly from its edges


def test_a_letterboxed_film_is_hashed_without_its_bars_too() -> None:
    bar = np.full((24, WIDE, 3), 20, np.uint8)
    seen = seen_of(encode(np.concatenate([bar, picture, bar]) for picture in FOUR_SECONDS), full=True)
    plain = seen_of(encode(FOUR_SECONDS), full=True)
    trimmed = [frame for frame in seen.frames if frame.view is View.TRIMMED]
    assert [frame.at_ms for frame in trimmed] == times(plain)
    for inside, whole in zip(trimmed, plain.frames, strict=True):
        assert distance(inside.hashes[0], whole.hashes[0]) <= 16
    assert not any(frame.view is View.TRIMMED for frame in plain.frames)


def test_cuts_are_told_from_a_travelling_camera() -> None:
    seen = seen_of(encode(scenes(4, 5, 6)), full=True)
    assert [frame.at_ms for frame in seen.frames if frame.change >= CUT] == [3000, 6000]
    assert [(scene.from_ms, scene.to_ms) for scene in scenes_of(seen.frames)] == [(0, 3000), (3000, 6000), (6000, 8000)]


def test_tiles_show_every_scene_once_before_any_twice() -> None:
    seen = seen_of(encode(scenes(4, 5, 6, 7, seconds=3)), full=True, tiles=4)
    assert [tile.at_ms for tile in seen.tiles] == [0, 3000, 6000, 9000]
    tile = seen.tiles[2]
    assert (tile.width, tile.height, len(tile.pixels)) == (160, 120, 160 * 120 * 3)
    colours = np.frombuffer(tile.pixels, np.uint8).reshape(120, 160, 3).mean(axis=(0, 1))
    assert np.abs(colours - next(scene(6, 1)).mean(axis=(0, 1))).max() < 12


def test_no_more_tiles_than_asked_for_and_none_unasked() -> None:
    film = encode(scene(1, 5), keyframes=5)
    assert len(seen_of(film, full=True, tiles=3).tiles) == 3
    assert len(seen_of(film, full=True, tiles=1).tiles) == 1
    assert seen_of(film, full=True).tiles == []


def test_a_rotation_for_display_is_told_and_not_applied() -> None:
    film = rotated(encode(FOUR_SECONDS))
    seen = seen_of(film)
    assert seen.tags == [Tag("film", "rotation", "-90")]
    assert (seen.width, seen.height) == (WIDE, HIGH)
    assert seen.frames[0].hashes == seen_of(encode(FOUR_SECONDS)).frames[0].hashes


def rotated(film: bytes) -> bytes:
    """The same film with a quarter turn in its track header's matrix (ISO/IEC 14496-12, 8.3.2)."""
    plain = b"".join(n.to_bytes(4, "big") for n in (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000))
    turned = b"".join(
        (n % 2**32).to_bytes(4, "big") for n in (0, 0x10000, 0, -0x10000, 0, 0, HIGH << 16, 0, 0x40000000)
    )
    track = film.index(b"tkhd")
    place = film.index(plain, track)
    return film[:place] + turned + film[place + len(turned) :]


def test_times_follow_a_variable_frame_rate() -> None:
    slow_then_fast = encode(
        scene(1, 4), times=lambda number: number * 2 if number < 50 else 50 + number, keyframes=1000
    )
    assert times(seen_of(slow_then_fast, full=True)) == [0, 1040, 2000, 3040, 4000, 5000]


def test_times_that_jump_back_go_on_from_where_they_were() -> None:
    part = encode(scene(1, 4), container="mpegts", keyframes=50)
    seen = seen_of(part + encode(scene(2, 4), container="mpegts", keyframes=50), full=True)
    assert times(seen) == [0, 1000, 2000, 3000, 4000, 5000, 6000, 7000]


def test_negative_times_begin_at_nothing() -> None:
    film = encode(scene(1, 4), container="matroska", times=lambda number: number - 60)
    assert times(seen_of(film, full=True))[0] == 0


def test_what_an_edit_list_hides_is_looked_at() -> None:
    whole = encode(scene(1, 6), times=lambda number: number - 75)  # the muxer writes a list that skips three seconds
    with av.open(io.BytesIO(whole)) as played:
        assert sum(1 for _ in played.decode(video=0)) < 6 * RATE
    assert times(seen_of(whole, full=True))[-1] == 5000


def test_a_cover_picture_is_not_the_film() -> None:
    film = with_cover(encode(FOUR_SECONDS))
    seen = seen_of(film, full=True)
    assert (seen.width, seen.height) == (WIDE, HIGH)
    assert times(seen) == [0, 1000, 2000, 3000]
    assert Tag("film", "pictures not looked at", "1") in seen.tags


def with_cover(film: bytes) -> bytes:
    kept = io.BytesIO()
    with av.open(io.BytesIO(film)) as source, av.open(kept, "w", format="mp4") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        cover = out.add_stream("mjpeg")
        cover.width, cover.height, cover.pix_fmt = 640, 480, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        out.start_encoding()
        picture = av.VideoFrame.from_ndarray(np.full((480, 640, 3), 90, np.uint8), format="rgb24")
        for packet in cover.encode(picture.reformat(format="yuvj420p")):
            out.mux(packet)
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                out.mux(packet)
    return kept.getvalue()


def test_every_stream_of_pictures_is_looked_at() -> None:
    kept = io.BytesIO()
    with av.open(kept, "w", format="matroska") as out:
        streams = [out.add_stream("libx264", rate=RATE) for _ in range(2)]
        for stream in streams:
            stream.width, stream.height, stream.pix_fmt = WIDE, HIGH, "yuv420p"
            stream.options = {"preset": "ultrafast"}
        for pictures in zip(scene(1, 3), scene(2, 3), strict=True):
            for stream, picture in zip(streams, pictures, strict=True):
                out.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")))
        for stream in streams:
            out.mux(stream.encode())
    seen = seen_of(kept.getvalue(), full=True)
    assert Tag("film", "streams of pictures", "2") in seen.tags
    alone = seen_of(encode(scene(2, 3)), full=True)
    assert [frame.at_ms for frame in seen.frames] == [0, 1000, 2000, 0, 1000, 2000]
    assert distance(seen.frames[3].hashes[0], alone.frames[0].hashes[0]) <= 8


def test_sound_alone_is_no_picture() -> None:
    assert seen_of(sound_only()).reason is Reason.NO_PICTURE


def test_sound_that_goes_on_after_the_pictures_is_no_cut() -> None:
    assert seen_of(encode(FOUR_SECONDS[:10], sound=True)).reason is Reason.DONE


def test_a_picture_too_small_for_pdq_is_not_hashed() -> None:
    film = encode([np.full((4, 4, 3), 99, np.uint8)] * 3, codec="ffv1", container="matroska")
    assert seen_of(film).frames == []
