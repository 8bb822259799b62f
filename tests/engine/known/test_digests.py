"""Known lists in memory: a digest is found by its kind, and nothing good hides anything bad."""

from __future__ import annotations

import pytest

from daymark.engine.known.builder import KnownBuilder
from daymark.engine.known.sets import Question
from daymark.engine.video.frames import FrameHash
from engine.known.made_up import BAD, GOOD, UNKNOWN, found, moved, one_list, value


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
