"""Frames are stored as bytes and come back as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.sandbox.seen import FrameSeen, View
from daymark.engine.video.packed import FRAME_BYTES, NotPacked, pack, unpack

FRAMES = st.builds(
    FrameSeen,
    number=st.integers(0, 2**32 - 1),
    at_ms=st.integers(0, 2**63),
    quality=st.integers(0, 100),
    hashes=st.tuples(st.binary(min_size=32, max_size=32)),
    view=st.sampled_from(View),
    change=st.integers(0, 255),
)


@given(st.lists(FRAMES))
def test_what_is_packed_comes_back(frames: list[FrameSeen]) -> None:
    packed = pack(frames)
    assert len(packed) == FRAME_BYTES * len(frames)
    assert unpack(packed) == frames


def test_bytes_that_were_cut_off_are_refused() -> None:
    with pytest.raises(NotPacked):
        unpack(b"\0" * (FRAME_BYTES + 1))
