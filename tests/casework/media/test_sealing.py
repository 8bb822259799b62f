"""Originals sealed by the centre's policy and in the background: what, by which version, and what could not be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from casework.media.original_scene import seize, stack_of
from casework.referrals.referral_cases import Scene, make_scene
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.keyring import vault_of_originals
from daymark.casework.access.models import AuditRecord
from daymark.casework.cases.actions import close_case, restrict
from daymark.casework.cases.models import ClosingOutcome, LogEntry
from daymark.casework.media import actions
from daymark.casework.media.models import (
    Original,
    OriginalAct,
    Sealing,
    SealingPolicyVersion,
    SealingState,
    SeizedFile,
    Stack,
)
from daymark.casework.media.queries.originals import verify_original
from daymark.casework.media.queries.sealing import sealing_policy_at
from daymark.casework.media.rules import Act, AgeBand, Facts, Made, severity
from daymark.casework.media.rules.sealing import (
    SEALED_AT_ONCE,
    SealingOutOfRange,
    SealingPolicy,
    SealingWay,
    checked_sealing_policy,
    grades,
)
from daymark.casework.media.tasks import seal_waiting
from daymark.casework.welfare.models import Exposure
from daymark.cli.practice.pictures import picture
from daymark.problems import NotForYou
from daymark.vault.keyring import make_keys
from examples import NOON
from people import sign_in

pytestmark = pytest.mark.django_db
GRAVE = Facts(AgeBand.PREPUBESCENT, Act.PENETRATIVE)
LESS = Facts(AgeBand.PREPUBESCENT, Act.POSING)
FROM_4 = SealingPolicy(SealingWay.SEVERITY, 4)
EVERY_FACTS = st.builds(Facts, st.sampled_from(AgeBand), st.sampled_from(Act), st.sampled_from(Made))


@pytest.fixture
def scene(settings: LazySettings, tmp_path: Path) -> Scene:
    home = tmp_path / "home"
    home.mkdir()
    settings.DAYMARK = replace(settings.DAYMARK, home=home)
    make_keys(home)
    return make_scene()


@pytest.fixture
def files(scene: Scene, tmp_path: Path) -> Iterator[dict[str, SeizedFile]]:
    drawn = {"a.png": picture(1), "b.png": picture(2), "copy.png": picture(1)}
    with acting_as_system():
        found = seize(scene.case, tmp_path / "disk", drawn)
    with acting_as(scene.cast.ines):
        yield found


def put_in_force(scene: Scene, policy: SealingPolicy, days: int = 0) -> SealingPolicyVersion:
    with acting_as(scene.cast.chen):
        at = NOON + timedelta(days=days)
        return actions.change_sealing_policy(policy=policy, reason="The disks go back.", by=scene.cast.chen, at=at)


def settle(scene: Scene, file: SeizedFile, facts: Facts, days: int = 0) -> Stack:
    with acting_as(scene.cast.chen):
        at = NOON + timedelta(days=days)
        return actions.grade(stack=stack_of(scene, file), facts=facts, by=scene.cast.chen, at=at, as_senior=True)


def run() -> None:
    actions.seal_waiting(at=NOON, for_seconds=30)


def states() -> list[tuple[str, str]]:
    return list(Sealing.objects.order_by("place").values_list("state", "why_not"))


def sealed() -> set[int]:
    return set(Original.objects.filter(destroyed_at=None).values_list("content", flat=True))


def page_of(scene: Scene, file: SeizedFile) -> str:
    client = sign_in(Client(), scene.cast.ines)
    return client.get(f"/seizures/{file.seizure.reference}/").content.decode()


def disk(file: SeizedFile) -> Path:
    return Path(os.fsdecode(bytes(file.seizure.folder)))


@given(facts=EVERY_FACTS, least=st.integers(1, 5))
def test_a_severity_takes_in_all_that_is_graver(facts: Facts, least: int) -> None:
    wanted = SealingPolicy(SealingWay.SEVERITY, least).wants(facts)
    assert wanted == (severity(facts) >= least)
    assert not SealingPolicy().wants(facts)
    assert not wanted or all(SealingPolicy(SealingWay.SEVERITY, lower).wants(facts) for lower in range(1, least))


@given(facts=EVERY_FACTS, chosen=st.sets(st.sampled_from([grade for grade, _ in grades()])))
def test_a_grade_is_wanted_when_one_of_those_chosen_holds(facts: Facts, chosen: set[str]) -> None:
    policy = SealingPolicy(SealingWay.GRADES, grades=tuple(chosen))
    assert policy.wants(facts) == any(SealingPolicy(SealingWay.GRADES, grades=(one,)).wants(facts) for one in chosen)


def test_category_a_is_chosen_by_the_table_and_what_makes_no_sense_is_refused() -> None:
    policy = checked_sealing_policy(SealingPolicy(SealingWay.GRADES, grades=("UK_ABC A",)))
    assert policy.wants(GRAVE)
    assert not policy.wants(LESS)
    assert policy.in_words() == "England and Wales, A to C: A"
    for wrong in (
        SealingPolicy("ALL"),
        SealingPolicy(SealingWay.SEVERITY, 0),
        SealingPolicy(SealingWay.GRADES),
        SealingPolicy(SealingWay.GRADES, grades=("UK_ABC D",)),
    ):
        with pytest.raises(SealingOutOfRange):
            checked_sealing_policy(wrong)


def test_until_a_supervisor_decides_otherwise_nothing_is_sealed(scene: Scene, files: dict[str, SeizedFile]) -> None:
    settle(scene, files["a.png"], GRAVE)
    run()
    assert states() == []
    assert sealed() == set()


def test_a_settled_grade_is_sealed_by_a_job_and_names_the_version(scene: Scene, files: dict[str, SeizedFile]) -> None:
    version = put_in_force(scene, FROM_4)
    settle(scene, files["a.png"], GRAVE)
    settle(scene, files["b.png"], LESS)
    assert states() == [(SealingState.WAITING, "")], "one content; its copy needs no second object"
    assert sealed() == set(), "no file is read while somebody grades"
    assert "1 waits to be sealed" in page_of(scene, files["a.png"])
    seal_waiting(0)
    assert states() == [(SealingState.SEALED, "")]
    original = Original.objects.get()
    verify_original(original)
    act = OriginalAct.objects.get()
    assert (act.by, act.policy) == (None, version)
    assert f"version {version.pk}: From severity 4 on" in act.reason
    with acting_as_system():
        assert AuditRecord.objects.get(act="original sealed").actor_name == "system"
        texts = [entry.text for entry in LogEntry.objects.filter(case=scene.case)]
    assert "1 original sealed into the vault by the centre's policy." in texts
    stack = stack_of(scene, files["a.png"])
    page = sign_in(Client(), scene.cast.ines).get(f"/stacks/{stack.pk}/{original.content_id}/original/")
    assert f"policy, version {version.pk}" in page.content.decode()
    settle(scene, files["a.png"], GRAVE)
    run()
    assert len(states()) == 1, "it is there"


def test_each_grade_follows_the_policy_of_its_day(scene: Scene, files: dict[str, SeizedFile]) -> None:
    settle(scene, files["b.png"], GRAVE)
    first = put_in_force(scene, FROM_4, days=1)
    settle(scene, files["a.png"], LESS, days=2)
    assert states() == [], "what was settled before stays as it was"
    second = put_in_force(scene, SealingPolicy(SealingWay.GRADES, grades=("UK_ABC C",)), days=3)
    settle(scene, files["a.png"], LESS, days=4)
    put_in_force(scene, SealingPolicy(), days=5)
    run()
    assert [row.policy for row in Sealing.objects.all()] == [second], "as it was when the grade was settled"
    assert sealed() == {files["a.png"].content_id}
    settle(scene, files["b.png"], GRAVE, days=6)
    assert len(states()) == 1
    held = [sealing_policy_at(NOON + timedelta(days=days, hours=1)) for days in (0, 1, 3)]
    assert held == [None, first, second]


def test_a_grade_taken_back_before_it_was_sealed_seals_nothing(scene: Scene, files: dict[str, SeizedFile]) -> None:
    put_in_force(scene, FROM_4)
    settle(scene, files["a.png"], GRAVE)
    with acting_as(scene.cast.chen):
        actions.undo(case=scene.case, by=scene.cast.chen, at=NOON)
    run()
    assert [state for state, _ in states()] == [SealingState.DROPPED]
    assert sealed() == set()
    settle(scene, files["a.png"], GRAVE)
    settle(scene, files["a.png"], LESS)
    assert [state for state, _ in states()] == [SealingState.DROPPED] * 2


@pytest.mark.parametrize("change", ["gone", "changed"])
def test_what_could_not_be_sealed_is_told_and_tried_again(
    scene: Scene, files: dict[str, SeizedFile], change: str
) -> None:
    put_in_force(scene, FROM_4)
    settle(scene, files["b.png"], GRAVE)
    path = disk(files["b.png"]) / "b.png"
    if change == "gone":
        path.unlink()
    else:
        path.write_bytes(b"x" * len(picture(2)))
    run()
    ((state, why),) = states()
    assert state == SealingState.FAILED
    assert ("no longer where" if change == "gone" else "not what was read") in why
    page = page_of(scene, files["b.png"])
    assert "1 could not be sealed" in page
    assert why[:40] in page
    run()
    assert len(states()) == 1, "it is not tried without end"
    path.write_bytes(picture(2))
    client = sign_in(Client(), scene.cast.ines)
    answer = client.post(f"/seizures/{files['b.png'].seizure.reference}/seal-again/", follow=True)
    assert "1 file waits to be sealed." in answer.content.decode()
    run()
    assert sealed() == {files["b.png"].content_id}
    assert "could not be sealed" not in page_of(scene, files["b.png"])
    assert client.get(f"/seizures/{files['b.png'].seizure.reference}/seal-again/").status_code == 405


def test_a_copy_does_as_well_when_the_first_file_is_gone(scene: Scene, files: dict[str, SeizedFile]) -> None:
    put_in_force(scene, FROM_4)
    settle(scene, files["a.png"], GRAVE)
    (disk(files["a.png"]) / "a.png").unlink()
    run()
    assert sealed() == {files["a.png"].content_id}


def test_a_case_that_was_closed_meanwhile_gets_nothing_sealed(scene: Scene, files: dict[str, SeizedFile]) -> None:
    put_in_force(scene, FROM_4)
    settle(scene, files["a.png"], GRAVE)
    close_case(case=scene.case, outcome=ClosingOutcome.NOT_TRACEABLE, reason="Done.", by=scene.cast.ines, at=NOON)
    run()
    ((state, why),) = states()
    assert (state, "closed" in why) == (SealingState.FAILED, True)
    assert sealed() == set()


def test_one_that_the_vault_does_not_take_does_not_keep_the_next_from_being_sealed(
    scene: Scene, files: dict[str, SeizedFile]
) -> None:
    put_in_force(scene, FROM_4)
    settle(scene, files["a.png"], GRAVE)
    settle(scene, files["b.png"], GRAVE)
    place = vault_of_originals()._place(bytes(files["a.png"].content.sha256).hex())
    place.parent.parent.mkdir(parents=True)
    place.parent.touch()  # where the folder of its objects should be
    run()
    assert [state for state, _ in states()] == [SealingState.FAILED, SealingState.SEALED]
    assert "The disk of the vault could not be written" in states()[0][1]


def test_what_a_killed_job_left_without_its_row_is_noted_by_the_next(
    scene: Scene, files: dict[str, SeizedFile]
) -> None:
    put_in_force(scene, FROM_4)
    settle(scene, files["a.png"], GRAVE)
    with (disk(files["a.png"]) / "a.png").open("rb") as plain:
        vault_of_originals().put(plain, limit=1 << 20)
    run()
    verify_original(Original.objects.get())
    assert states() == [(SealingState.SEALED, "")]


def test_only_a_supervisor_changes_the_policy_and_nobody_what_was_written(
    scene: Scene, files: dict[str, SeizedFile]
) -> None:
    with pytest.raises(NotForYou):
        actions.change_sealing_policy(policy=FROM_4, reason="x", by=scene.cast.ines, at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        SealingPolicyVersion.objects.create(
            way="SEVERITY", severity_from=1, reason="x", made_at=NOON, made_by=scene.cast.ines
        )
    put_in_force(scene, FROM_4)
    settle(scene, files["a.png"], GRAVE)
    run()
    for change in (
        "UPDATE media_sealing_policy SET severity_from = 1",
        "DELETE FROM media_sealing_policy",
        "UPDATE media_sealing SET state = 'WAITING', ended_at = NULL",
        "DELETE FROM media_sealing",
    ):
        with (
            acting_as_system(),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)


def test_a_supervisor_changes_it_on_its_page(scene: Scene) -> None:
    assert sign_in(Client(), scene.cast.ines).get("/sealing/policy/").status_code == 404
    client = sign_in(Client(), scene.cast.chen)
    assert "nothing is sealed without a person" in client.get("/sealing/policy/").content.decode()
    wrong = client.post("/sealing/policy/", {"way": "GRADES", "severity_from": 5, "reason": "x"})
    assert (wrong.status_code, "Choose one grade" in wrong.content.decode()) == (422, True)
    said = {"way": "GRADES", "severity_from": 5, "grades": ["UK_ABC A", "BASELINE yes"], "reason": "The rule of 2026."}
    page = client.post("/sealing/policy/", said, follow=True).content.decode()
    assert "England and Wales, A to C: A; INTERPOL Baseline: yes" in page
    assert "The rule of 2026." in page
    with acting_as_system():
        assert "The rule of 2026." in AuditRecord.objects.get(act="sealing policy changed").detail


def test_what_waits_in_a_case_that_one_does_not_see_stays_there(scene: Scene, files: dict[str, SeizedFile]) -> None:
    put_in_force(scene, FROM_4)
    settle(scene, files["a.png"], GRAVE)
    restrict(case=scene.case, reason="A colleague.", by=scene.cast.ines, at=NOON)
    with acting_as(scene.cast.ben):
        assert not Sealing.objects.exists()
    run()
    assert sealed() == {files["a.png"].content_id}, "a job seals for every case"


def test_a_large_file_is_sealed_in_the_background(scene: Scene, files: dict[str, SeizedFile], tmp_path: Path) -> None:
    large = picture(5) + bytes(SEALED_AT_ONCE)
    with acting_as_system():
        (file,) = seize(scene.case, tmp_path / "large", {"large.png": large}).values()
    client = sign_in(Client(), scene.cast.ines)
    address = f"/stacks/{stack_of(scene, file).pk}/{file.content_id}/original/"
    said = {"file": file.pk, "reason": "The disk goes back."}
    assert "It waits to be sealed" in client.post(address, said, follow=True).content.decode()
    assert sealed() == set()
    client.post(address, said)
    assert [row.asked_by for row in Sealing.objects.all()] == [scene.cast.ines], "pressed twice, asked once"
    path = disk(file) / "large.png"
    path.rename(path.with_suffix(".away"))
    run()
    page = client.get(address).content.decode()
    assert "It could not be sealed" in page
    assert "no longer where" in page
    path.with_suffix(".away").rename(path)
    client.post(address, said, follow=True)
    run()
    page = client.get(address).content.decode()
    assert "The original is sealed in the vault" in page
    assert "It waits" not in page
    assert [(act.by, act.reason) for act in OriginalAct.objects.all()] == [(scene.cast.ines, "The disk goes back.")]


def test_after_the_disk_was_unplugged_one_looks_at_the_sealed_original_and_is_told_so(
    scene: Scene, files: dict[str, SeizedFile]
) -> None:
    file = files["a.png"]
    stack, client = stack_of(scene, file), sign_in(Client(), scene.cast.ines)
    actions.seal_original(file=file, by=scene.cast.ines, at=NOON, reason="The disk goes back.")
    as_it_was, note = look(client, stack, file)
    assert (as_it_was.status_code, note) == (200, "")
    disk(file).rename(disk(file).with_name("unplugged"))
    tile = client.get(f"/stacks/{stack.pk}/{file.content_id}/tile.png")
    assert tile.status_code == 200
    shown, note = look(client, stack, file)
    assert note.startswith("It no longer lies where it was seized.")
    assert (shown.status_code, shown.content) == (200, as_it_was.content)
    assert Exposure.objects.filter(person=scene.cast.ines, number=stack.pk).count() == 2, "each look counts"
    page = client.post(f"/stacks/{stack.pk}/{file.content_id}/look/").content.decode()
    assert "It no longer lies where it was seized." in page
    with acting_as_system():
        assert AuditRecord.objects.filter(act="original shown").count() == 2
    other, note = look(client, stack_of(scene, files["b.png"]), files["b.png"])
    assert (other.status_code, note) == (404, ""), "nobody sealed that one"
    assert "no longer where it was" in other.content.decode()
    with acting_as(scene.cast.chen):
        original = Original.objects.get()
        actions.destroy_original(original=original, case=scene.case, by=scene.cast.chen, at=NOON, reason="Order.")
    assert look(client, stack, file)[0].status_code == 404


def look(client: Client, stack: Stack, file: SeizedFile):  # type: ignore[no-untyped-def]
    """What the page's script does."""
    begun = client.post(f"/stacks/{stack.pk}/{file.content_id}/look/", headers={"Accept": "application/json"}).json()
    return client.get(begun["picture"]), begun["note"]


def test_a_sealed_original_that_is_damaged_is_never_shown(scene: Scene, files: dict[str, SeizedFile]) -> None:
    file = files["a.png"]
    actions.seal_original(file=file, by=scene.cast.ines, at=NOON, reason="The disk goes back.")
    sha256 = bytes(file.content.sha256).hex()
    path = vault_of_originals()._place(sha256)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    disk(file).rename(disk(file).with_name("unplugged"))
    shown, _ = look(sign_in(Client(), scene.cast.ines), stack_of(scene, file), file)
    assert (shown.status_code, "damaged" in shown.content.decode()) == (404, True)
