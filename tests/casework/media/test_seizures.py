"""Exhibits, custody, and the files of a seizure: each listed once, read once, counted once."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from casework.referrals.referral_cases import Scene, make_scene
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.cases.actions import restrict
from daymark.casework.cases.models import LogEntry
from daymark.casework.media import actions
from daymark.casework.media.actions.exhibits import ExhibitThere
from daymark.casework.media.actions.files import CHANGED, GONE, VANISHED, Listed
from daymark.casework.media.models import Content, CustodyEntry, Exhibit, SeizedFile, Seizure
from daymark.casework.media.queries import get_exhibit_for, get_seizure_for, kinds_of, sums_of, troubled_files
from daymark.casework.media.rules import (
    Fate,
    NoHolder,
    NoName,
    NotPaused,
    NotSigned,
    NotYetHeld,
    State,
    Sums,
    checked_name,
    in_one_sentence,
    time_left,
)
from daymark.engine.digests import digest_bytes
from daymark.engine.hashing import Hashed
from daymark.engine.kinds import kind_of
from daymark.engine.sandbox.seen import FrameSeen, Seen
from daymark.problems import NotForYou
from examples import NOON

pytestmark = pytest.mark.django_db
FOLDER = b"/evidence/disk1"


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def exhibit(scene: Scene) -> Exhibit:
    with acting_as(scene.cast.ines):
        return actions.add_exhibit(case=scene.case, name="ABC/1", by=scene.cast.ines, at=NOON)


def begun(exhibit: Exhibit) -> Seizure:
    return actions.begin_or_resume(exhibit=exhibit, folder=FOLDER, by=None, at=NOON)


def listed(exhibit: Exhibit, *files: Listed) -> Seizure:
    seizure = begun(exhibit)
    actions.list_files(seizure=seizure, listed=files)
    return actions.end_listing(seizure=seizure, at=NOON)


def rows_of(seizure: Seizure) -> dict[bytes, SeizedFile]:
    return {bytes(row.path): row for row in SeizedFile.objects.filter(seizure=seizure)}


def reading(path: bytes, data: bytes) -> Hashed:
    return Hashed(path, kind_of(data), digest_bytes(data))  # type: ignore[arg-type]


def read(seizure: Seizure, **contents: bytes | str) -> Seizure:
    """Readings by name: bytes are what the file held, words why it could not be read."""
    rows = rows_of(seizure)
    readings = {
        rows[name.encode()].pk: reading(name.encode(), given)
        if isinstance(given, bytes)
        else Hashed(name.encode(), problem=given)  # type: ignore[arg-type]
        for name, given in contents.items()
    }
    return actions.take_readings(seizure=seizure, readings=readings, at=NOON)


def test_an_exhibit_has_the_name_on_its_label_once_in_a_case(scene: Scene, exhibit: Exhibit) -> None:
    with acting_as(scene.cast.ines):
        with pytest.raises(ExhibitThere):
            actions.add_exhibit(case=scene.case, name="  ABC/1 ", by=scene.cast.ines, at=NOON)
        assert actions.exhibit_named(case=scene.case, name="ABC/1", by=None, at=NOON) == exhibit
        assert LogEntry.objects.filter(case=scene.case).last().text == "Exhibit ABC/1 added."
    with pytest.raises(NoName):
        checked_name(" \n")


def test_custody_is_signed_with_the_writers_own_name_and_never_changed(scene: Scene, exhibit: Exhibit) -> None:
    ines = scene.cast.ines
    said = {"exhibit": exhibit, "holder": "Property store", "held_from": NOON, "by": ines, "at": NOON}
    with acting_as(ines):
        entry = actions.sign_custody(**said, seal="K 100", why="From the search.", signed_as=" INES ")
        assert (entry.signed_as, entry.why) == ("Ines", "From the search.")
        with pytest.raises(NotSigned):
            actions.sign_custody(**said, signed_as="Chen")
        with pytest.raises(NoHolder):
            actions.sign_custody(**said | {"holder": " "}, signed_as="Ines")
        with pytest.raises(NotYetHeld):
            actions.sign_custody(**said | {"held_from": NOON + timedelta(minutes=1)}, signed_as="Ines")
        for change in (CustodyEntry.objects.filter(pk=entry.pk).delete, lambda: _renamed(entry)):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                change()


def _renamed(entry: CustodyEntry) -> None:
    CustodyEntry.objects.filter(pk=entry.pk).update(holder="Somebody else")


def test_every_file_is_read_once_and_copies_are_counted_as_copies(exhibit: Exhibit) -> None:
    with acting_as_system():
        seizure = listed(
            exhibit, Listed(b"a", 3, 1), Listed(b"b", 3, 1), Listed(b"c", 5, 1), Listed(b"l", why_not="A link.")
        )
        assert sums_of(seizure) == Sums(files=4, size=11, not_read=1)
        seizure = read(seizure, a=b"one", b=b"one", c="It cannot be read.")
        assert sums_of(seizure) == Sums(files=4, size=11, read=2, read_size=6, not_read=2, different=1)
        assert Content.objects.count() == 1
        assert [(bytes(row.path), row.reason) for row in troubled_files(seizure)] == [
            (b"c", "It cannot be read."),
            (b"l", "A link."),
        ]
        assert [(each.kind, each.number, each.size) for each in kinds_of(seizure)] == [("text/plain", 1, 3)]


def test_what_is_taken_twice_counts_once(exhibit: Exhibit) -> None:
    with acting_as_system():
        seizure = listed(exhibit, Listed(b"a", 3, 1), Listed(b"b", 3, 1))
        first = read(seizure, a=b"one", b=b"two")
        again = read(seizure, a=b"one", b=b"two")
        assert sums_of(first) == sums_of(again) == Sums(files=2, size=6, read=2, read_size=6, different=2)
        resumed = listed(exhibit, Listed(b"a", 3, 1), Listed(b"b", 3, 1))
        assert (resumed.pk, sums_of(resumed)) == (seizure.pk, sums_of(again))


def test_a_copy_that_was_not_opened_does_not_wipe_out_the_look_at_the_first(exhibit: Exhibit) -> None:
    look = Seen(width=16, height=12, frames=[FrameSeen(0, 0, 90, (bytes(range(32)),))])
    data = b"\x89PNG\r\n\x1a\n"
    with acting_as_system():
        seizure = listed(exhibit, Listed(b"a", 8, 1), Listed(b"b", 8, 1), Listed(b"c", 8, 1))
        rows = {name: row.pk for name, row in rows_of(seizure).items()}
        unopened = reading(b"b", data)
        readings = {rows[b"a"]: replace(unopened, seen=look), rows[b"b"]: unopened}
        actions.take_readings(seizure=seizure, readings=readings, at=NOON)
        seizure = actions.take_readings(seizure=seizure, readings={rows[b"c"]: unopened}, at=NOON)
        content = Content.objects.get()
    assert (content.quality, bytes(content.pdq), content.width) == (90, bytes(range(32)), 16)
    assert (seizure.read, seizure.different) == (3, 1)


def test_a_copy_in_another_seizure_is_first_there_too(scene: Scene, exhibit: Exhibit) -> None:
    with acting_as_system():
        read(listed(exhibit, Listed(b"a", 3, 1)), a=b"one")
        other = actions.exhibit_named(case=scene.case, name="ABC/2", by=None, at=NOON)
        seizure = read(listed(other, Listed(b"x", 3, 1)), x=b"one")
        assert (seizure.different, Content.objects.count()) == (1, 1)


def test_what_changed_vanished_or_came_since_is_told(exhibit: Exhibit) -> None:
    with acting_as_system():
        files = [Listed(name, 3, 1) for name in (b"same", b"changed", b"vanished", b"waits", b"broken")]
        seizure = read(listed(exhibit, *files), same=b"one", changed=b"two", vanished=b"six", broken="The disk failed.")
        actions.finish(seizure=seizure, by=None, at=NOON)
        now = [Listed(b"same", 3, 1), Listed(b"changed", 4, 2), Listed(b"new", 3, 1), Listed(b"broken", 3, 1)]
        seizure = listed(exhibit, *now)
        told = {path: (row.fate, row.reason) for path, row in rows_of(seizure).items()}
        assert told == {
            b"same": (Fate.READ, ""),
            b"changed": (Fate.READ, CHANGED),
            b"vanished": (Fate.READ, VANISHED),
            b"waits": (Fate.NOT_READ, GONE),
            b"broken": (Fate.WAITING, ""),
            b"new": (Fate.WAITING, ""),
        }
        assert sums_of(seizure) == Sums(files=6, size=18, read=3, read_size=9, not_read=1, different=3)
        assert seizure.state == State.READING


def test_names_of_any_bytes_and_length_are_kept(exhibit: Exhibit) -> None:
    names = [b"\xff\xfe", b"line\nbreak", b"x" * 4000, b"a/" * 1500 + b"b", b"\xc3\xa4"]
    with acting_as_system():
        seizure = listed(exhibit, *(Listed(name, 1, 1) for name in names))
        rows = rows_of(seizure)
        assert set(rows) == set(names)
        assert rows[b"\xff\xfe"].name == "\\xff\\xfe"


def test_a_paused_seizure_says_so_and_goes_on(scene: Scene, exhibit: Exhibit) -> None:
    with acting_as_system():
        seizure = listed(exhibit, Listed(b"a", 3, 1))
        actions.pause(seizure=seizure, by=scene.cast.ines, at=NOON)
        with pytest.raises(NotPaused):
            actions.pause(seizure=seizure, by=scene.cast.ines, at=NOON)
        assert read(seizure, a=b"one").state == State.PAUSED
        assert begun(exhibit).state == State.LISTING
        done = actions.finish(seizure=seizure, by=None, at=NOON)
        assert (done.state, done.ended_at) == (State.DONE, NOON)
        acts = set(AuditRecord.objects.filter(object_reference=seizure.reference).values_list("act", flat=True))
    assert acts == {"seizure begun", "seizure paused", "seizure resumed", "seizure read"}


def test_the_first_listing_of_a_centre_takes_no_square_of_its_names(exhibit: Exhibit) -> None:
    """The planner knows nothing of a table that was filled just now: 12,000 names took 71 s."""
    with acting_as_system():
        seizure = begun(exhibit)
        actions.list_files(seizure=seizure, listed=[Listed(b"%05d" % number, 10, 1) for number in range(8_000)])
        began = time.monotonic()
        actions.end_listing(seizure=seizure, at=NOON)
    assert time.monotonic() - began < 3


def test_what_belongs_to_a_closed_door_is_seen_by_its_members_alone(scene: Scene, exhibit: Exhibit) -> None:
    with acting_as_system():
        seizure = read(listed(exhibit, Listed(b"a", 3, 1)), a=b"one")
        restrict(case=scene.case, reason="A colleague is named.", by=scene.cast.ines, at=NOON)
    with acting_as(scene.cast.ines):
        assert get_seizure_for(scene.cast.ines, seizure.reference, at=NOON) == seizure
    for other in (scene.cast.chen, scene.cast.dee):
        with acting_as(other):
            for model in (Exhibit, Seizure, SeizedFile, CustodyEntry):
                assert not model.objects.exists()
            with pytest.raises(NotForYou):
                get_seizure_for(other, seizure.reference, at=NOON)
            with pytest.raises(NotForYou):
                get_exhibit_for(other, exhibit.pk, at=NOON)


def test_the_sentence_says_what_there_is_and_leaves_out_what_there_is_not() -> None:
    assert in_one_sentence(Sums()) == "0 files."
    assert in_one_sentence(Sums(files=1)) == "1 file; 1 still to be read."
    assert in_one_sentence(Sums(files=1_200, read=1_190, different=1_189, not_read=10)) == (
        "1,200 files; 1,189 different, 1 copy of these; 10 could not be read."
    )


def test_the_time_left_comes_from_the_pace_of_this_run() -> None:
    sums = Sums(files=100, size=1_000, read=40, read_size=400)
    later = NOON + timedelta(seconds=10)
    assert time_left(sums, read_before=0, began_at=NOON, at=later) == timedelta(seconds=15)
    assert time_left(sums, read_before=300, began_at=NOON, at=later) == timedelta(seconds=60)
    assert time_left(sums, read_before=400, began_at=NOON, at=later) is None
    assert time_left(sums, read_before=0, began_at=NOON, at=NOON + timedelta(seconds=1)) is None


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.booleans()), max_size=30))
def test_sums_always_add_up(files: list[tuple[str, bool]]) -> None:
    read = [content for content, can in files if can]
    sums = Sums(len(files), 0, len(read), 0, len(files) - len(read), len(set(read)))
    assert sums.waiting == 0
    assert sums.copies + sums.different + sums.not_read == sums.files
