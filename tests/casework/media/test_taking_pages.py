"""The pages on which somebody chooses a folder, starts its reading, and sees how far it is."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from casework.media.test_pages import words
from casework.referrals.referral_cases import Scene, make_scene
from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.media import actions
from daymark.casework.media.actions.files import Listed
from daymark.casework.media.models import Exhibit, Seizure
from daymark.casework.media.rules import State, Sums, pace
from daymark.casework.media.taking import Folder
from daymark.web.checkup import CHECKS, Unwell
from daymark.web.middleware.sessions import LAST_SEEN
from examples import NOON
from people import sign_in

pytestmark = pytest.mark.django_db

SEIZURES = {part: check for part, check, _ in CHECKS}["seizures"]


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def client(scene: Scene) -> Client:
    return sign_in(Client(), scene.cast.ines)


@pytest.fixture
def evidence(tmp_path: Path, settings: LazySettings) -> Path:
    """A root with a disk in it that pages may read."""
    root = tmp_path / "evidence"
    (root / "disk1" / "DCIM").mkdir(parents=True)
    (root / "disk1" / "a.txt").write_text("a")
    settings.DAYMARK = replace(settings.DAYMARK, seizure_roots=(root,))
    return root


def take(scene: Scene, folder: Path | None = None) -> str:
    inside = f"?in={Folder(os.fsencode(folder)).token}" if folder else ""
    return f"/cases/{scene.case.reference}/take/{inside}"


def begun(scene: Scene, folder: Path, *, by_page: bool = True) -> Seizure:
    with acting_as_system():
        exhibit = actions.exhibit_named(case=scene.case, name="ABC/1", by=None, at=NOON)
        given = {"exhibit": exhibit, "folder": os.fsencode(folder), "at": NOON}
        return actions.ask(by=scene.cast.ines, **given) if by_page else actions.begin_or_resume(by=None, **given)


def changed(seizure: Seizure, **fields: object) -> None:
    with acting_as_system():
        Seizure.objects.filter(pk=seizure.pk).update(**fields)


def audit(act: str) -> list[AuditRecord]:
    with acting_as_system():
        return list(AuditRecord.objects.filter(act=act))


def test_without_a_setting_the_page_says_how_it_is_allowed(scene: Scene, client: Client) -> None:
    page = words(client, take(scene))
    assert "DAYMARK_SEIZURE_ROOTS" in page
    assert f"daymark seize FOLDER --case {scene.case.reference}" in page
    assert client.post(take(scene, Path("/etc")), {"exhibit": "new", "name": "X"}).status_code == 404


def test_the_case_and_the_exhibit_lead_to_the_folders(scene: Scene, client: Client, evidence: Path) -> None:
    exhibit = begun(scene, evidence / "disk1").exhibit_id
    assert take(scene) in client.get(f"/cases/{scene.case.reference}/").content.decode()
    assert f"{take(scene)}?exhibit={exhibit}" in client.get(f"/exhibits/{exhibit}/").content.decode()
    page = client.get(f"{take(scene)}?exhibit={exhibit}").content.decode()
    assert str(evidence) in page
    (inside,) = re.findall(r'href="(\?[^"]*in=[^"]*)"', page)
    page = client.get(take(scene).split("?")[0] + inside.replace("&amp;", "&")).content.decode()
    assert "disk1" in page
    assert re.search(rf'value="{exhibit}"[^>]*checked', page), "the exhibit from which one came is chosen"


def test_a_folder_is_taken_in_for_a_new_exhibit(scene: Scene, client: Client, evidence: Path) -> None:
    address = take(scene, evidence / "disk1")
    assert "DCIM" in words(client, address)
    assert "Give the name on its label" in client.post(address, {"exhibit": "new"}).content.decode()
    answer = client.post(address, {"exhibit": "new", "name": "ABC/9"})
    with acting_as_system():
        seizure = Seizure.objects.get()
        assert (seizure.state, seizure.begun_by, seizure.exhibit.name) == (State.WAITING, scene.cast.ines, "ABC/9")
        assert bytes(seizure.folder) == os.fsencode(evidence / "disk1")
        assert ProcrastinateJob.objects.get(queue_name="seizures").args == {"reference": seizure.reference}
    assert answer["Location"] == f"/seizures/{seizure.reference}/"
    assert "Waiting for its turn" in words(client, answer["Location"])
    assert [record.actor_name for record in audit("seizure begun")] == [scene.cast.ines.name]
    assert [json.loads(record.detail)["folder"] for record in audit("folders listed")] == [str(evidence / "disk1")]
    again = client.post(address, {"exhibit": str(seizure.exhibit_id)})
    assert again.status_code == 422
    assert "is being read already" in again.content.decode()
    assert f"as {seizure.reference} of exhibit ABC/9" in words(client, address)


def test_folders_that_are_none_of_the_roots_are_not_there(scene: Scene, client: Client, evidence: Path) -> None:
    (evidence / "out").symlink_to("/etc")
    for folder in (Path("/etc"), evidence / "out", evidence / "..", evidence / "disk1" / "a.txt", evidence / "gone"):
        assert client.get(take(scene, folder)).status_code == 404
        assert client.post(take(scene, folder), {"exhibit": "new", "name": "X"}).status_code == 404
    with acting_as_system():
        assert not Exhibit.objects.exists()


def test_who_may_take_files_in(scene: Scene, evidence: Path) -> None:
    seizure = begun(scene, evidence / "disk1")
    changed(seizure, state=State.PAUSED)
    cast = scene.cast
    for person, status in (
        (cast.ines, 200),
        (cast.ben, 200),
        (cast.chen, 200),
        (cast.amina, 404),
        (cast.sol, 404),
        (cast.ada, 404),
    ):
        client = sign_in(Client(), person)
        assert client.get(take(scene)).status_code == status, person
    triage = sign_in(Client(), cast.amina)
    assert "Go on" not in words(triage, f"/seizures/{seizure.reference}/")
    assert "Take files in" not in words(triage, f"/cases/{scene.case.reference}/")
    assert triage.post(f"/seizures/{seizure.reference}/go-on/").status_code == 404


def test_paused_and_gone_on_with_from_its_page(scene: Scene, client: Client, evidence: Path) -> None:
    seizure = begun(scene, evidence / "disk1")
    address = f"/seizures/{seizure.reference}/"
    page = client.post(f"{address}pause/", follow=True).content.decode()
    assert "goes on from there when somebody says so" in page
    assert "Go on" in page
    client.post(f"{address}go-on/")
    with acting_as_system():
        assert Seizure.objects.get().state == State.WAITING
    assert client.post(f"{address}go-on/").status_code == 422


def test_what_a_command_began_elsewhere_goes_on_by_command(scene: Scene, client: Client, evidence: Path) -> None:
    seizure = begun(scene, Path("/mnt/other disk"), by_page=False)
    page = words(client, f"/seizures/{seizure.reference}/")
    assert "The command that read it ended before it was done" in page
    told = f"daymark seize &#x27;/mnt/other disk&#x27; --case {scene.case.reference} --exhibit ABC/1"
    assert told in page
    answer = client.post(f"/seizures/{seizure.reference}/go-on/")
    assert answer.status_code == 422
    assert "Its page shows the command" in answer.content.decode()


def test_what_a_command_left_in_a_folder_that_is_allowed_goes_on_from_its_page(
    scene: Scene, client: Client, evidence: Path
) -> None:
    seizure = begun(scene, evidence / "disk1", by_page=False)
    assert "Go on" in words(client, f"/seizures/{seizure.reference}/")
    assert client.post(f"/seizures/{seizure.reference}/go-on/").status_code == 302
    with acting_as_system():
        assert Seizure.objects.get().on_server


def test_a_fault_stands_on_the_page_and_in_the_check_up(scene: Scene, client: Client, evidence: Path) -> None:
    seizure = begun(scene, evidence / "disk1")
    with acting_as_system():
        actions.fail(seizure=seizure, problem="The folder is not there.", at=NOON)
    page = words(client, f"/seizures/{seizure.reference}/")
    assert "Why it stopped The folder is not there." in page
    with acting_as_system(), pytest.raises(Unwell, match="The folder is not there"):
        SEIZURES(timezone.now())


def test_the_check_up_sees_that_nobody_reads(scene: Scene, evidence: Path) -> None:
    with acting_as_system():
        assert SEIZURES(timezone.now()) == "Each folder of DAYMARK_SEIZURE_ROOTS is there."
    begun(scene, evidence / "disk1")
    with acting_as_system():
        SEIZURES(timezone.now())
        with pytest.raises(Unwell, match="1 seizure waits, and nobody reads it"):
            SEIZURES(timezone.now() + timedelta(minutes=3))


def test_progress_is_told_and_the_page_asks_for_it(scene: Scene, client: Client, evidence: Path) -> None:
    seizure = begun(scene, evidence / "disk1")
    address = f"/seizures/{seizure.reference}/"
    assert f'hx-get="{address}progress/"' in client.get(address).content.decode()
    with acting_as_system():
        seizure = actions.take_up(seizure=seizure, at=NOON)
        actions.list_files(seizure=seizure, listed=[Listed(b"%d" % number, 1_000, 1) for number in range(3)])
    assert "3 names listed so far" in words(client, f"{address}progress/")
    with acting_as_system():
        actions.end_listing(seizure=seizure, at=timezone.now() - timedelta(seconds=10))
    told = words(client, f"{address}progress/")
    assert "0 of 3 files" in told
    assert "The process that read it ended" in told, "nobody holds its lock here"
    with acting_as_system():
        actions.finish(seizure=seizure, by=None, at=NOON)
    assert client.get(f"{address}progress/")["HX-Refresh"] == "true"


def test_bytes_a_second_are_those_of_this_run() -> None:
    began = NOON - timedelta(seconds=10)
    sums = Sums(files=3, size=9_000, read=2, read_size=6_000)
    assert pace(sums, read_before=1_000, began_at=began, at=NOON) == 500
    assert pace(sums, read_before=6_000, began_at=began, at=NOON) is None
    assert pace(sums, read_before=0, began_at=NOON, at=NOON) is None


def test_a_page_left_open_goes_on_record_once_and_keeps_nobody_signed_in(
    scene: Scene, client: Client, evidence: Path
) -> None:
    seizure = begun(scene, evidence / "disk1")
    address = f"/seizures/{seizure.reference}/"
    client.get(address)
    read = len(audit("seizure read"))
    seen = last_seen(client, lambda at: at - 600)
    for _ in range(5):
        assert client.get(f"{address}progress/", headers={"X-Refreshes-Itself": "1"}).status_code == 200
    assert len(audit("seizure read")) == read
    assert last_seen(client) == seen
    client.get(address)
    assert last_seen(client) > seen


def last_seen(client: Client, change: Callable[[float], float] = lambda at: at) -> float:
    """When the session was last used by a click, after this change to it."""
    session = client.session
    session[LAST_SEEN] = change(session[LAST_SEEN])
    session.save()
    return float(session[LAST_SEEN])
