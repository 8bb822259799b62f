"""Damaged files of every format: each look ends as done or with a reason, the parent is unharmed, nothing hangs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from daymark.engine.hashing import Hashed, Wanted, hash_file
from daymark.engine.kinds import Group
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.pool import Lane
from daymark.engine.sandbox.reasons import Reason
from engine.sandbox.mutations import FORMATS, mutants, whole

EVERYTHING = Wanted(full=True, turned=True, tags=True, tiles=2)
# Seconds for one of these tiny files, tags included; a whole one takes some milliseconds, a process that is started
# anew two seconds.
LONGEST = 8.0
# Of the 400 of one format; measured in November 2026: none. A decoder that dies is replaced and its file reported, but
# if many of them kill it, something has changed that should be known.
MOST_DEATHS = 4


@pytest.fixture(scope="module")
def lane() -> Iterator[Lane]:
    lane = Lane(Limits(still_seconds=LONGEST, silence_seconds=LONGEST))
    yield lane
    lane.close()


def looked_at(lane: Lane, folder: Path, data: bytes) -> Hashed:
    """The file hashed as every file is, by its content alone."""
    path = folder / "mutant"
    path.write_bytes(data)
    return hash_file(path, lane, EVERYTHING)


def ends_of(lane: Lane, folder: Path, name: str, step: int) -> Counter[Reason | None]:
    """How the looks at a format's mutants ended; None stands for files that are no longer taken for pictures."""
    before = looked_at(lane, folder, whole(name))
    assert before.seen is not None
    assert before.seen.reason is Reason.DONE, before.error
    ends: Counter[Reason | None] = Counter()
    for _, number, data in mutants(name, step=step):
        begun = time.monotonic()
        hashed = looked_at(lane, folder, data)
        assert time.monotonic() - begun < LONGEST, f"mutant {number} of {name} took too long"
        ends[end_of(hashed, f"mutant {number} of {name}")] += 1
    after = looked_at(lane, folder, whole(name))
    assert after == before, f"after {name} the whole file is seen differently"
    return ends


def end_of(hashed: Hashed, which: str) -> Reason | None:
    """The reason, if it is one that can be: what was seen agrees with it, and there is a sentence for people."""
    if hashed.seen is None:
        assert hashed.kind is not None, which
        assert hashed.kind.group is Group.OTHER, which
        return None
    if hashed.seen.reason is Reason.DONE:
        assert hashed.seen.frames, f"{which} was seen without a single frame"
        assert hashed.error is None, which
    else:
        assert hashed.error, which
    return hashed.seen.reason


def check(ends: Counter[Reason | None], name: str, deaths: int) -> None:
    words = (f"{'not opened' if end is None else end.name} {count}" for end, count in ends.most_common())
    print(f"{name}: {', '.join(words)}")
    assert ends[Reason.TALKED_NONSENSE] == 0
    assert ends[Reason.TOO_SLOW] == 0
    assert ends[Reason.DIED] <= deaths


@pytest.mark.parametrize("name", FORMATS)
def test_ten_mutants(name: str, lane: Lane, tmp_path: Path) -> None:
    ends = ends_of(lane, tmp_path, name, step=41)
    assert ends.total() == 10
    check(ends, name, deaths=1)


@pytest.mark.deep
@pytest.mark.parametrize("name", FORMATS)
def test_four_hundred_mutants(name: str, lane: Lane, tmp_path: Path) -> None:
    ends = ends_of(lane, tmp_path, name, step=1)
    assert ends.total() == 400
    check(ends, name, MOST_DEATHS)


def test_the_corpus_is_the_same_each_time_and_every_mutant_is_damaged() -> None:
    for name in FORMATS:
        some = list(mutants(name, step=37))
        assert some == list(mutants(name, step=37))
        assert all(data != whole(name) for _, _, data in some)
