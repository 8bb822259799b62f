"""Known lists in memory: exact look-up, look-alikes, films, and that nothing good hides anything bad."""

from __future__ import annotations

import hashlib
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.engine.known.builder import KnownBuilder
from daymark.engine.known.sets import Question
from daymark.engine.known.standing import Standing
from daymark.engine.known.unmatchable import NEVER_EXACT, why_never_by_look
from daymark.engine.known.values import may_match_by_look, may_match_exactly
from daymark.engine.pdq import distance
from daymark.engine.video.frames import FrameHash

BAD, UNKNOWN, GOOD = Standing


def value(seed, size=32):
    """A made-up digest or hash."""
    return hashlib.shake_128(str(seed).encode()).digest(size)


def moved(hash_, bits, seed=0):
    """The hash with so many of its bits turned over."""
    turned = random.Random(seed).sample(range(256), bits)
    number = int.from_bytes(hash_, "big")
    for bit in turned:
        number ^= 1 << bit
    return number.to_bytes(32, "big")


def one_list(*entries, standing=BAD, name="made up"):
    """A set of one list."""
    builder = KnownBuilder()
    number = builder.open_list(name)
    for where, entry in enumerate(entries, 1):
        builder.add(number, where, standing, **entry)
    return builder.build()


def found(hits):
    """Entry, method and distance of each hit."""
    return [(hit.entry, hit.method, hit.distance) for hit in hits]


@pytest.mark.parametrize(("kind", "size"), [("md5", 16), ("sha1", 20), ("sha256", 32)])
def test_a_digest_is_found_by_its_kind_and_no_other(kind, size):
    known = one_list(*({kind: value(seed, size)} for seed in range(50)))
    assert found(known.exact(**{kind: value(7, size)})) == [(7, kind, 0)]
    assert known.exact(**{kind: value(99, size)}) == []
    other = {"md5": 16, "sha1": 20, "sha256": 32}.keys() - {kind}
    assert known.exact(**{each: value(7, {"md5": 16, "sha1": 20, "sha256": 32}[each]) for each in other}) == []


def test_digests_that_begin_alike_are_told_apart():
    begin = value("b", 8)
    known = one_list(*({"md5": begin + value(seed, 8)} for seed in range(20)), {"md5": begin + value(3, 8)})
    assert found(known.exact(md5=begin + value(3, 8))) == [(3, "md5", 0), (20, "md5", 0)]
    assert known.exact(md5=begin + value(77, 8)) == []


def test_an_entry_is_one_hit_by_its_strongest_digest():
    known = one_list({"md5": value(1, 16), "sha1": value(1, 20), "sha256": value(1), "pdq": value("p")})
    asked = Question(value(1, 16), value(1, 20), value(1), [value("p")])
    assert found(known.match(asked)) == [(0, "sha256", 0)]
    assert found(known.match(asked._replace(sha256=None))) == [(0, "sha1", 0)]
    assert found(known.match(Question(hashes=[value("p")]))) == [(0, "pdq", 0)]


def test_an_md5_that_agrees_beside_a_sha1_that_does_not_is_told():
    known = one_list({"md5": value(1, 16), "sha1": value(1, 20)}, {"md5": value(1, 16)})
    forged = known.exact(md5=value(1, 16), sha1=value("other", 20), sha256=value(1))
    assert [hit.contradicted for hit in forged] == [("sha1",), ()]
    genuine = known.exact(md5=value(1, 16), sha1=value(1, 20), sha256=value(1))
    assert [hit.contradicted for hit in genuine] == [(), ()]


def test_a_good_list_never_hides_a_bad_one():
    builder = KnownBuilder()
    for name, standing in (("harmless", GOOD), ("not said", UNKNOWN), ("abuse", BAD)):
        builder.add(builder.open_list(name), 1, standing, sha256=value(1), md5=value(1, 16))
    known = builder.build()
    hits = known.exact(sha256=value(1))
    assert [hit.standing for hit in hits] == [BAD, UNKNOWN, GOOD]
    assert [known.entry(hit.entry).list.name for hit in hits] == ["abuse", "not said", "harmless"]


def test_a_bad_look_alike_comes_before_a_good_exact_hit():
    builder = KnownBuilder()
    builder.add(builder.open_list("harmless"), 1, GOOD, sha256=value(1))
    builder.add(builder.open_list("abuse"), 1, BAD, pdq=value("p"))
    hits = builder.build().match(Question(sha256=value(1), hashes=[moved(value("p"), 30)]))
    assert [(hit.standing, hit.method) for hit in hits] == [(BAD, "pdq"), (GOOD, "sha256")]


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


def test_a_value_of_undecided_kind_is_found_as_either():
    builder = KnownBuilder()
    number = builder.open_list("bare")
    builder.add(number, 1, UNKNOWN, sha256=value(1), pdq=value(1))
    builder.add_many(number, 2, UNKNOWN, value(2) + value(3), "sha256 or pdq")
    known = builder.build()
    for entry in range(3):
        assert found(known.exact(sha256=value(entry + 1))) == [(entry, "sha256", 0)]
        assert found(known.look([moved(value(entry + 1), 9)])) == [(entry, "pdq", 9)]


def test_two_values_of_undecided_kind_are_never_called_the_same_file():
    known = one_list({"sha256": value(1), "pdq": value(1)}, {"sha256": value(1)}, {"pdq": value(1)})
    asked = Question(sha256=value(1), hashes=[value(1)], undecided=True)
    assert found(known.match(asked)) == [(1, "sha256", 0), (0, "pdq", 0), (2, "pdq", 0)]
    assert found(known.match(asked._replace(undecided=False))) == [(0, "sha256", 0), (1, "sha256", 0), (2, "pdq", 0)]


def test_a_value_that_is_said_to_be_a_pdq_hash_is_no_digest():
    known = one_list({"pdq": value(1)}, {"sha256": value(2)}, {"sha256": value(3), "pdq": value(3)})
    assert known.exact(sha256=value(1)) == []
    assert known.look([value(2)]) == []


def test_an_undecided_value_that_no_picture_has_is_still_a_digest():
    rare = moved(bytes(32), 20)
    assert why_never_by_look(rare)
    known = one_list({"sha256": rare, "pdq": rare})
    assert (found(known.exact(sha256=rare)), known.look([rare])) == ([(0, "sha256", 0)], [])


def test_facts_come_back_with_list_and_line():
    builder = KnownBuilder()
    first, second = builder.open_list("one", {"format": "CSV"}), builder.open_list("two")
    builder.add(first, 17, BAD, md5=value(1, 16), facts=b"a")
    builder.add(second, 3, GOOD, md5=value(2, 16))
    builder.add(second, 441_000_000_000, UNKNOWN, md5=value(3, 16), facts=b"ccc")
    known = builder.build()
    assert [(held.list.name, held.where, held.standing, held.facts) for held in map(known.entry, range(3))] == [
        ("one", 17, BAD, b"a"), ("two", 3, GOOD, b""), ("two", 441_000_000_000, UNKNOWN, b"ccc"),
    ]  # fmt: skip
    assert known.entry(0).list.about == {"format": "CSV"}


def test_values_of_another_length_are_refused_before_they_shift_others():
    for wrong in ({"md5": b"short"}, {"sha256": value(1, 31)}, {"pdq": value(1, 33)}):
        with pytest.raises(ValueError, match="bytes"):
            one_list(wrong)
    known = one_list({"md5": value(1, 16), "pdq": value(1)})
    for asked in (Question(md5=value(1, 20)), Question(hashes=[value(1, 16), value(1, 48)])):
        with pytest.raises(ValueError, match="bytes"):
            known.match(asked)


def test_two_threads_find_what_one_finds():
    known = one_list(*({"pdq": value(seed)} for seed in range(200)))
    asked = [Question(hashes=[moved(value(seed), 9)] * 8) for seed in range(3000)]
    one, two = known.match_many(asked), known.match_many(asked, threads=2)
    assert [one.of(place) for place in range(0, 3000, 37)] == [two.of(place) for place in range(0, 3000, 37)]
    assert len(one) == len(two) == 200


def test_an_empty_set_answers_that_nothing_agrees():
    known = KnownBuilder().build()
    assert len(known) == 0
    assert known.match(Question(value(1, 16), value(1, 20), value(1), [value(1)] * 8)) == []
    assert known.look_film([FrameHash(0, 100, value(1), 0.0)]) == []
    assert len(known.match_many([])) == 0


# Taken back


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


# Films


def frames(seed, seconds, start=0.0, bits=0):
    """A made-up film with one frame a second."""
    return [
        FrameHash(at, 100, moved(value(f"{seed} {at}"), bits, at), start + at) for at in range(seconds[0], seconds[1])
    ]


def test_a_clip_gives_the_pairs_of_times_that_it_shares_with_a_known_film():
    known = one_list({"frames": frames("a", (0, 60))}, {"frames": frames("b", (0, 60))}, {"pdq": value(1)})
    (candidate,) = known.look_film(frames("a", (20, 30), start=-20.0, bits=5))
    assert (candidate.entry, candidate.standing, len(candidate.known_seconds)) == (0, BAD, 60)
    assert candidate.pairs["query_seconds"].tolist() == [float(at) for at in range(10)]
    assert candidate.pairs["known_seconds"].tolist() == [float(at) for at in range(20, 30)]
    assert set(candidate.pairs["distance"].tolist()) == {5}


def test_a_frame_with_and_without_bars_is_one_moment():
    doubled = [frame for pair in zip(frames("a", (0, 5)), frames("b", (0, 5)), strict=True) for frame in pair]
    known = one_list({"pdq": value(1)}, {"frames": doubled}, {"frames": frames("c", (0, 3))})
    (candidate,) = known.look_film(frames("b", (2, 4)))
    assert (candidate.entry, len(candidate.known_seconds)) == (1, 5)


def test_films_come_the_bad_first_and_then_the_one_with_most_in_common():
    builder = KnownBuilder()
    for standing, seconds in ((GOOD, 50), (BAD, 10), (BAD, 20)):
        builder.add(builder.open_list(standing.words), 1, standing, frames=frames("a", (0, seconds)))
    candidates = builder.build().look_film(frames("a", (0, 60)))
    assert [(each.entry, len(each.pairs)) for each in candidates] == [(2, 20), (1, 10), (0, 50)]


def test_featureless_frames_neither_ask_nor_answer():
    dull = [FrameHash(0, 10, value(1), 0.0), FrameHash(1, 100, bytes(32), 1.0), FrameHash(2, 100, value(2), 2.0)]
    known = one_list({"frames": dull})
    (candidate,) = known.look_film([FrameHash(0, 100, value(1), 0.0), FrameHash(1, 100, value(2), 1.0)])
    assert candidate.pairs["known_seconds"].tolist() == [2.0]
    assert known.look_film(dull[:2]) == []
    assert one_list({"frames": frames("a", (0, 1))}).look_film([FrameHash(0, 49, value("a 0"), 0.0)]) == []


def test_a_film_that_was_taken_back_is_not_found():
    builder = KnownBuilder()
    number = builder.open_list("one")
    builder.name(builder.add(number, 1, BAD, frames=frames("a", (0, 9))), b"a")
    builder.add(number, 2, BAD, frames=frames("b", (0, 9), start=100.0))
    builder.delete(number, b"a")
    known = builder.build()
    assert known.look_film(frames("a", (0, 9))) == []
    (candidate,) = known.look_film(frames("b", (0, 9)))
    assert candidate.pairs["known_seconds"].tolist() == [100.0 + at for at in range(9)]


# Properties

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
)
_METHODS = ("sha256", "sha1", "md5")


def by_hand(entries, asked, radius):
    """What a person with patience finds: for each entry the strongest method and its distance."""
    for number, (entry, standing) in enumerate(entries):
        agree = [
            kind
            for kind in _METHODS
            if getattr(asked, kind) and getattr(asked, kind) == entry.get(kind) and entry[kind] not in NEVER_EXACT
        ]
        undecided = entry.get("sha256") is not None and entry.get("sha256") == entry.get("pdq")
        pdq = entry.get("pdq")
        if pdq and (why_never_by_look(pdq, entry.get("quality")) or (undecided and pdq in NEVER_EXACT)):
            pdq = None
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
