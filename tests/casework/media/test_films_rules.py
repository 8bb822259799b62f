"""Which stretches of a film are new beside known ones, and what the words on its scenes say of it whole."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from daymark.casework.media.rules import (
    SHORTEST_MS,
    Act,
    AgeBand,
    Facts,
    Known,
    Piece,
    Word,
    cut_at,
    in_words,
    is_known,
    pieces_of,
    severity,
    whole_of,
)

times = st.integers(0, 600_000)
stretches = st.tuples(times, times).map(lambda ends: Known(min(ends), max(ends), True))
facts = st.builds(Facts, st.sampled_from(AgeBand), st.sampled_from(Act))
SCENES = [(0, 20_000), (20_000, 40_000), (40_000, 60_000)]


@given(st.lists(times, max_size=60), times, st.lists(stretches, max_size=6))
def test_known_and_new_cover_the_film_in_turn_and_without_overlap(
    moments: list[int], length: int, known: list[Known]
) -> None:
    pieces = pieces_of(moments, length, known)
    if not pieces:
        assert not known or length == 0
        return
    assert (pieces[0].from_ms, pieces[-1].to_ms) == (0, length)
    for before, after in itertools.pairwise(pieces):
        assert before.to_ms == after.from_ms
        assert before.is_new != after.is_new
    assert all(piece.to_ms > piece.from_ms for piece in pieces)
    assert all(piece.to_ms - piece.from_ms >= SHORTEST_MS for piece in pieces if piece.is_new)


@given(st.lists(times, max_size=60), times, st.lists(stretches, min_size=1, max_size=6))
def test_no_frame_that_is_known_lies_in_a_new_piece(moments: list[int], length: int, known: list[Known]) -> None:
    new = [piece for piece in pieces_of(moments, length, known) if piece.is_new]
    inside = [at for at in moments if any(piece.from_ms < at < piece.to_ms for piece in new)]
    assert not any(each.holds(at) for at in inside for each in known)


@given(st.lists(times, max_size=60), times)
def test_of_a_film_that_nobody_knows_there_is_nothing_to_tell(moments: list[int], length: int) -> None:
    assert pieces_of(moments, length, []) == []
    assert not is_known(0, length, [])


@given(st.lists(times, max_size=60), st.integers(1, 600_000))
def test_a_film_that_is_known_from_end_to_end_has_no_new_stretch(moments: list[int], length: int) -> None:
    assert pieces_of(moments, length, [Known(0, length, True)]) == [Piece(0, length, False)]


def test_a_new_stretch_goes_from_its_first_frame_to_the_next_known_one() -> None:
    moments = range(0, 61_000, 1_000)
    known = [Known(0, 19_000, True), Known(40_000, 60_000, True)]
    assert pieces_of(moments, 60_000, known) == [
        Piece(0, 20_000, False),
        Piece(20_000, 40_000, True),
        Piece(40_000, 60_000, False),
    ]


def test_one_frame_alone_and_a_stretch_without_features_are_not_told_as_new() -> None:
    known = [Known(0, 19_000, True), Known(21_000, 30_000, True), Known(38_000, 60_000, True)]
    moments = [*range(0, 30_000, 1_000), *range(38_000, 61_000, 1_000)]  # from 30 to 38 it is black
    assert pieces_of(moments, 60_000, known) == [Piece(0, 60_000, False)]


def test_a_frame_at_a_third_of_a_second_lies_in_a_stretch_that_is_kept_to_a_hundredth() -> None:
    assert pieces_of([0, 33_333], 33_333, [Known(0, 33_330, True)]) == [Piece(0, 33_333, False)]


def test_scenes_are_cut_where_the_new_begins_and_each_part_is_known_or_new() -> None:
    pieces = [Piece(0, 30_000, False), Piece(30_000, 60_000, True)]
    cut = cut_at(SCENES, pieces)
    assert cut == [(0, 20_000), (20_000, 30_000), (30_000, 40_000), (40_000, 60_000)]
    assert [is_known(*scene, pieces) for scene in cut] == [True, True, False, False]


def test_a_second_of_doubt_at_the_end_of_a_known_scene_does_not_make_it_new() -> None:
    pieces = [Piece(0, 19_000, False), Piece(19_000, 40_000, True)]
    assert is_known(0, 20_000, pieces)
    assert not is_known(20_000, 20_400, pieces), "a short scene of which all is new is new"


def test_what_is_new_is_told_in_the_times_that_players_show() -> None:
    pieces = [Piece(0, 760_000, False), Piece(760_000, 845_000, True)]
    sure, looks = Known(0, 760_000, True, True), Known(0, 760_000, True)
    assert in_words(pieces, [sure]) == "New stretch 12:40 to 14:05 in a known film"
    assert in_words(pieces, [looks]) == "New stretch 12:40 to 14:05 in a film that looks like a known one"
    assert in_words(pieces[:1], [sure]) == ""


@given(st.lists(facts, min_size=3, max_size=3))
def test_the_gravest_scene_is_the_word_on_the_whole_and_its_facts_are_not_mixed(said: list[Facts]) -> None:
    words = [Word(*scene, each) for scene, each in zip(SCENES, said, strict=True)]
    whole = whole_of(SCENES, words)
    assert whole in said
    assert severity(whole) == max(severity(each) for each in said)


@given(facts, st.integers(0, 2))
def test_while_a_scene_has_no_word_nothing_is_said_of_the_whole(said: Facts, missing: int) -> None:
    words = [Word(*scene, said) for place, scene in enumerate(SCENES) if place != missing]
    assert whole_of(SCENES, words) is None
    assert whole_of([scene for place, scene in enumerate(SCENES) if place != missing], words) == said


def test_one_word_on_a_run_of_scenes_is_a_word_on_each_and_the_last_word_counts() -> None:
    grave, harmless = Facts(AgeBand.PREPUBESCENT, Act.POSING), Facts(AgeBand.PREPUBESCENT, Act.NONE)
    run = Word(0, 60_000, grave)
    assert whole_of(SCENES, [run]) == grave
    assert whole_of(SCENES, [run, *(Word(*scene, harmless) for scene in SCENES)]) == harmless


def test_a_film_with_a_stretch_known_as_abuse_is_never_harmless_by_its_new_scenes_alone() -> None:
    words = [Word(*SCENES[2], Facts(AgeBand.ADULT, Act.NONE))]
    assert whole_of(SCENES[2:], words, [Known(0, 40_000, True)]) is None
    assert whole_of(SCENES[2:], words, [Known(0, 40_000, False, True)]) == Facts(AgeBand.ADULT, Act.NONE)


def test_of_a_film_whose_scenes_could_not_be_read_the_scenes_say_nothing() -> None:
    assert whole_of([], []) is None
