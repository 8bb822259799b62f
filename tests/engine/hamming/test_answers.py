"""The shape and the order of answers, whatever they are cut into, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from daymark.engine.hamming import (
    RADIUS,
    HammingIndex,
    Match,
    UnusableHashes,
    UnusableNumbers,
    UnusableRadius,
    asking,
    build_kernels,
    checksum_kernels,
    scan_kernels,
    search_kernels,
)
from engine.hamming.known_lists import hashes_of, plain, queries_of

CROWD = hashes_of("clustered", 60_000, 3)


@pytest.fixture(scope="module")
def crowd() -> HammingIndex:
    return HammingIndex(CROWD)


def test_matches_come_by_query_then_nearest_then_number() -> None:
    known = np.zeros((4, 32), np.uint8)
    known[0, 0], known[2, 0] = 1, 1
    found = HammingIndex(known, [40, 30, 20, 10]).search(np.zeros((2, 32), np.uint8))
    assert list(found)[:4] == [Match(0, 10, 0), Match(0, 30, 0), Match(0, 20, 1), Match(0, 40, 1)]
    assert found.query.tolist() == [0] * 4 + [1] * 4
    assert (found.query.dtype, found.known.dtype, found.distance.dtype) == (np.int64, np.uint32, np.uint16)
    assert len(found) == 8


def test_the_radius_is_pdqs_unless_another_is_asked_for() -> None:
    known = np.zeros((1, 32), np.uint8)
    query = np.packbits(np.arange(256) < 31)
    index = HammingIndex(known)
    assert RADIUS == 31
    assert list(index.search(query)) == [Match(0, 0, 31)]
    assert not list(index.search(query, 30))


def test_at_radius_256_everything_is_found() -> None:
    index = HammingIndex(np.zeros((3, 32), np.uint8))
    assert list(index.search(b"\xff" * 32, 256)) == [Match(0, number, 256) for number in range(3)]
    assert not list(index.search(b"\xff" * 32, 255))


def test_an_empty_index_and_no_queries() -> None:
    index = HammingIndex()
    assert len(index) == 0
    assert not list(index.search(bytes(64)))
    assert not list(HammingIndex(bytes(32)).search(b""))
    assert [len(part) for part in HammingIndex(bytes(32)).search_in_batches(b"")] == []
    assert index.remove([1]) == 0
    index.add(bytes(32))
    assert list(index.search(bytes(32))) == [Match(0, 0, 0)]


def test_threads_and_batches_say_the_same(crowd: HammingIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    queries = queries_of(CROWD, 60, 4)
    once = list(crowd.search(queries))
    assert len(once) > 500
    assert list(crowd.search(queries, threads=3)) == once
    assert list(crowd.search(queries, threads=500)) == once
    monkeypatch.setattr(asking, "BATCH", 7)
    assert list(crowd.search(queries)) == once
    assert [match for part in crowd.search_in_batches(queries) for match in part] == once


@pytest.mark.parametrize("radius", [31, 256])
def test_a_batch_is_halved_until_its_matches_fit(crowd: HammingIndex, radius: int) -> None:
    queries = queries_of(CROWD, 4, 4)
    whole = list(crowd.search(queries, radius))
    parts = list(crowd.search_in_batches(queries, radius, most=40))
    assert [match for part in parts for match in part] == whole
    assert all(len(part) <= 40 or len(set(part.query)) == 1 for part in parts)
    assert len(parts) > 1


def test_the_added_count_towards_what_fits() -> None:
    index = HammingIndex(np.zeros((30, 32), np.uint8))
    index.add(np.zeros((30, 32), np.uint8))
    parts = list(index.search_in_batches(bytes(32 * 4), 0, most=100))
    assert [len(part) for part in parts] == [60] * 4


@pytest.mark.parametrize(
    "hashes",
    [
        b"\0" * 31,
        np.zeros((3, 31), np.uint8),
        np.zeros((3, 4), np.uint64),
        np.zeros((1, 1, 32), np.uint8),
        np.zeros((), np.uint8),
        np.zeros((3, 32), np.int8),
    ],
)
def test_what_is_no_hash_of_256_bits_is_refused(hashes) -> None:
    with pytest.raises(UnusableHashes, match="32"):
        HammingIndex(hashes)
    with pytest.raises(UnusableHashes):
        HammingIndex().search(hashes)


def test_arrays_that_do_not_lie_in_one_piece_are_taken() -> None:
    hashes = hashes_of("random", 20, 1)
    assert [match.query for match in HammingIndex(hashes[::2]).search(hashes, 0)] == list(range(0, 20, 2))


def test_hashes_that_begin_anywhere_in_memory_are_taken() -> None:
    hashes = hashes_of("random", 20, 1)
    for offset in range(1, 8):
        inside = memoryview(bytes(offset) + hashes.tobytes())[offset:]
        index = HammingIndex(inside)
        index.add(inside)
        assert [match.known for match in index.search(inside, 0)] == [
            n for place in range(20) for n in (place, place + 20)
        ]


@pytest.mark.parametrize("numbers", [[1], [1, 2, 3], [0.5, 1.5], [-1, 2], [1, 1 << 32], [[1, 2]], "ab"])
def test_numbers_that_do_not_fit_are_refused(numbers) -> None:
    with pytest.raises(UnusableNumbers):
        HammingIndex(bytes(64), numbers)


@pytest.mark.parametrize("numbers", [[0.5], "ab", [-1], [1 << 32]])
def test_numbers_that_nothing_can_bear_are_not_removed(numbers) -> None:
    with pytest.raises(UnusableNumbers):
        HammingIndex(bytes(64)).remove(numbers)


def test_the_highest_number_can_be_used_but_not_counted_on() -> None:
    index = HammingIndex(bytes(32), [(1 << 32) - 1])
    assert list(index.search(bytes(32))) == [Match(0, (1 << 32) - 1, 0)]
    with pytest.raises(UnusableNumbers):
        index.add(bytes(32))
    assert len(index) == 1


@pytest.mark.parametrize("radius", [-1, 257, 1.5, None, "31"])
def test_a_radius_that_is_none_is_refused(radius) -> None:
    with pytest.raises(UnusableRadius):
        HammingIndex(bytes(32)).search(bytes(32), radius)
    with pytest.raises(UnusableRadius):
        HammingIndex(bytes(32)).search_in_batches(bytes(32), radius)


def test_what_was_given_can_be_changed_afterwards() -> None:
    given = np.zeros((2, 32), np.uint8)
    index = HammingIndex(given)
    index.add(given)
    given[:] = 255
    assert len(index.search(bytes(32), 0)) == 4


def test_kernels_are_compiled_when_they_are_imported_and_never_later() -> None:
    kernels = [
        *(build_kernels.gather, build_kernels.mark, build_kernels.rank, build_kernels.file_entries),
        *(checksum_kernels.checksum, scan_kernels.scan, search_kernels.search),
    ]
    for kernel in kernels:
        assert len(kernel.signatures) == 1
        assert not kernel._can_compile
        assert kernel.targetoptions["nogil"]


def test_duplicates_are_each_there_and_in_order() -> None:
    hashes = hashes_of("duplicates", 500, 1)
    numbers = np.random.default_rng(1).permutation(500)
    queries = hashes[:3]
    found = [tuple(match) for match in HammingIndex(hashes, numbers).search(queries, 31)]
    assert len(found) > 20
    assert found == plain(hashes, numbers, queries, 31)
