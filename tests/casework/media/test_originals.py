"""Originals in the vault: what was seized and nothing else, once for all cases, gone only with proof."""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from casework.media.original_scene import seize, seize_folder, stack_of
from casework.referrals.referral_cases import Scene, make_scene
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.keyring import keyring, vault, vault_of_originals
from daymark.casework.access.models import AuditRecord
from daymark.casework.cases.actions import NoReason, close_case, open_case, restrict
from daymark.casework.cases.models import Case, ClosingOutcome, LogEntry
from daymark.casework.media import actions
from daymark.casework.media.models import Content, Original, OriginalAct, OriginalStep, SeizedFile
from daymark.casework.media.queries.originals import (
    OriginalSwapped,
    faults_in_originals,
    original_of,
    verify_original,
)
from daymark.casework.media.queries.pictures import CannotShow
from daymark.cli.practice.pictures import picture
from daymark.problems import Problem
from daymark.vault.destruction import AlreadyDestroyed, read_proof
from daymark.vault.keykinds import VAULT
from daymark.vault.keyring import list_keys, make_keys
from daymark.vault.keys import Keys
from daymark.vault.labels import ObjectDamaged
from daymark.vault.store import Vault
from daymark.web.backups import Places, restore_files, write_backup
from daymark.web.key_rotation import rotate_and_reseal
from daymark.web.postgres import ServerAddress
from daymark.web.restored import NotAsItWas, seized_originals
from engine.archive_making import zipped
from examples import NOON, make_report
from people import sign_in

pytestmark = pytest.mark.django_db
WHY = "The disk goes back to its owner."
LATER = timezone.now() + timedelta(days=2)  # by then everything has its row


@pytest.fixture
def home(settings: LazySettings, tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    settings.DAYMARK = replace(settings.DAYMARK, home=home)
    make_keys(home)
    return home


@pytest.fixture
def scene(home: Path) -> Scene:
    return make_scene()


@pytest.fixture
def files(scene: Scene, tmp_path: Path) -> Iterator[dict[str, SeizedFile]]:
    with acting_as_system():
        found = seize(scene.case, tmp_path / "disk", {"a.png": picture(1), "b.png": picture(2), "copy.png": picture(1)})
    with acting_as(scene.cast.ines):
        yield found


def seal(scene: Scene, file: SeizedFile) -> Original:
    return actions.seal_original(file=file, by=scene.cast.ines, at=NOON, reason=WHY)


def destroy(scene: Scene, original: Original, case: Case | None = None) -> bytes | None:
    with acting_as(scene.cast.chen):
        done = actions.destroy_original(
            original=original, case=case or scene.case, by=scene.cast.chen, at=NOON, reason="Order of the court."
        )
    return done.proof if done else None


def place(original: Original, end: str = "") -> Path:
    sha256 = bytes(original.content.sha256).hex()
    return vault_of_originals()._folder / sha256[:2] / sha256[2:4] / f"{sha256}{end}"


def faults(*whole: Original) -> list[str]:
    with acting_as_system():
        found = faults_in_originals(at=LATER, read_whole={each.pk for each in whole})
        return [f"{fault.why} {fault.mend}" for fault in found]


def test_a_sealed_original_is_what_was_seized_and_who_did_it_and_why_is_told(
    scene: Scene, files: dict[str, SeizedFile]
) -> None:
    original = seal(scene, files["a.png"])
    with actions.open_original(original=original, case=scene.case, by=scene.cast.ines, at=NOON) as stream:
        assert stream.read() == picture(1)
    assert faults(original) == []
    act = OriginalAct.objects.get()
    assert (act.by, act.reason, act.step, act.case) == (scene.cast.ines, WHY, OriginalStep.SEALED, scene.case)
    entry = LogEntry.objects.filter(case=scene.case).last()
    assert entry is not None
    assert (entry.reason, "a.png" in entry.text) == (WHY, True)
    with acting_as_system():
        acts = AuditRecord.objects.filter(act__startswith="original").order_by("-act")
        assert [row.act for row in acts] == ["original sealed", "original opened"]
        assert json.loads(acts[0].detail)["sha256"] == bytes(files["a.png"].content.sha256).hex()


def test_copies_and_other_cases_share_one_object(scene: Scene, files: dict[str, SeizedFile], tmp_path: Path) -> None:
    first = seal(scene, files["a.png"])
    with pytest.raises(actions.AlreadySealed):
        seal(scene, files["copy.png"])
    other, there = another_case(scene, tmp_path)
    second = seal(scene, there["same.png"])
    assert second == first
    assert Original.objects.count() == 1
    assert len(list(vault_of_originals().addresses())) == 1
    assert destroy(scene, first) is None, "the other case still holds it"
    verify_original(first)
    with pytest.raises(actions.NotSealed):
        destroy(scene, first)
    assert destroy(scene, first, other)
    assert [act.step for act in OriginalAct.objects.order_by("place")] == ["SEALED", "SEALED", "GIVEN_UP", "DESTROYED"]


def another_case(scene: Scene, tmp_path: Path) -> tuple[Case, dict[str, SeizedFile]]:
    report = make_report(at=NOON)
    case = open_case(reports=[report], by=scene.cast.ines, at=NOON)
    with acting_as_system():
        return case, seize(case, tmp_path / "disk2", {"same.png": picture(1)})


def test_a_reason_from_a_case_that_one_does_not_see_stays_there(
    scene: Scene, files: dict[str, SeizedFile], tmp_path: Path
) -> None:
    hidden, there = another_case(scene, tmp_path)
    only = seal(scene, there["same.png"])
    with acting_as_system():
        own = seize(hidden, tmp_path / "disk3", {"own.png": picture(7)})
    alone = seal(scene, own["own.png"])
    restrict(case=hidden, reason="A colleague.", by=scene.cast.ines, at=NOON)
    with acting_as(scene.cast.ben):
        assert [row.pk for row in Original.objects.all()] == [only.pk], "he sees a case with the same file"
        assert not OriginalAct.objects.exists()
        assert not Original.objects.filter(pk=alone.pk).exists()


def test_a_file_of_an_archive_is_sealed_as_well(scene: Scene, files: dict[str, SeizedFile], tmp_path: Path) -> None:
    (tmp_path / "disk" / "h.zip").write_bytes(zipped([("in/d.png", picture(4))]))
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "d.png").write_bytes(picture(4))
    with acting_as_system():
        seize_folder(scene.case, tmp_path / "plain")
        packed = files["a.png"]
        packed.content, packed.path = Content.objects.get(size=len(picture(4))), b"h.zip\0in/d.png"
    original = seal(scene, packed)
    with actions.open_original(original=original, case=scene.case, by=scene.cast.ines, at=NOON) as stream:
        assert stream.read() == picture(4)


@pytest.mark.parametrize("change", ["other", "longer", "gone"])
def test_a_file_that_is_not_what_was_read_is_refused_and_leaves_nothing(
    scene: Scene, files: dict[str, SeizedFile], tmp_path: Path, change: str
) -> None:
    path = tmp_path / "disk" / "a.png"
    if change == "gone":
        path.unlink()
    else:
        path.write_bytes(b"x" * len(picture(1)) if change == "other" else picture(1) + b"x")
    with pytest.raises((actions.FileChanged, CannotShow), match=r"not what was read|no longer where"):
        seal(scene, files["a.png"])
    assert not Original.objects.exists()
    assert list(vault_of_originals().addresses()) == []
    assert seal(scene, files["copy.png"]), "a copy does as well"


def test_without_a_reason_or_in_a_closed_case_nothing_is_sealed(scene: Scene, files: dict[str, SeizedFile]) -> None:
    with pytest.raises(NoReason):
        actions.seal_original(file=files["a.png"], by=scene.cast.ines, at=NOON, reason="  ")
    close_case(case=scene.case, outcome=ClosingOutcome.NOT_TRACEABLE, reason="Done.", by=scene.cast.ines, at=NOON)
    file = SeizedFile.objects.select_related("seizure__exhibit__case", "content").get(pk=files["a.png"].pk)
    with pytest.raises(Problem, match="closed"):
        seal(scene, file)
    assert list(vault_of_originals().addresses()) == []


def test_destroyed_with_proof_only_by_a_supervisor_and_never_back(scene: Scene, files: dict[str, SeizedFile]) -> None:
    original = seal(scene, files["a.png"])
    with pytest.raises(actions.OnlySupervisor):
        actions.destroy_original(original=original, case=scene.case, by=scene.cast.ines, at=NOON, reason="x")
    proof = destroy(scene, original)
    assert proof
    stub = Original.objects.get()
    said = read_proof(bytes(stub.proof or b""), keyring().public_keys)
    assert (said.sealed.sha256, said.sealed.size) == (bytes(stub.content.sha256).hex(), len(picture(1)))
    with acting_as_system():
        detail = AuditRecord.objects.get(act="original destroyed").detail
    assert {"sha256", "md5", "sha1", "size", "proof"} <= set(json.loads(detail))
    assert original_of(stub.content) is None
    with pytest.raises(AlreadyDestroyed):
        actions.open_original(original=original, case=scene.case, by=scene.cast.ines, at=NOON)
    assert faults() == []
    for change in ("DELETE FROM media_original", "UPDATE media_original SET destroyed_at = NULL, proof = NULL"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    again = seal(scene, files["a.png"])
    assert again != stub
    verify_original(again)


def test_a_destruction_that_was_not_noted_is_finished(scene: Scene, files: dict[str, SeizedFile]) -> None:
    original = seal(scene, files["a.png"])
    proof = vault_of_originals().destroy(bytes(original.content.sha256).hex(), at=NOON, by="x", why="y").proof
    assert "destroyed" in faults()[0]
    assert destroy(scene, original) == proof
    assert faults() == []


def test_a_report_with_the_same_file_keeps_its_own(scene: Scene, files: dict[str, SeizedFile]) -> None:
    with open_disk(files["a.png"]) as plain:
        sealed = vault().put(plain, limit=1 << 20)
    destroy(scene, seal(scene, files["a.png"]))
    assert vault().verify(sealed.sha256)


def open_disk(file: SeizedFile) -> BinaryIO:
    return (Path(os.fsdecode(bytes(file.seizure.folder))) / file.name).open("rb")


@pytest.mark.parametrize("end", ["", ".label", "both"])
def test_two_swapped_objects_are_seen(scene: Scene, files: dict[str, SeizedFile], end: str) -> None:
    one, two = seal(scene, files["a.png"]), seal(scene, files["b.png"])
    for ending in ("", ".label") if end == "both" else (end,):
        here, there = place(one, ending), place(two, ending)
        kept = here.read_bytes()
        here.write_bytes(there.read_bytes())
        there.write_bytes(kept)
    assert len(faults(one, two)) == 2


@pytest.mark.parametrize("column", ["content_id", "reference"])
def test_two_swapped_rows_are_seen(scene: Scene, files: dict[str, SeizedFile], column: str) -> None:
    one, two = seal(scene, files["a.png"]), seal(scene, files["b.png"])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {column} FROM media_original ORDER BY id")  # noqa: S608
        (first, a), (second, b) = cursor.fetchall()
        if column == "content_id":
            swap_contents(one, two)
        else:
            for number, value in ((first, b), (second, a)):
                cursor.execute("UPDATE media_original SET reference = %s WHERE id = %s", [value, number])
    assert len(faults(one, two)) == 2
    with pytest.raises(Problem):
        actions.open_original(original=Original.objects.get(pk=one.pk), case=scene.case, by=scene.cast.ines, at=NOON)


def swap_contents(one: Original, two: Original) -> None:
    """By way of a third content, because two rows never hold the same one."""
    with acting_as_system():
        third = Content.objects.exclude(pk__in=[one.content_id, two.content_id]).first()
        spare = third or Content.objects.create(sha256=b"3" * 32, sha1=b"", md5=b"", size=0, first_seen_at=NOON)
        for row, content in ((one, spare.pk), (two, one.content_id), (one, two.content_id)):
            Original.objects.filter(pk=row.pk).update(content=content)


def test_two_swapped_contents_are_seen(scene: Scene, files: dict[str, SeizedFile]) -> None:
    one, two = seal(scene, files["a.png"]), seal(scene, files["b.png"])
    with acting_as_system():
        named = {row.pk: bytes(row.content.sha256) for row in (one, two)}
        Content.objects.filter(pk=one.content_id).update(sha256=b"0" * 32)
        Content.objects.filter(pk=two.content_id).update(sha256=named[one.pk])
        Content.objects.filter(pk=one.content_id).update(sha256=named[two.pk])
    assert len(faults()) == 2


def test_an_object_of_the_same_content_from_elsewhere_is_seen(scene: Scene, files: dict[str, SeizedFile]) -> None:
    """The centre's other vault holds the same bytes for a report: its object does not pass as this one."""
    original = seal(scene, files["a.png"])
    with open_disk(files["a.png"]) as plain:
        vault().put(plain, limit=1 << 20)
    for end in ("", ".label"):
        other = vault()._folder / place(original, end).relative_to(vault_of_originals()._folder)
        place(original, end).write_bytes(other.read_bytes())
    with pytest.raises(OriginalSwapped):
        verify_original(original)


@pytest.mark.parametrize("change", ["bit", "cut", "content gone", "all gone", "label bit"])
def test_damage_is_seen(scene: Scene, files: dict[str, SeizedFile], change: str) -> None:
    original = seal(scene, files["a.png"])
    path = place(original, ".label" if change == "label bit" else "")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    if change.endswith("bit"):
        path.write_bytes(data)
    elif change == "cut":
        path.write_bytes(path.read_bytes()[:-20])
    else:
        path.unlink()
        if change == "all gone":
            place(original, ".label").unlink()
    (why,) = faults(original)
    assert "Restore" in why
    with acting_as_system(), pytest.raises(NotAsItWas, match="seized original"):
        seized_originals(10, at=LATER)
    if change not in {"content gone", "all gone", "cut"}:
        with (
            pytest.raises(ObjectDamaged),
            actions.open_original(original=original, case=scene.case, by=scene.cast.ines, at=NOON) as stream,
        ):
            stream.read()


def test_an_object_without_a_row_is_seen(scene: Scene, files: dict[str, SeizedFile]) -> None:
    with open_disk(files["a.png"]) as plain:
        vault_of_originals().put(plain, limit=1 << 20)
    (why,) = faults()
    assert why.startswith("It lies in the vault, and no row says what it belongs to.")


def test_people_seal_and_destroy_on_pages(scene: Scene, files: dict[str, SeizedFile]) -> None:
    stack = stack_of(scene, files["a.png"])
    address = f"/stacks/{stack.pk}/{files['a.png'].content_id}/original/"
    client = sign_in(Client(), scene.cast.ines)
    assert "Seal the original" in client.get(f"/stacks/{stack.pk}/").content.decode()
    assert client.post(address, {"file": files["a.png"].pk, "reason": ""}).status_code == 422
    assert client.post(address, {"file": files["b.png"].pk, "reason": WHY}).status_code == 422, "of another content"
    (Path(os.fsdecode(bytes(files["a.png"].seizure.folder))) / "a.png").write_bytes(b"changed")
    answer = client.post(address, {"file": files["a.png"].pk, "reason": WHY})
    assert answer.status_code == 422
    assert "not what was read" in answer.content.decode()
    page = client.post(address, {"file": files["copy.png"].pk, "reason": WHY}, follow=True).content.decode()
    assert "The original is sealed in the vault." in page
    assert WHY in page
    assert "Ines" in page
    assert "Original sealed" in client.get(f"/stacks/{stack.pk}/").content.decode()
    assert client.get(f"{address}destroy/").status_code == 404, "she is no supervisor"

    chen = sign_in(Client(), scene.cast.chen)
    assert "Nobody can bring it back" in chen.get(f"{address}destroy/").content.decode()
    assert chen.post(f"{address}destroy/", {"reason": ""}).status_code == 422
    page = chen.post(f"{address}destroy/", {"reason": "Order of the court."}, follow=True).content.decode()
    assert "Its digests and the signed proof stay." in page
    assert "Order of the court." in page
    assert chen.get(f"{address}destroy/").status_code == 422, "there is nothing left"


def test_after_a_rotation_originals_open_and_nothing_needs_the_old_key(
    home: Path, scene: Scene, files: dict[str, SeizedFile]
) -> None:
    original = seal(scene, files["a.png"])
    old = list(vault_of_originals().keys_in_use())
    rotate_and_reseal(file=VAULT, at=NOON, tell=lambda _: None)
    assert set(old).isdisjoint(vault_of_originals().keys_in_use())
    assert [entry.file for entry in list_keys(home)].count(VAULT) == 1
    assert faults(original) == []


def test_a_back_up_holds_originals(home: Path, scene: Scene, files: dict[str, SeizedFile], tmp_path: Path) -> None:
    original = seal(scene, files["a.png"])
    address = ServerAddress.load(Path(os.environ["DAYMARK_HOME"]))
    (tmp_path / "kept").mkdir()
    places = Places(home, home / "checkpoints")
    manifest = write_backup(
        places=places, address=address, folder=tmp_path / "kept", with_keys=True, at=NOON, tell=lambda _: None
    )
    assert str(place(original).relative_to(home)) in manifest.files
    again = Places(tmp_path / "again", tmp_path / "again" / "checkpoints")
    again.home.mkdir()
    restore_files(places=again, folder=tmp_path / "kept", manifest=manifest, keys_from=None)
    restored = Vault(again.home / "originals", Keys(again.home))
    assert restored.verify(bytes(original.content.sha256).hex())


@pytest.mark.deep
def test_two_hundred_megabytes_are_sealed_in_little_memory(scene: Scene, tmp_path: Path) -> None:
    folder = tmp_path / "big"
    folder.mkdir()
    with (folder / "big.bin").open("wb") as file:
        file.truncate(200_000_000)
    with acting_as_system():
        found = seize_folder(scene.case, folder)
    with acting_as(scene.cast.ines):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        original = seal(scene, found["big.bin"])
        verify_original(original)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 40_000, f"{grown} kB more memory"
