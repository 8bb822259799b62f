"""One act on many things at once: each once, none after the end, and no error lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.side_by_side import side_by_side


@given(st.lists(st.integers(), max_size=60), st.integers(1, 5))
def test_every_thing_has_one_result(things: list[int], workers: int) -> None:
    assert sorted(side_by_side(lambda thing: 2 * thing, things, workers)) == sorted(2 * thing for thing in things)


def test_none_is_a_thing_and_a_result() -> None:
    assert list(side_by_side(lambda thing: thing, [None, None], 2)) == [None, None]


def test_as_many_at_once_as_there_are_workers() -> None:
    together = threading.Barrier(3, timeout=30)
    assert len(list(side_by_side(lambda _: together.wait(), range(3), 3))) == 3


def test_what_the_act_raises_is_raised_and_ends_the_work() -> None:
    done = []

    def act(thing: int) -> int:
        if thing == 5:
            raise LookupError("the sixth")
        done.append(thing)
        return thing

    with pytest.raises(LookupError, match="the sixth"):
        list(side_by_side(act, range(1_000_000), 2))
    assert len(done) < 1_000


def test_what_the_things_raise_is_raised() -> None:
    def things() -> Iterator[int]:
        yield 1
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(side_by_side(lambda thing: thing, things(), 2))


def test_nothing_is_begun_when_nobody_asks_any_more() -> None:
    begun = []
    results = side_by_side(begun.append, range(1_000_000), 2)
    next(results)
    results.close()
    for thread in threading.enumerate():
        if thread.name == "side by side":
            thread.join(30)
            assert not thread.is_alive()
    assert len(begun) <= 12


def test_work_waits_for_whoever_takes_the_results() -> None:
    begun = []
    results = side_by_side(begun.append, range(1_000_000), 2)
    next(results)
    threading.Event().wait(0.2)
    assert len(begun) <= 9
    results.close()
