"""Known lists in memory: a value that may be a digest or a hash of a look."""

from __future__ import annotations

from daymark.engine.known.builder import KnownBuilder
from daymark.engine.known.sets import Question
from daymark.engine.known.unmatchable import why_never_by_look
from engine.known.made_up import UNKNOWN, found, moved, one_list, value


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
