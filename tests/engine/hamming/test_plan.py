"""How the bits are cut and the radius is shared out: the promises that exactness rests on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.hamming.plan import (
    BITS,
    LARGE_PLAN,
    SCAN_PLAN,
    SMALL_PLAN,
    plan_for,
    scanning_is_faster,
    shares_for,
)
from daymark.engine.hamming.probes import Probe, probes_for
from engine.hamming.known_lists import WIDE_AND_NARROW

PLANS = [SMALL_PLAN, LARGE_PLAN, WIDE_AND_NARROW]


@pytest.mark.parametrize("plan", PLANS)
def test_the_chunks_are_all_bits_and_each_bitmap_begins_at_a_multiple_of_its_size(plan) -> None:
    assert sum(plan.widths) == BITS
    assert [start + width for start, width in zip(plan.starts, plan.widths, strict=True)] == [*plan.starts[1:], BITS]
    assert all(first % (last - first) == 0 for first, last in zip(plan.words, plan.words[1:], strict=False))


@given(plan=st.sampled_from(PLANS), radius=st.integers(0, 120), entries=st.integers(1, 10**8))
def test_the_shares_are_one_more_than_the_radius_together(plan, radius: int, entries: int) -> None:
    assert sum(shares_for(plan, radius, entries)) == radius + 1


def test_radius_31_at_three_million_is_ten_chunks_at_two_bits_and_one_at_one() -> None:
    assert shares_for(LARGE_PLAN, 31, 3_000_000) == (3,) * 10 + (2,)


@given(plan=st.sampled_from(PLANS), radius=st.integers(0, 40))
def test_every_key_within_reach_is_probed_once(plan, radius: int) -> None:
    shares = shares_for(plan, radius, 10**6)
    probes = probes_for(plan, shares, 20)
    for row in probes.tables:
        probe = Probe(*row.tolist())
        chunk, first, single, last = plan.starts.index(probe.start), probe.first, probe.single, probe.last
        within = shares[chunk] - 1
        flips = [int(flip) for flip in probes.flips[first:last]]
        assert len(set(flips)) == len(flips)
        assert all(
            flip.bit_count() + min(int(spare), within) <= within
            for flip, spare in zip(flips, probes.spare[first:last], strict=True)
        )
        assert all(probes.spare[place] > 0 for place in range(first, single))
        assert not probes.spare[single:last].any()
        keys = sum(_keys_near(6, int(spare)) for spare in probes.spare[first:last])
        assert keys == _keys_near(plan.widths[chunk], within)


def _keys_near(width: int, distance: int) -> int:
    from math import comb

    return sum(comb(width, changed) for changed in range(min(width, distance) + 1))


def test_short_lists_and_wide_radii_are_scanned() -> None:
    assert plan_for(10_000) is SCAN_PLAN
    assert plan_for(100_000) is SMALL_PLAN
    assert plan_for(3_000_000) is LARGE_PLAN
    assert not scanning_is_faster(LARGE_PLAN, shares_for(LARGE_PLAN, 31, 3_000_000), 3_000_000)
    assert scanning_is_faster(LARGE_PLAN, shares_for(LARGE_PLAN, 80, 3_000_000), 3_000_000)
