"""Known lists in memory: films by the frames that they share."""

from __future__ import annotations

from daymark.engine.known.builder import KnownBuilder
from daymark.engine.video.frames import FrameHash
from engine.known.made_up import BAD, GOOD, frames, one_list, value


def test_a_clip_gives_the_pairs_of_times_that_it_shares_with_a_known_film():
    known = one_list({"frames": frames("a", (0, 60))}, {"frames": frames("b", (0, 60))}, {"pdq": value(1)})
    (candidate,) = known.look_film(frames("a", (20, 30), start=-20.0, bits=5))
    assert (candidate.entry, candidate.standing, len(candidate.known_seconds)) == (0, BAD, 60)
    assert candidate.pairs["query_seconds"].tolist() == [float(at) for at in range(10)]
    assert candidate.pairs["known_seconds"].tolist() == [float(at) for at in range(20, 30)]
    assert set(candidate.pairs["distance"].tolist()) == {5}


def test_a_frame_with_and_without_bars_is_one_moment():
    doubled = [frame for pair in zip(frames("a", (0, 5)), frames("b", (0, 5)), strict=True) for frame in pair]
    known = one_list({"pdq": value(1)}, {"frames": doubled}, {"frames": frames("c", (0, 3))})
    (candidate,) = known.look_film(frames("b", (2, 4)))
    assert (candidate.entry, len(candidate.known_seconds)) == (1, 5)


def test_films_come_the_bad_first_and_then_the_one_with_most_in_common():
    builder = KnownBuilder()
    for standing, seconds in ((GOOD, 50), (BAD, 10), (BAD, 20)):
        builder.add(builder.open_list(standing.words), 1, standing, frames=frames("a", (0, seconds)))
    candidates = builder.build().look_film(frames("a", (0, 60)))
    assert [(each.entry, len(each.pairs)) for each in candidates] == [(2, 20), (1, 10), (0, 50)]


def test_featureless_frames_neither_ask_nor_answer():
    dull = [FrameHash(0, 10, value(1), 0.0), FrameHash(1, 100, bytes(32), 1.0), FrameHash(2, 100, value(2), 2.0)]
    known = one_list({"frames": dull})
    (candidate,) = known.look_film([FrameHash(0, 100, value(1), 0.0), FrameHash(1, 100, value(2), 1.0)])
    assert candidate.pairs["known_seconds"].tolist() == [2.0]
    assert known.look_film(dull[:2]) == []
    assert one_list({"frames": frames("a", (0, 1))}).look_film([FrameHash(0, 49, value("a 0"), 0.0)]) == []


def test_a_film_that_was_taken_back_is_not_found():
    builder = KnownBuilder()
    number = builder.open_list("one")
    builder.name(builder.add(number, 1, BAD, frames=frames("a", (0, 9))), b"a")
    builder.add(number, 2, BAD, frames=frames("b", (0, 9), start=100.0))
    builder.delete(number, b"a")
    known = builder.build()
    assert known.look_film(frames("a", (0, 9))) == []
    (candidate,) = known.look_film(frames("b", (0, 9)))
    assert candidate.pairs["known_seconds"].tolist() == [100.0 + at for at in range(9)]
