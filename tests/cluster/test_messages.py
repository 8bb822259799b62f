"""What goes between machines: what is sent arrives, and what is not ours is refused and never half believed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.cluster.messages import (
    Answer,
    NoAnswer,
    OtherEdition,
    Portion,
    answer_from_bytes,
    answer_to_bytes,
    portion_from_bytes,
    portion_to_bytes,
)
from daymark.engine.digests import digest_bytes
from daymark.engine.hashing import Hashed
from daymark.engine.kinds import JPEG
from daymark.engine.sandbox.reasons import Reason
from daymark.engine.sandbox.seen import FrameSeen, Seen, View
from daymark.engine.walking import Found

names = st.binary(min_size=1, max_size=20).filter(lambda name: b"\0" not in name and b"/" not in name)
paths = names.map(lambda name: Path("/disk") / os.fsdecode(name))
words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40)
frames = st.builds(
    FrameSeen,
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
    st.integers(0, 100),
    st.lists(st.binary(min_size=32, max_size=32), max_size=8).map(tuple),
    st.sampled_from(View),
    st.integers(0, 255),
)
looks = st.builds(
    Seen,
    st.integers(0, 2**31),
    st.integers(0, 2**31),
    st.integers(0, 2**40),
    st.sampled_from(Reason),
    st.none() | st.integers(0, 2**40),
    st.just("") | words,
    st.lists(frames, max_size=3),
)
hashed = st.builds(
    Hashed,
    paths,
    st.none() | st.just(JPEG),
    st.none() | st.binary().map(digest_bytes),
    st.none() | looks,
    problem=st.none() | words,
)


@given(st.lists(st.builds(Found, paths, st.integers(0, 2**60), st.integers(0, 2**62))), st.frozensets(st.text("0f")))
def test_a_portion_arrives_as_it_was_sent(files: list[Found], known: frozenset[str]) -> None:
    portion = Portion(tuple(files), known)
    assert portion_from_bytes(portion_to_bytes(portion)) == portion


@given(words, st.lists(hashed, max_size=4))
def test_an_answer_arrives_as_it_was_sent(machine: str, read: list[Hashed]) -> None:
    answer = Answer(machine, tuple(read))
    assert answer_from_bytes(answer_to_bytes(answer), [each.path for each in read]) == answer


def good() -> dict[str, Any]:
    seen = Seen(160, 120, 0, frames=[FrameSeen(0, 0, 90, (bytes(32), bytes(32)))])
    answer = Answer("reader-2", (Hashed(Path("/a"), JPEG, digest_bytes(b"a"), seen),))
    said: dict[str, Any] = orjson.loads(answer_to_bytes(answer))
    return said


def test_machines_of_two_editions_refuse_each_other() -> None:
    with pytest.raises(OtherEdition):
        answer_from_bytes(orjson.dumps(good() | {"form": 2}), [Path("/a")])
    with pytest.raises(OtherEdition):
        portion_from_bytes(portion_to_bytes(Portion(())).replace(b'"form":1', b'"form":2'))


IMPOSSIBLE = [
    (["machine"], 7),
    (["refused"], "x" * 5_000),
    (["hashed"], []),
    (["hashed", 0, "kind"], ["image/jpeg", "picture"]),
    (["hashed", 0, "kind", 0], "x" * 61),
    (["hashed", 0, "digests", 2], "ab"),
    (["hashed", 0, "digests", 3], -1),
    (["hashed", 0, "digests", 3], True),
    (["hashed", 0, "seen", 0], 2**40),
    (["hashed", 0, "seen", 1], 1.5),
    (["hashed", 0, "seen", 3], 200),
    (["hashed", 0, "seen", 6, 0, 2], 101),
    (["hashed", 0, "seen", 6, 0, 5], "00" * 33),
    (["hashed", 0, "seen", 6, 0, 5], "00" * 32 * 9),
    (["hashed", 0, "seen"], [1, 2]),
    (["hashed", 0, "problem"], "a zero \0 byte"),
]


@pytest.mark.parametrize(("place", "value"), IMPOSSIBLE, ids=str)
def test_an_impossible_answer_is_refused_whole(place: list[Any], value: object) -> None:
    said = inner = good()
    assert answer_from_bytes(orjson.dumps(said), [Path("/a")]).hashed
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with pytest.raises(NoAnswer):
        answer_from_bytes(orjson.dumps(said), [Path("/a")])


@given(st.data())
def test_whatever_arrives_is_an_answer_or_a_problem(data: st.DataObject) -> None:
    whole = orjson.dumps(good())
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + data.draw(st.integers(0, 40)) :]
    try:
        answer = answer_from_bytes(damaged, [Path("/a")])
    except (NoAnswer, OtherEdition):
        return
    assert len(answer.hashed) == (0 if answer.refused else 1)


def test_what_is_no_bytes_is_no_answer() -> None:
    with pytest.raises(NoAnswer):
        answer_from_bytes({"form": 1}, [])
