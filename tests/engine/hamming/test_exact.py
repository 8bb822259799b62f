"""Nothing within the radius is missed, nothing is reported twice, whatever the list looks like."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.engine.hamming import HammingIndex
from daymark.engine.hamming.matches import unpack
from daymark.engine.hamming.plan import LARGE_PLAN, SMALL_PLAN, ChunkPlan, shares_for
from daymark.engine.hamming.probes import probes_for
from daymark.engine.hamming.room import COMPLETE, TOO_CROWDED, Asked
from daymark.engine.hamming.search_kernels import ROOM, search
from daymark.engine.hamming.segment import NOTHING, Segment
from engine.hamming.known_lists import SHAPES, WIDE_AND_NARROW, hashes_of, plain, queries_of

FOR_EVER = 1 << 60
seeds = st.integers(0, 2**32 - 1)


def words(hashes: np.ndarray) -> np.ndarray:
    """Hashes (n, 32) as the kernels take them, flat and read-only."""
    flat = np.ascontiguousarray(hashes).reshape(-1).view(np.uint64)
    flat.flags.writeable = False
    return flat


def segment_of(hashes: np.ndarray, numbers: np.ndarray, plan: ChunkPlan) -> Segment:
    """Tables by this plan, however short the list."""
    return Segment.built(words(hashes).reshape(-1, 4), numbers.astype(np.uint32), threads=2, plan=plan)


def by_tables(segment: Segment, queries: np.ndarray, radius: int) -> list[tuple[int, int, int]]:
    """The matches that the tables give, never a scan."""
    ended, packed = _looked_up(segment, queries, radius, FOR_EVER)
    assert ended == COMPLETE
    return [tuple(match) for match in unpack(packed, 0)]


def _looked_up(segment: Segment, queries: np.ndarray, radius: int, patience: int) -> tuple[int, np.ndarray]:
    bits = len(segment).bit_length()
    probes = probes_for(segment.plan, shares_for(segment.plan, radius, len(segment)), bits)
    asked = Asked(words(queries), np.uint64(radius), NOTHING, np.uint64(bits), 1 << 40, np.uint64(patience))
    return search(segment.tables, probes, asked)


@settings(max_examples=80, deadline=None)
@given(shape=st.sampled_from(SHAPES), count=st.integers(0, 300), seed=seeds, radius=st.integers(0, 40))
def test_tables_find_just_what_a_plain_comparison_finds(shape: str, count: int, seed: int, radius: int) -> None:
    hashes, numbers = hashes_of(shape, count, seed), np.random.default_rng(seed).permutation(count)
    queries = queries_of(hashes, 12, seed + 1)
    for plan in (SMALL_PLAN, WIDE_AND_NARROW):
        found = by_tables(segment_of(hashes, numbers, plan), queries, radius)
        assert found == plain(hashes, numbers, queries, radius)


@settings(max_examples=8, deadline=None)
@given(shape=st.sampled_from(SHAPES), seed=seeds, radius=st.sampled_from([0, 1, 8, 21, 30, 31, 32, 36]))
def test_the_large_plan_finds_just_that_too(shape: str, seed: int, radius: int) -> None:
    hashes, numbers = hashes_of(shape, 2000, seed), np.arange(2000)
    queries = queries_of(hashes, 20, seed + 1)
    found = by_tables(segment_of(hashes, numbers, LARGE_PLAN), queries, radius)
    assert found == plain(hashes, numbers, queries, radius)


@settings(max_examples=60, deadline=None)
@given(shape=st.sampled_from(SHAPES), count=st.integers(0, 600), seed=seeds, radius=st.integers(0, 256))
def test_an_index_finds_just_that_at_any_radius(shape: str, count: int, seed: int, radius: int) -> None:
    hashes = hashes_of(shape, count, seed)
    queries = queries_of(hashes, 5, seed + 1)
    found = [tuple(match) for match in HammingIndex(hashes).search(queries, radius)]
    assert found == plain(hashes, np.arange(count), queries, radius)


@pytest.mark.parametrize(("count", "shape"), [(50_000, "random"), (50_000, "clustered"), (250_000, "random")])
@pytest.mark.parametrize("radius", [0, 7, 31, 33, 60])
def test_long_lists_with_the_plan_they_get(count: int, shape: str, radius: int) -> None:
    hashes = hashes_of(shape, count, 5)
    queries = queries_of(hashes, 8, 6)
    found = [tuple(match) for match in HammingIndex(hashes).search(queries, radius)]
    assert found == plain(hashes, np.arange(count), queries, radius)


def test_a_query_with_more_keys_near_than_there_is_room_to_wait() -> None:
    hashes = hashes_of("random", 120_000, 1)
    queries = queries_of(hashes, 2, 2)
    segment = segment_of(hashes, np.arange(len(hashes)), SMALL_PLAN)
    shares = shares_for(SMALL_PLAN, 95, len(hashes))
    assert max(shares) == 6
    assert 120_000 * sum(1 for key in range(1 << 16) if key.bit_count() < 6) / (1 << 16) > 2 * ROOM
    assert by_tables(segment, queries, 95) == plain(hashes, np.arange(len(hashes)), queries, 95)


def test_a_cell_with_more_entries_than_there_is_room_to_wait() -> None:
    hashes = hashes_of("half constant", 3 * ROOM, 1)
    queries = queries_of(hashes, 60, 2)
    segment = segment_of(hashes, np.arange(len(hashes)), SMALL_PLAN)
    assert by_tables(segment, queries, 31) == plain(hashes, np.arange(len(hashes)), queries, 31)


@pytest.mark.parametrize("distance", range(28, 36))
def test_the_edge_of_the_radius_however_the_bits_are_spread(distance: int) -> None:
    rng = np.random.default_rng(distance)
    known = rng.integers(0, 256, (1, 32), np.uint8)
    turned = np.array([rng.permutation(256) < distance for _ in range(400)])
    queries = np.packbits(np.unpackbits(known, axis=1) ^ turned, axis=1)
    expected = [(place, 0, distance) for place in range(400)] if distance <= 31 else []
    for plan in (SMALL_PLAN, WIDE_AND_NARROW, LARGE_PLAN):
        assert by_tables(segment_of(known, np.zeros(1), plan), queries, 31) == expected


def test_a_crowded_list_is_scanned_in_the_end_and_says_the_same() -> None:
    hashes = hashes_of("half constant", 20_000, 3)
    queries = queries_of(hashes, 3, 4)
    segment = segment_of(hashes, np.arange(len(hashes)), SMALL_PLAN)
    complete, packed = segment.search(words(queries), 31, NOTHING, 1 << 40)
    assert complete
    assert _looked_up(segment, queries, 31, 100_000)[0] == TOO_CROWDED
    assert _looked_up(segment, queries, 31, 10_000_000)[0] == COMPLETE
    assert [tuple(match) for match in unpack(packed, 0)] == plain(hashes, np.arange(len(hashes)), queries, 31)


def test_bytes_and_arrays_are_the_same() -> None:
    hashes = hashes_of("random", 100, 1)
    as_bytes, as_array = HammingIndex(hashes.tobytes()), HammingIndex(hashes)
    assert list(as_bytes.search(hashes[3].tobytes())) == list(as_array.search(hashes[3])) == [(0, 3, 0)]
