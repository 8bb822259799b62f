"""Lists come in, match what is here, grow, and are withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from casework.matching.known_files import arrive, bring, content, content_of, csv, digest, look, standing_of, vics
from daymark.casework.access.context import acting_as_system
from daymark.casework.matching.actions.looking import Looker
from daymark.casework.matching.models import Entry, Hit
from daymark.casework.matching.rules import HitState, OtherStanding, Says, SayTheStanding
from daymark.casework.media.rules import Standing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def system() -> Iterator[None]:
    with acting_as_system():
        yield


def test_what_is_here_is_known_as_soon_as_a_list_knows_it() -> None:
    known, new = content(1), content(2)
    brought = bring(csv([{"md5": digest(1, "md5")}]))
    assert (standing_of(known), standing_of(new)) == (Standing.KNOWN_BAD, Standing.NEW)
    assert [each.content for each in brought.changed] == [known.pk]
    assert (brought.bank.entries, brought.edition.rows, brought.edition.refused) == (1, 1, 0)


def test_what_arrives_later_is_known_too() -> None:
    bring(csv([{"sha1": digest(1, "sha1")}, {"sha1": digest(3, "sha1")}]))
    known, new = content(1), content(2)
    arrive(known, new)
    assert (standing_of(known), standing_of(new)) == (Standing.KNOWN_BAD, Standing.NEW)


def test_a_look_alike_is_a_proposal_whoever_comes_first() -> None:
    first = content(1, pdq=look(1, flipped=range(31)))
    bring(csv([{"pdq": look(1).hex()}, {"pdq": look(2).hex()}]))
    second, far = content(2, pdq=look(2, flipped=[5])), content(3, pdq=look(1, flipped=range(32)))
    arrive(second, far)
    found = [(hit.content_id, hit.method, hit.distance, hit.state) for hit in Hit.objects.order_by("content")]
    assert found == [(first.pk, "pdq", 31, HitState.PROPOSED), (second.pk, "pdq", 1, HitState.PROPOSED)]
    assert [standing_of(each) for each in (first, second, far)] == [
        Standing.LOOKS_KNOWN,
        Standing.LOOKS_KNOWN,
        Standing.NEW,
    ]


def test_a_matcher_that_was_loaded_before_sees_what_comes_after() -> None:
    looker = Looker()
    bring(csv([{"pdq": look(1).hex()}]))
    known = content(1, pdq=look(1))
    arrive(known, looker=looker)
    assert (standing_of(known), len(looker)) == (Standing.LOOKS_KNOWN, 1)


def test_digests_and_looks_of_nothing_never_match() -> None:
    empty, black = content_of(b""), content(1, pdq=bytes(32))
    poor = content(2, pdq=look(2), quality=40)
    bring(csv([{"md5": empty.md5.hex(), "pdq": ""}, {"md5": "", "pdq": "00" * 32}, {"md5": "", "pdq": look(2).hex()}]))
    assert [standing_of(each) for each in (empty, black, poor)] == [Standing.NEW] * 3
    assert not Hit.objects.exists()


def test_a_contradicted_digest_is_a_proposal_and_never_known_bad() -> None:
    forged = content(1)
    bring(csv([{"md5": digest(1, "md5"), "sha1": digest(2, "sha1")}]))
    hit = Hit.objects.get()
    assert (hit.method, hit.contradicted, hit.state) == ("md5", "sha1", HitState.PROPOSED)
    assert standing_of(forged) is Standing.LOOKS_KNOWN


def test_a_list_of_harmless_files_never_hides_what_a_bad_list_knows() -> None:
    both, good = content(1), content(2)
    bring(csv([{"md5": digest(1, "md5")}, {"md5": digest(2, "md5")}]), "Harmless", Says.GOOD)
    assert standing_of(good) is Standing.KNOWN_GOOD
    bring(csv([{"sha256": digest(1)}]), "Bad")
    assert (standing_of(both), standing_of(good)) == (Standing.KNOWN_BAD, Standing.KNOWN_GOOD)


def test_what_nobody_graded_on_a_vics_list_does_not_become_good_with_it() -> None:
    ungraded, graded, harmless = content(1), content(2), content(3)
    media = [
        {"MediaID": number, "MD5": digest(number, "md5").upper()} | ({"Category": category} if category else {})
        for number, category in ((1, None), (2, 1), (3, 8))
    ]
    brought = bring(vics(media), "Exported case", Says.GOOD, file_name="case.json")
    assert [standing_of(each) for each in (ungraded, graded, harmless)] == [
        Standing.NEW,
        Standing.NEW,
        Standing.KNOWN_GOOD,
    ]
    assert (brought.edition.rows, brought.edition.refused) == (2, 1)
    assert "no category" in brought.edition.refusals[0]["why"]


def test_a_list_that_says_nothing_is_refused_until_somebody_does() -> None:
    with pytest.raises(SayTheStanding):
        bring(csv([{"md5": digest(1, "md5")}]), standing=None)
    bring(csv([{"md5": digest(1, "md5")}]))
    with pytest.raises(OtherStanding):
        bring(csv([{"md5": digest(2, "md5")}]), standing=Says.GOOD)


def test_a_bad_row_is_told_with_its_line_and_the_rest_is_read() -> None:
    brought = bring(f"md5\n{digest(1, 'md5')}\nnot a digest\n{digest(2, 'md5')}\n")
    assert (brought.edition.rows, brought.edition.refused) == (2, 1)
    assert [each["where"] for each in brought.edition.refusals] == [3]


def test_the_same_file_again_changes_nothing() -> None:
    text = csv([{"md5": digest(1, "md5")}])
    first, again = bring(text), bring(text)
    assert (first.is_new, again.is_new, again.edition) == (True, False, first.edition)


def test_a_new_edition_adds_and_leaves_out_only_what_it_was_said_to() -> None:
    one, two, three = content(1), content(2), content(3)
    bring(csv([{"md5": digest(1, "md5")}, {"md5": digest(2, "md5")}]))
    grown = bring(csv([{"md5": digest(2, "md5")}, {"md5": digest(3, "md5")}]))
    assert (grown.edition.number, grown.edition.added, grown.bank.entries) == (2, 1, 3)
    assert [standing_of(each) for each in (one, two, three)] == [Standing.KNOWN_BAD] * 3
    whole = bring(csv([{"md5": digest(3, "md5")}]), is_complete=True)
    assert (whole.edition.added, whole.bank.entries) == (0, 1)
    assert [standing_of(each) for each in (one, two, three)] == [Standing.NEW, Standing.NEW, Standing.KNOWN_BAD]
    assert Entry.objects.count() == 3


def test_what_arrives_is_looked_up_by_its_digests_whatever_the_server_knows_of_a_list() -> None:
    bring(csv([{"md5": digest(number, "md5"), "sha1": digest(number, "sha1")} for number in range(300)]))
    plans: list[str] = []

    def explained(execute: Any, sql: str, given: Any, many: bool, context: dict[str, Any]) -> Any:
        if "DISTINCT ON (content_id, entry_id)" in sql:
            with connection.connection.cursor() as cursor:
                plans.append("\n".join(line for (line,) in cursor.execute(f"EXPLAIN {sql}", given).fetchall()))
        return execute(sql, given, many, context)

    with connection.execute_wrapper(explained):
        arrive(content(1))
    (plan,) = plans
    assert all(f"{index} " in plan for index in ("entry_md5", "entry_sha1", "entry_sha256"))
    assert "entry_once" not in plan
