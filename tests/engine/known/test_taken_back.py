"""Known lists in memory: an entry that its list took back."""

from __future__ import annotations

import pytest

from daymark.engine.known.builder import KnownBuilder
from engine.known.made_up import BAD, value


def test_an_entry_is_taken_back_by_its_own_list_only():
    builder = KnownBuilder()
    one, two = builder.open_list("one"), builder.open_list("two")
    for number, seed in ((one, 1), (one, 2), (two, 3)):
        builder.name(builder.add(number, seed, BAD, md5=value(seed, 16), pdq=value(seed)), b"42/image1")
    builder.name(1, b"42/image2")
    builder.delete(one, b"42/image1")
    known = builder.build()
    assert [bool(known.exact(md5=value(seed, 16))) for seed in (1, 2, 3)] == [False, False, True]
    assert [bool(known.look([value(seed)])) for seed in (1, 2, 3)] == [False, False, True]
    assert len(known) == 1


@pytest.mark.parametrize(
    ("named_at", "deleted_at", "deleted_first", "stands"),
    [
        (None, None, False, False),
        (None, None, True, True),
        (100, 200, False, False),
        (100, 200, True, False),
        (200, 100, False, True),
        (200, 100, True, True),
        (200, None, True, True),
        (None, 200, False, False),
    ],
)
def test_what_is_later_holds_by_time_or_else_by_order(named_at, deleted_at, deleted_first, stands):
    builder = KnownBuilder()
    number = builder.open_list("one")
    if deleted_first:
        builder.delete(number, b"a", deleted_at)
    builder.name(builder.add(number, 1, BAD, sha1=value(1, 20)), b"a", named_at)
    if not deleted_first:
        builder.delete(number, b"a", deleted_at)
    assert bool(builder.build().exact(sha1=value(1, 20))) is stands
