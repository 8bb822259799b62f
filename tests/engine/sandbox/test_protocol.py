"""What the child says is believed only when it fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.sandbox.protocol import HEAD, End, Job, Message, Nonsense, Task, packed, unpacked
from daymark.engine.sandbox.reasons import SENTENCES, Reason
from daymark.engine.sandbox.seen import Extent, FrameSeen, Tag, Tile, View

hashes = st.binary(min_size=32, max_size=32)
times = st.integers(0, 10**9)
words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)
items = st.one_of(
    st.builds(Extent, st.integers(0, 1 << 24), st.integers(0, 1 << 24), times),
    st.builds(
        FrameSeen,
        number=st.integers(0, 2**32 - 1),
        at_ms=times,
        quality=st.integers(0, 100),
        hashes=st.tuples(hashes) | st.tuples(*[hashes] * 8),
        view=st.sampled_from(View),
        change=st.integers(0, 255),
    ),
    st.builds(Tag, words, words, words),
    st.builds(Tile, times, st.just(3), st.just(2), st.binary(min_size=18, max_size=18)),
    st.builds(Tile, times, st.just(3), st.just(2), st.binary(min_size=6, max_size=6), st.just(1)),
    st.builds(End, st.sampled_from(Reason), st.none() | times, st.from_regex(r"[A-Za-z0-9_.]{0,60}", fullmatch=True)),
)


def taken_apart(message: bytes) -> tuple[int, bytes]:
    kind, length = HEAD.unpack_from(message)
    assert len(message) == HEAD.size + length
    return kind, message[HEAD.size :]


@given(items)
def test_what_is_said_is_understood(item: Extent | FrameSeen | Tag | Tile | End) -> None:
    assert unpacked(*taken_apart(packed(item))) == item


@given(st.integers(0, 255), st.binary(max_size=400))
def test_whatever_a_broken_child_says_is_either_sense_or_nonsense(kind: int, payload: bytes) -> None:
    try:
        unpacked(kind, payload)
    except Nonsense:
        return


@pytest.mark.parametrize(
    "lie",
    [
        packed(FrameSeen(0, 0, 101, (b"x" * 32,))),
        packed(FrameSeen(0, -5, 50, (b"x" * 32,))),
        packed(FrameSeen(0, 0, 50, (b"x" * 32,) * 2)),
        packed(FrameSeen(0, 0, 50, (b"x" * 31,))),
        packed(Extent(1 << 25, 1)),
        packed(Tile(0, 4, 4, b"x" * 47)),
        packed(Tile(0, 4000, 4, b"x" * 48_000)),
        packed(Tile(0, 4, 4, b"x" * 32, 2)),
        packed(End(Reason.BROKEN, None, "a\x1b[2Jb")),
        bytes([Message.END, 9, 0, 0, 0, 200]) + b"\xff" * 8,
        bytes([Message.READY, 0, 0, 0, 0]),
    ],
)
def test_an_impossible_number_is_nonsense(lie: bytes) -> None:
    with pytest.raises(Nonsense):
        unpacked(lie[0], lie[HEAD.size :])


jobs = st.builds(
    Job,
    st.sampled_from(Task),
    st.integers(0, 2**60),
    *[st.booleans()] * 3,
    tiles=st.integers(0, 60_000),
    longest=st.integers(0, 60_000),
    grey=st.booleans(),
)


@given(jobs)
def test_a_job_arrives_as_it_was_sent(job: Job) -> None:
    assert Job.unpacked(job.packed()) == job


def test_every_reason_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Reason)
    assert all(sentence.endswith(".") for reason, sentence in SENTENCES.items() if reason)
