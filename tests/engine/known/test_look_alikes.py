"""Known lists in memory: look-alikes up to the radius, and what looks like nothing in particular."""

from __future__ import annotations

import pytest

from daymark.engine.known.builder import KnownBuilder
from daymark.engine.known.unmatchable import NEVER_EXACT
from engine.known.made_up import BAD, found, moved, one_list, value


@pytest.mark.parametrize("bits", [0, 1, 30, 31, 32, 40])
def test_a_look_alike_is_found_up_to_the_radius(bits):
    known = one_list({"pdq": value(1)}, {"pdq": value(2)})
    assert found(known.look([moved(value(1), bits)])) == ([(0, "pdq", bits)] if bits <= 31 else [])
    assert found(known.look([moved(value(1), bits)], radius=40)) == [(0, "pdq", bits)]


def test_a_turned_picture_is_found_as_turned():
    known = one_list({"pdq": value(1)})
    forms = [value(f"form {turn}") for turn in range(8)]
    forms[5] = moved(value(1), 3)
    (hit,) = known.look(forms)
    assert (hit.method, hit.turn, hit.distance) == ("pdq-turned", 5, 3)


def test_a_picture_found_as_it_stands_is_not_called_turned():
    known = one_list({"pdq": value(1)})
    forms = [moved(value(1), 20), *(value(f"form {turn}") for turn in range(6)), value(1)]
    assert found(known.look(forms)) == [(0, "pdq", 20)]


@pytest.mark.parametrize("never", sorted(NEVER_EXACT), ids=lambda digest: digest.hex()[:12])
def test_digests_of_nothing_never_match(never):
    kind = {16: "md5", 20: "sha1", 32: "sha256"}[len(never)]
    known = one_list({kind: never, "pdq": value(1)})
    assert known.exact(**{kind: never}) == []
    builder = KnownBuilder()
    builder.add_many(builder.open_list("x"), 1, BAD, never + value(2, len(never)), kind)
    assert builder.build().exact(**{kind: never}) == []


def test_featureless_hashes_never_match():
    constant = bytes(30) + b"\xff\0"
    known = one_list({"pdq": value(1), "quality": 49}, {"pdq": constant}, {"pdq": value(2), "quality": 50})
    assert known.look([value(1)]) == []
    assert known.look([constant]) == []
    assert found(known.look([value(2)])) == [(2, "pdq", 0)]


def test_a_featureless_question_finds_nothing_even_at_a_wide_radius():
    known = one_list({"pdq": moved(bytes(32), 40)})
    assert known.look([bytes(32)], radius=60) == []
