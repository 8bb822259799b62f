"""Adding, removing, merging and saving never change what is found, only what is there."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.engine.hamming import HammingIndex, index
from engine.hamming.known_lists import SHAPES, hashes_of, plain, queries_of

STEPS = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(SHAPES), st.integers(0, 60)),
    st.tuples(st.just("remove"), st.integers(0, 40), st.just(0)),
    st.tuples(st.just("merge"), st.just(0), st.just(0)),
    st.tuples(st.just("save"), st.just(0), st.just(0)),
)


class Ledger:
    """An index, and beside it the plain list of what should be in it."""

    def __init__(self, folder: Path, rng: np.random.Generator, hashes: np.ndarray) -> None:
        self.file, self.rng = folder / "index", rng
        self.hashes, self.numbers = hashes, np.arange(len(hashes))
        self.index = HammingIndex(hashes)

    def add(self, shape: str, count: int) -> None:
        """Hashes with numbers that others may bear already."""
        hashes = hashes_of(shape, count, int(self.rng.integers(1 << 30)))
        numbers = self.rng.integers(0, 500, count)
        self.index.add(hashes, numbers)
        self.hashes, self.numbers = np.concatenate((self.hashes, hashes)), np.concatenate((self.numbers, numbers))

    def remove(self, count: int, _: int) -> None:
        """So many of the numbers there are, and one that there is not."""
        gone = self.rng.permutation(np.unique(self.numbers))[:count]
        kept = ~np.isin(self.numbers, gone)
        assert self.index.remove([*gone, 123_456_789]) == (~kept).sum()
        self.hashes, self.numbers = self.hashes[kept], self.numbers[kept]

    def merge(self, *_: int) -> None:
        """Build anew."""
        self.index.merge()

    def save(self, *_: int) -> None:
        """To a file, and on from there."""
        self.index.save(self.file)
        self.index = HammingIndex.open(self.file)

    def check(self, radius: int) -> None:
        """Length, and what is found."""
        assert len(self.index) == len(self.numbers)
        queries = queries_of(self.hashes, 4, int(self.rng.integers(1 << 30)))
        found = [tuple(match) for match in self.index.search(queries, radius)]
        assert found == plain(self.hashes, self.numbers, queries, radius)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 1 << 30), shape=st.sampled_from(SHAPES), steps=st.lists(STEPS, max_size=8))
def test_any_order_of_changes(tmp_path_factory, seed: int, shape: str, steps) -> None:
    rng = np.random.default_rng(seed)
    ledger = Ledger(tmp_path_factory.mktemp("index"), rng, hashes_of(shape, int(rng.integers(0, 300)), seed))
    for step, *arguments in steps:
        getattr(ledger, step)(*arguments)
        ledger.check(int(rng.choice([0, 5, 31, 200])))


@pytest.fixture(scope="module")
def long_list() -> np.ndarray:
    return hashes_of("clustered", 40_000, 7)


def test_changes_to_a_list_with_tables(tmp_path: Path, long_list: np.ndarray) -> None:
    ledger = Ledger(tmp_path, np.random.default_rng(1), long_list)
    for step, *arguments in [
        ("remove", 5000, 0),
        ("add", "duplicates", 300),
        ("remove", 200, 0),
        ("save", 0),
        ("add", "random", 9),
    ]:
        getattr(ledger, step)(*arguments)
        ledger.check(31)


def test_what_was_added_is_merged_when_it_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "TAIL", 100)
    one = HammingIndex(hashes_of("random", 3000, 1))
    more = hashes_of("random", 101, 2)
    one.add(more[:100])
    assert len(one._state.tail) == 100
    one.add(more[100:])
    assert len(one._state.tail) == 0
    assert [match.known for match in one.search(more, 0)] == list(range(3000, 3101))


def test_when_a_quarter_is_removed_the_memory_comes_back() -> None:
    one = HammingIndex(hashes_of("random", 1000, 1))
    before = one.memory
    one.remove(range(250))
    assert one._state.removed_count == 250
    one.remove([250])
    assert one._state.removed_count == 0
    assert one.memory < 0.8 * before
    assert len(one) == 749


def test_numbers_count_on_also_after_saving_and_never_come_twice(tmp_path: Path) -> None:
    hashes = hashes_of("random", 6, 1)
    one = HammingIndex(hashes[:3])
    one.remove([2])
    one.add(hashes[3:4])
    assert [match.known for match in one.search(hashes, 0)] == [0, 1, 3]
    one.remove([3])
    one.save(tmp_path / "index")
    again = HammingIndex.open(tmp_path / "index")
    again.add(hashes[4:])
    assert [match.known for match in again.search(hashes, 0)] == [0, 1, 4, 5]


def test_several_hashes_may_bear_one_number_and_go_together() -> None:
    hashes = hashes_of("random", 4, 1)
    film = HammingIndex(hashes, [7, 7, 8, 7])
    assert [match.known for match in film.search(hashes, 0)] == [7, 7, 8, 7]
    assert film.remove(7) == 3
    assert [match.known for match in film.search(hashes, 0)] == [8]


def test_searching_while_another_thread_adds_and_removes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "TAIL", 60)
    rng = np.random.default_rng(1)
    steady, coming = hashes_of("random", 40_000, 1), hashes_of("random", 25, 2)
    one = HammingIndex(steady)
    queries = np.concatenate((steady[rng.integers(0, 40_000, 50)], coming))
    expected = [tuple(match) for match in one.search(queries[:50], 20)]
    wrong, stop = [], threading.Event()

    def look() -> None:
        while not stop.is_set():
            found = [tuple(match) for match in one.search(queries, 20)]
            there = [match for match in found if match[0] >= 50]
            if [match for match in found if match[0] < 50] != expected or len(there) not in (0, 25):
                wrong.append(found)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(25):
        one.add(coming, np.full(25, 99_999))
        one.remove([99_999])
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
