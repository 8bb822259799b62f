"""One address seen twice: what time and port make of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.casework.subjects.rules.meeting import Seen, Strength, meet

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LINE = "81.2.69.160"


def seen(seconds: float | None = 0, port: int | None = None, address: str = LINE) -> Seen:
    return Seen(address, None if seconds is None else NOON + timedelta(seconds=seconds), port)


@pytest.mark.parametrize(
    ("one", "other", "strength", "says"),
    [
        (seen(port=4711), seen(30, 4711), Strength.DIRECT, "same address and port"),
        (seen(port=4711), seen(30, 4712), Strength.POSSIBLE, "two subscribers"),
        (seen(port=4711), seen(61, 4712), Strength.LIKELY, "within a day"),
        (seen(), seen(60, 4711), Strength.LIKELY, "without both ports"),
        (seen(), seen(86_400), Strength.LIKELY, "within a day"),
        (seen(), seen(86_401), Strength.POSSIBLE, "1 days apart"),
        (seen(), seen(30 * 86_400), Strength.POSSIBLE, "30 days"),
        (seen(), seen(31 * 86_400), Strength.NONE, "ask the provider"),
        (seen(None), seen(), Strength.POSSIBLE, "no time"),
        (seen(address="100.64.3.4"), seen(address="100.64.3.4"), Strength.NONE, "carrier-grade NAT"),
        (seen(address="203.0.113.7"), seen(address="203.0.113.7"), Strength.NONE, "documentation"),
        (seen(), seen(address="81.2.69.161"), Strength.NONE, "two addresses"),
    ],
)
def test_what_it_says(one: Seen, other: Seen, strength: Strength, says: str) -> None:
    assert meet(one, other).strength is strength
    assert says in meet(one, other).why
    assert meet(one, other) == meet(other, one)


ORDER = list(Strength)


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_further_apart_never_says_more(near: int, far: int) -> None:
    first, second = sorted((near, far))
    assert ORDER.index(meet(seen(), seen(first)).strength) <= ORDER.index(meet(seen(), seen(second)).strength)
