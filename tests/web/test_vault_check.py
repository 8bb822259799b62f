"""Every vault held against the database: what was changed, lost, swapped or left over in real vaults is named."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.utils import timezone

from casework.media.original_scene import seize
from casework.referrals.referral_cases import CONTENT, Scene, make_scene
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.keyring import vault, vault_of_originals
from daymark.casework.access.models import AuditRecord
from daymark.casework.access.queries.vaults import vaults_standing
from daymark.casework.media import actions
from daymark.casework.media.models import Content, Original, SeizedFile
from daymark.casework.referrals.models import Referral
from daymark.casework.reports.models import Attachment
from daymark.cli.practice.pictures import picture
from daymark.vault.inspection import Kind
from daymark.vault.keyring import make_keys
from daymark.vault.store import Vault
from daymark.web.checkup import Unwell, _vaults
from daymark.web.jobs import sample_vaults
from daymark.web.vault_check import Outcome, check_sample, check_whole, size_of_vaults
from examples import NOON
from people import sign_in

pytestmark = pytest.mark.django_db
AT = timezone.now() + timedelta(days=2)  # by then everything has its row


@pytest.fixture
def scene(settings: LazySettings, tmp_path: Path) -> Scene:
    """A report with a file, a referral that was sent with its package, and a home of its own."""
    home = tmp_path / "home"
    home.mkdir()
    settings.DAYMARK = replace(settings.DAYMARK, home=home)
    make_keys(home)
    scene = make_scene()
    scene.sent()
    return scene


@pytest.fixture
def originals(scene: Scene, tmp_path: Path) -> Iterator[list[Original]]:
    drawn = {f"{number}.png": picture(number) for number in (1, 2)}
    with acting_as_system():
        files = seize(scene.case, tmp_path / "disk", drawn)
    with acting_as(scene.cast.ines):
        yield [sealed(scene, file) for file in files.values()]


def sealed(scene: Scene, file: SeizedFile) -> Original:
    return actions.seal_original(file=file, by=scene.cast.ines, at=NOON, reason="The disk goes back.")


def check(*, at: datetime = AT, remove_orphans: bool = False) -> Outcome:
    outcome = Outcome()
    with acting_as_system():
        list(check_whole(at=at, step=lambda _: None, outcome=outcome, remove_orphans=remove_orphans))
    return outcome


def kinds(outcome: Outcome) -> list[tuple[str, Kind]]:
    return sorted((name, finding.kind) for name, finding in outcome.found)


def place(house: Vault, sha256: str, end: str = "") -> Path:
    return house._folder / sha256[:2] / sha256[2:4] / f"{sha256}{end}"


def orphan(house: Vault, content: bytes = b"nobody's") -> str:
    return house.put(io.BytesIO(content), limit=1 << 20).sha256


def test_a_centre_as_it_should_be_gives_no_finding_and_the_check_is_on_record(originals: list[Original]) -> None:
    outcome = check()
    assert outcome.found == []
    assert outcome.objects == 4, "a report's file, a package, two originals"
    assert (outcome.objects, outcome.read) < size_of_vaults(), "all was read; on the disk it is a little larger"
    with acting_as_system():
        assert json.loads(AuditRecord.objects.get(act="vaults read whole").detail)["objects"] == 4
    assert vaults_standing().findings == 0


@pytest.mark.parametrize("column", ["sha256", "md5", "size"])
def test_a_report_file_whose_row_was_changed_is_named_with_its_report(scene: Scene, column: str) -> None:
    with acting_as_system():
        changed = {"sha256": "0" * 64, "md5": "0" * 32, "size": 1}[column]
        Attachment.objects.update(**{column: changed})
    outcome = check()
    (finding,) = (each for _, each in outcome.found if each.kind is not Kind.ORPHAN)
    assert scene.report.reference in finding.why
    assert finding.kind is (Kind.LOST if column == "sha256" else Kind.SWAPPED)


def test_two_swapped_rows_of_report_files_and_packages_are_found(scene: Scene) -> None:
    with acting_as_system():
        file, package = Attachment.objects.get(), Referral.objects.get()
        mine, other = file.sha256, package.package_sha256
        Attachment.objects.update(sha256=other)
        Referral.objects.update(package_sha256=mine)
    assert kinds(check()) == [("vault", Kind.SWAPPED), ("vault", Kind.SWAPPED)]


@pytest.mark.parametrize("column", ["reference", "content_id", "sha256"])
def test_two_swapped_rows_of_originals_are_found_and_no_orphan_is_removed_then(
    originals: list[Original], column: str
) -> None:
    with acting_as_system():
        swap(originals, column)
    left = orphan(vault_of_originals())
    outcome = check(remove_orphans=True)
    assert kinds(outcome).count(("originals", Kind.SWAPPED)) == 2
    assert outcome.removed == []
    assert vault_of_originals().exists(left)


def swap(originals: list[Original], column: str) -> None:
    """What a person with the database in hand can do; by way of a third value where two rows never hold the same."""
    if column == "sha256":
        contents = [each.content_id for each in originals]
        digests = list(Content.objects.filter(pk__in=contents).order_by("pk").values_list("sha256", flat=True))
        for pk, digest in ((contents[0], b"0" * 32), (contents[1], digests[0]), (contents[0], digests[1])):
            Content.objects.filter(pk=pk).update(sha256=digest)
    elif column == "content_id":
        spare = Content.objects.create(sha256=b"3" * 32, sha1=b"", md5=b"", size=0, first_seen_at=NOON)
        one, two = (each.content_id for each in originals)
        for row, content in ((originals[0], spare.pk), (originals[1], one), (originals[0], two)):
            Original.objects.filter(pk=row.pk).update(content=content)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, reference FROM media_original ORDER BY id")
            (first, a), (second, b) = cursor.fetchall()
            cursor.execute("UPDATE media_original SET reference = %s WHERE id = %s", [b, first])
            cursor.execute("UPDATE media_original SET reference = %s WHERE id = %s", [a, second])


def test_an_object_of_each_vault_that_is_damaged_or_gone_is_named(scene: Scene, originals: list[Original]) -> None:
    with acting_as_system():
        file = Attachment.objects.get().sha256
    place(vault(), file).write_bytes(b"x")
    lost = bytes(originals[0].content.sha256).hex()
    for end in ("", ".label"):
        place(vault_of_originals(), lost, end).unlink()
    outcome = check()
    assert kinds(outcome) == [("originals", Kind.LOST), ("vault", Kind.DAMAGED)]
    assert "back-up" in outcome.found[0][1].mend


def test_a_destruction_that_was_not_noted_and_a_proof_that_was_altered_are_found(originals: list[Original]) -> None:
    one, two = (bytes(each.content.sha256).hex() for each in originals)
    vault_of_originals().destroy(one, at=NOON, by="x", why="y")
    proof = vault_of_originals().destroy(two, at=NOON, by="x", why="y").proof
    with acting_as_system():
        Original.objects.filter(pk=originals[1].pk).update(destroyed_at=NOON, proof=proof[:-9] + b"000000000")
    assert kinds(check()) == [("originals", Kind.DESTROYED), ("originals", Kind.PROOF)]


def test_orphans_of_a_day_are_listed_and_only_on_demand_removed_with_proof_and_a_record(
    scene: Scene, originals: list[Original]
) -> None:
    left = [orphan(vault()), orphan(vault_of_originals())]
    assert check(at=timezone.now()).found == [], "their rows may still come"
    assert kinds(check()) == [("originals", Kind.ORPHAN), ("vault", Kind.ORPHAN)]
    assert vault().exists(left[0])
    outcome = check(remove_orphans=True)
    assert outcome.found == []
    assert [each.sealed.sha256 for _, each in outcome.removed] == left
    assert not vault().exists(left[0])
    with acting_as_system():
        assert AuditRecord.objects.filter(act="orphan removed from vault").count() == 2
    assert check().found == []


def test_an_original_whose_row_was_taken_away_is_no_orphan_and_stays(originals: list[Original]) -> None:
    sha256 = bytes(originals[0].content.sha256).hex()
    spare = Content.objects.create(sha256=b"3" * 32, sha1=b"", md5=b"", size=0, first_seen_at=NOON)
    with acting_as_system():
        Original.objects.filter(pk=originals[0].pk).update(content=spare)
    outcome = check(remove_orphans=True)
    assert kinds(outcome) == [("originals", Kind.ROW_GONE), ("originals", Kind.SWAPPED)]
    assert vault_of_originals().exists(sha256)


def test_half_filled_reports_are_read_as_well(scene: Scene, settings: LazySettings) -> None:
    draft = Vault(settings.DAYMARK.home / "drafts" / "some", vault()._keys)
    sha256 = orphan(draft)
    assert check().found == []
    place(draft, sha256).write_bytes(b"x")
    assert kinds(check()) == [("drafts/some", Kind.DAMAGED)]


def test_what_a_night_found_stands_on_the_home_page_until_a_whole_check_finds_nothing(
    scene: Scene, originals: list[Original]
) -> None:
    sample_vaults(0)
    assert vaults_standing().findings == 0
    assert "found nothing" in _vaults(timezone.now())
    path = place(vault_of_originals(), bytes(originals[0].content.sha256).hex())
    whole = path.read_bytes()
    path.unlink()
    with acting_as_system():
        assert [each.kind for _, each in check_sample(at=timezone.now()).found] == [Kind.LOST]
        check_sample(at=timezone.now())
    assert vaults_standing().findings == 1, "each once, however many nights found it"
    with pytest.raises(Unwell, match="Found wrong when the vaults were read: 1"):
        _vaults(timezone.now())
    for person in (scene.cast.chen, scene.cast.ada):
        page = sign_in(Client(), person).get("/").content.decode()
        assert "1 sealed file does not stand as stored" in page
    assert "does not stand as stored" not in sign_in(Client(), scene.cast.ines).get("/").content.decode()
    path.write_bytes(whole)
    with acting_as_system():
        assert check_sample(at=timezone.now()).found == []
    assert vaults_standing().findings == 1
    check(at=timezone.now() + timedelta(seconds=5))
    assert vaults_standing().findings == 0


def test_a_file_that_two_reports_share_needs_no_second_object(scene: Scene) -> None:
    with acting_as_system():
        file = Attachment.objects.get()
        Attachment.objects.create(report=file.report, name="again", sha256=file.sha256, size=len(CONTENT))
    assert check().found == []
    assert os.listdir(vault()._folder / ".arriving") == []
