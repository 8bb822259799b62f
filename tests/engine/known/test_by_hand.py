"""Known lists in memory: what is found is what a person with patience finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.engine.known.builder import KnownBuilder
from daymark.engine.known.sets import Question
from daymark.engine.known.standing import Standing
from daymark.engine.known.unmatchable import NEVER_EXACT, why_never_by_look
from daymark.engine.known.values import may_match_by_look, may_match_exactly
from daymark.engine.pdq import distance
from engine.known.made_up import BAD, found, moved, value

_POOL = [value(seed) for seed in range(6)] + [moved(value(0), bits, bits) for bits in (1, 20, 31, 32)] + [bytes(32)]
_HASH = st.sampled_from(_POOL)
_ENTRY = st.fixed_dictionaries(
    {},
    optional={
        "md5": _HASH.map(lambda hash_: hash_[:16]),
        "sha1": _HASH.map(lambda hash_: hash_[:20]),
        "sha256": _HASH,
        "pdq": _HASH,
        "quality": st.sampled_from([0, 49, 50, 100]),
    },
)
_ASKED = st.builds(
    Question,
    md5=st.none() | _HASH.map(lambda hash_: hash_[:16]),
    sha1=st.none() | _HASH.map(lambda hash_: hash_[:20]),
    sha256=st.none() | _HASH,
    hashes=st.lists(_HASH, max_size=8),
    undecided=st.booleans(),
)
_METHODS = ("sha256", "sha1", "md5")


def by_hand(entries, asked, radius):
    """What a person with patience finds: for each entry the strongest method and its distance."""
    for number, (entry, standing) in enumerate(entries):
        pdq, either = entry.get("pdq"), entry.get("sha256") is not None and entry.get("sha256") == entry.get("pdq")
        if pdq and (why_never_by_look(pdq, entry.get("quality")) or (either and pdq in NEVER_EXACT)):
            pdq = None
        may_be_two_pictures = asked.undecided and either and pdq is not None  # what no picture has is a digest
        agree = [
            kind
            for kind in _METHODS
            if getattr(asked, kind)
            and getattr(asked, kind) == entry.get(kind)
            and entry[kind] not in NEVER_EXACT
            and not (kind == "sha256" and may_be_two_pictures)
        ]
        near = [
            (turn > 0, distance(form, pdq))
            for turn, form in enumerate(asked.hashes)
            if pdq and not why_never_by_look(form) and distance(form, pdq) <= radius
        ]
        if agree:
            yield standing, _METHODS.index(agree[0]), 0, number, agree[0]
        elif near:
            turned, bits = min(near)
            yield standing, 3 + turned, bits, number, "pdq-turned" if turned else "pdq"


@settings(deadline=None)  # a busy machine is no fault
@given(
    st.lists(st.tuples(_ENTRY, st.sampled_from(Standing)), max_size=12),
    st.lists(_ASKED, max_size=5),
    st.sampled_from([0, 31, 64]),
)
def test_hits_are_those_that_patience_finds_singly_and_in_batches(entries, questions, radius):
    builder = KnownBuilder()
    number = builder.open_list("made up")
    for where, (entry, standing) in enumerate(entries):
        builder.add(number, where, standing, **entry)
    known = builder.build()
    batch = known.match_many(questions, radius)
    for place, asked in enumerate(questions):
        wanted = [(entry, method, bits) for _, _, bits, entry, method in sorted(by_hand(entries, asked, radius))]
        order = [(hit.standing, hit.method) for hit in batch.of(place)]
        assert sorted(found(batch.of(place))) == sorted(wanted)
        assert order == sorted(order, key=lambda pair: pair[0])
        assert batch.of(place) == known.match(asked, radius)


@settings(deadline=None)  # a busy machine is no fault
@given(st.sampled_from(["md5", "sha1", "sha256", "pdq", "sha256 or pdq"]), st.lists(_HASH, max_size=20))
def test_adding_many_is_adding_each(kind, hashes):
    size = {"md5": 16, "sha1": 20}.get(kind, 32)
    cut = [hash_[:size] for hash_ in hashes]
    many, each = KnownBuilder(), KnownBuilder()
    unmatchable = many.add_many(many.open_list("a"), 5, BAD, b"".join(cut), kind)
    number = each.open_list("a")
    for where, hash_ in enumerate(cut, 5):
        each.add(number, where, BAD, **dict.fromkeys(kind.split(" or "), hash_))
    one, other = many.build(), each.build()
    assert len(one) == len(other) == len(hashes)
    assert unmatchable == sum(hash_ in NEVER_EXACT or (size == 32 and kind != "sha256" and bytes(32) == hash_) for hash_ in cut)  # fmt: skip  # noqa: E501
    for hash_ in _POOL:
        asked = Question(hash_[:16], hash_[:20], hash_, [hash_])
        assert one.match(asked) == other.match(asked)
    assert [one.entry(number) for number in range(len(hashes))] == [
        other.entry(number) for number in range(len(hashes))
    ]


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.one_of(st.binary(min_size=32, max_size=32), st.sampled_from([bytes(32), b"\xff" * 32, bytes(28) + b"\xff" * 4, b"\xff" * 31 + b"\0"])), min_size=1))  # fmt: skip  # noqa: E501
def test_the_rules_in_bulk_are_the_rules_one_by_one(hashes):
    array = np.frombuffer(b"".join(hashes), np.uint8).reshape(-1, 32)
    assert may_match_by_look(array).tolist() == [why_never_by_look(hash_) is None for hash_ in hashes]
    assert may_match_exactly(array).tolist() == [hash_ not in NEVER_EXACT for hash_ in hashes]
