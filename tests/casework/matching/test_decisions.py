"""What people decide: look-alikes, disputes, withdrawals, and this centre's own grades."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from casework.matching.known_files import arrive, bring, content, csv, digest, look, standing_of, vics
from casework.referrals.referral_cases import Scene, make_scene
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.cases.actions import NoReason, restrict
from daymark.casework.cases.models import LogEntry
from daymark.casework.matching import actions
from daymark.casework.matching.actions.looking import Looker
from daymark.casework.matching.models import Bank, Change, Dispute, Entry, Hit, Verdict
from daymark.casework.matching.queries import look_alikes_of, series_in, trail_of
from daymark.casework.matching.rules import BankWithdrawn, Gone, NotALook, NothingToDecide, OurOwn, Says
from daymark.casework.media import actions as media
from daymark.casework.media.actions.files import Listed
from daymark.casework.media.models import Content, SeizedFile, Seizure, SeriesSum
from daymark.casework.media.queries.grading import sweep_of
from daymark.casework.media.rules import Standing
from daymark.engine.digests import digest_bytes
from daymark.engine.hashing import Hashed
from daymark.engine.kinds import kind_of
from examples import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def seized(scene: Scene, *numbers: int, name: str = "ABC/1") -> Seizure:
    """A seizure that holds the files of these numbers, each twice."""
    exhibit = media.add_exhibit(case=scene.case, name=name, by=scene.cast.ines, at=NOON)
    seizure = media.begin_or_resume(exhibit=exhibit, folder=name.encode(), by=None, at=NOON)
    names = [b"%d-%d" % (number, copy) for number in numbers for copy in (1, 2)]
    media.list_files(seizure=seizure, listed=[Listed(each, 6, 1) for each in names])
    rows = {row.name: row.pk for row in SeizedFile.objects.filter(seizure=seizure)}
    readings = {}
    for name_of, key in rows.items():
        data = b"file %d" % int(name_of.split("-")[0])
        readings[key] = Hashed(Path(name_of), kind_of(data), digest_bytes(data))
    media.end_listing(seizure=seizure, at=NOON)
    return media.take_readings(seizure=seizure, readings=readings, at=NOON)


def proposed() -> tuple[Content, Hit]:
    known = content(1, pdq=look(1))
    bring(csv([{"pdq": look(1, flipped=[1, 2]).hex()}]))
    return known, Hit.objects.get()


def test_a_look_alike_counts_when_a_person_has_confirmed_it_and_not_when_rejected(scene: Scene) -> None:
    ben = scene.cast.ben
    with acting_as_system():
        known, hit = proposed()
    with acting_as(ben):
        actions.confirm(hit=hit, by=ben, at=NOON)
        assert standing_of(known) is Standing.KNOWN_BAD
        actions.undo(hit=hit, by=ben, at=NOON)
        assert standing_of(known) is Standing.LOOKS_KNOWN
        with pytest.raises(NoReason):
            actions.reject(hit=hit, reason=" ", by=ben, at=NOON)
        actions.reject(hit=hit, reason="Another room.", by=ben, at=NOON)
        assert standing_of(known) is Standing.NEW
        hit.refresh_from_db()
        assert (hit.decided_by, hit.reason) == (ben, "Another room.")
        assert AuditRecord.objects.filter(act="look-alike rejected", object_reference=str(known)).count() == 1


def test_equal_digests_are_nobodys_to_confirm(scene: Scene) -> None:
    with acting_as_system():
        content(1)
        bring(csv([{"md5": digest(1, "md5")}]))
    with acting_as(scene.cast.ben), pytest.raises(NotALook):
        actions.confirm(hit=Hit.objects.get(), by=scene.cast.ben, at=NOON)


def test_a_supervisor_decides_what_lists_disagree_about_until_one_says_something_else(scene: Scene) -> None:
    chen = scene.cast.chen
    with acting_as_system():
        file = content(1)
        bring(csv([{"md5": digest(1, "md5")}]), "Bad")
        with pytest.raises(NothingToDecide):
            actions.rule(content=file, standing=Standing.NEW, reason="So.", by=chen, at=NOON)
        bring(csv([{"sha1": digest(1, "sha1")}]), "Good", Says.GOOD)
        assert standing_of(file) is Standing.KNOWN_BAD
    with acting_as(chen):
        actions.rule(content=file, standing=Standing.KNOWN_GOOD, reason="A logo.", by=chen, at=NOON)
        assert (standing_of(file), Dispute.objects.get().is_ruled) == (Standing.KNOWN_GOOD, True)
    with acting_as_system():
        bring(csv([{"sha256": digest(1)}]), "Also bad")
        assert (standing_of(file), Dispute.objects.get().is_ruled) == (Standing.KNOWN_BAD, False)
        for change in (Verdict.objects.all().delete, lambda: Verdict.objects.update(standing="NEW")):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                change()


def test_a_withdrawn_list_is_told_to_every_case_that_holds_one_of_its_files(scene: Scene) -> None:
    chen = scene.cast.chen
    with acting_as(scene.cast.ines):
        seizure = seized(scene, 1, 2)
        restrict(case=scene.case, reason="A colleague.", by=scene.cast.ines, at=NOON)
    with acting_as_system():
        bank = bring(csv([{"md5": digest(1, "md5")}, {"md5": digest(9, "md5")}])).bank
    with acting_as(chen):
        changed = actions.withdraw_bank(bank=bank, reason="It held holiday pictures.", by=chen, at=NOON)
        assert [(each.was, each.now) for each in changed] == [(Standing.KNOWN_BAD, Standing.NEW)]
        assert [(each.was, each.now) for each in Change.objects.all()] == [("KNOWN_BAD", "NEW")]
        with pytest.raises(Gone):
            actions.withdraw_bank(bank=bank, reason="Again.", by=chen, at=NOON)
    with acting_as_system():
        entry = LogEntry.objects.filter(case=scene.case).order_by("written_at", "id").filter(text__isnull=False)
        told = [each for each in entry if "was withdrawn" in each.text]
        assert len(told) == 1
        assert f"1 file has another standing now, in {seizure.reference}" in told[0].text
        assert told[0].reason == "It held holiday pictures."
        with pytest.raises(BankWithdrawn):
            bring(csv([{"md5": digest(1, "md5")}]))


def test_what_was_graded_here_is_known_when_it_comes_again(scene: Scene) -> None:
    with acting_as_system():
        file = content(1, pdq=look(1))
        actions.note_graded(content=file, standing=Standing.KNOWN_BAD, by=scene.cast.ben, at=NOON)
        assert standing_of(file) is Standing.KNOWN_BAD
        alike = content(2, pdq=look(1, flipped=[4]))
        looker = Looker()
        arrive(alike, looker=looker)
        assert standing_of(alike) is Standing.LOOKS_KNOWN
        actions.note_graded(content=file, standing=Standing.NEW, by=scene.cast.ben, at=NOON)
        assert (standing_of(file), standing_of(alike)) == (Standing.NEW, Standing.NEW)
        actions.note_graded(content=file, standing=Standing.DISPUTED, by=scene.cast.ben, at=NOON)
        third = content(3, pdq=look(1, flipped=[5]))
        arrive(third, looker=looker)
        assert [standing_of(each) for each in (file, alike, third)] == [
            Standing.DISPUTED,
            Standing.LOOKS_KNOWN,
            Standing.LOOKS_KNOWN,
        ]
        assert Entry.objects.count() == 1
        with pytest.raises(OurOwn):
            actions.withdraw_bank(bank=Entry.objects.get().bank, reason="No.", by=scene.cast.chen, at=NOON)


def test_look_alikes_of_own_grades_among_older_files_are_found_by_the_clock(scene: Scene) -> None:
    with acting_as_system():
        old, file = content(2, pdq=look(1, flipped=[4])), content(1, pdq=look(1))
        actions.note_graded(content=file, standing=Standing.KNOWN_BAD, by=scene.cast.ben, at=NOON)
        assert standing_of(old) is Standing.NEW
        assert [each.content for each in actions.check_graded(at=NOON)] == [old.pk]
        assert (standing_of(old), actions.check_graded(at=NOON)) == (Standing.LOOKS_KNOWN, [])


def test_turned_pictures_are_found_by_lists_that_come_before_and_after(scene: Scene) -> None:
    with acting_as_system():
        bring(csv([{"pdq": look(8).hex()}]))
        file = content(1, pdq=look(1))
        turned = {file.pk: [look(8), *(look(number) for number in range(20, 26))]}
        actions.check_contents([file.pk], Looker(), at=NOON, turned=turned)
        bring(csv([{"pdq": look(22).hex()}]), "Later")
        assert [(hit.method, hit.distance) for hit in Hit.objects.order_by("id")] == [("pdq-turned", 0)] * 2


def test_series_are_counted_by_files_and_by_different_files(scene: Scene) -> None:
    with acting_as(scene.cast.ines):
        seizure = seized(scene, 1, 2, 3)
    with acting_as_system():
        media_rows = [
            {"MediaID": number, "Category": 1, "MD5": digest(number, "md5").upper(), "Series": f"Series {number % 2}"}
            for number in (1, 2, 8)
        ]
        bring(vics(media_rows), file_name="set.json")
        counted = series_in(seizure)
        assert (counted.files, counted.contents, counted.series) == (4, 2, 2)
        assert "known series" not in sweep_of(seizure).in_one_sentence()
        actions.count_all_series()
        assert "; 4 in 2 known series; " in sweep_of(seizure).in_one_sentence()
        actions.withdraw_bank(bank=Bank.objects.get(), reason="Not theirs.", by=scene.cast.chen, at=NOON)
        actions.count_all_series()
        assert "known series" not in sweep_of(seizure).in_one_sentence()


def test_the_series_of_a_seizure_are_counted_when_it_has_been_read_and_seen_by_who_sees_it(scene: Scene) -> None:
    with acting_as_system():
        bring(vics([{"MediaID": 1, "Category": 1, "MD5": digest(1, "md5").upper(), "Series": "A"}]), file_name="s.json")
    with acting_as(scene.cast.ines):
        seizure, other = seized(scene, 1, 2), seized(scene, 1, name="ABC/2")
        seizure = media.finish(seizure=seizure, by=scene.cast.ines, at=NOON)
        assert "; 2 in 1 known series; " in sweep_of(seizure).in_one_sentence()
        assert not SeriesSum.objects.filter(seizure=other).exists()
        restrict(case=scene.case, reason="A colleague.", by=scene.cast.ines, at=NOON)
    with acting_as(scene.cast.ben):
        assert not SeriesSum.objects.exists()


def test_where_a_copy_has_been_shows_what_the_reader_may_see_and_counts_the_rest(scene: Scene) -> None:
    with acting_as(scene.cast.ines):
        seizure = seized(scene, 1)
        restrict(case=scene.case, reason="A colleague.", by=scene.cast.ines, at=NOON)
    file = by_number(1)
    with acting_as(scene.cast.ines):
        trail = trail_of(file, [])
        assert [(held.reference, held.copies, held.names) for held in trail.held] == [
            (seizure.reference, 2, ("1-1", "1-2"))
        ]
        assert trail.elsewhere == 0
    with acting_as(scene.cast.ben):
        assert (trail_of(file, []).held, trail_of(file, []).elsewhere) == ((), 1)


def by_number(number: int) -> Content:
    with acting_as_system():
        return Content.objects.get(sha256=bytes.fromhex(digest(number)))


def test_look_alikes_among_our_own_files_come_the_nearest_first() -> None:
    with acting_as_system():
        file = content(1, pdq=look(1))
        near, nearest = content(2, pdq=look(1, flipped=range(9))), content(3, pdq=look(1, flipped=[0]))
        content(4, pdq=look(4))
        content(5, pdq=look(1), quality=10)
        assert [(each.content, each.distance) for each in look_alikes_of(file)] == [(nearest, 1), (near, 9)]
