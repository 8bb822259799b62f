"""The drill: a filled centre is backed up while it runs and stood up again elsewhere; a bad back-up is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyrage
import pytest

from cli.centre import FILL, Centre, a_centre, an_empty_home
from daymark.cli.running import UNFINISHED
from daymark.web import backups
from daymark.web.sealed_backups import SEALED
from filled import CANARY

LOOK = """
from django.db import connection
from daymark.casework.access.context import acting_as_system
from daymark.casework.access.keyring import vault
from daymark.casework.reports.models import Report, Received
from daymark.casework.cases.models import LogEntry
with acting_as_system():
    print("report", sum("CANARY" in (r.understood["narrative"] or "") for r in Report.objects.all()))
    print("log", sum(e.text == "CANARY" for e in LogEntry.objects.all()))
    print("vault", [vault().verify(a).size for a in vault().addresses()])
""".replace("CANARY", CANARY)


@dataclass
class Drill:
    """A centre, what was seen in it, and its back-up taken while it ran."""

    centre: Centre
    seen: str
    folder: Path
    told: str


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    folder = tmp_path_factory.mktemp("drill") / "backup"
    with a_centre() as centre:
        centre.python(FILL)
        centre.run("audit", "checkpoint")
        with centre.serving("--workers", "1"):
            told = centre.run("backup", folder).stdout
            seen = centre.python(LOOK)
        yield Drill(centre, seen, folder, told)


def copied(drill: Drill, tmp_path: Path) -> Path:
    return Path(shutil.copytree(drill.folder, tmp_path / "copy"))


def test_the_centre_stands_again_on_another_path_with_everything_in_it(drill: Drill) -> None:
    assert "report 1" in drill.seen
    assert "The keys are in it" in drill.told
    with an_empty_home() as other:
        told = other.run("restore", drill.folder).stdout
        assert "as in the back-up" in told
        assert "Sealed values open." in told
        assert "sealed originals read whole" in told
        assert "Restored in" in told
        assert "It is as of" in told
        assert other.python(LOOK) == drill.seen
        assert other.run("audit", "verify").stdout.strip()
        findings = [json.loads(line) for line in other.run("doctor", "--json", status=None).stdout.splitlines()]
        assert len(findings) > 10
        # nobody serves it now: nothing else is wrong
        assert {each["part"] for each in findings if not each["well"]} <= {"worker"}
        again = other.run("restore", drill.folder, status=2)
        assert "Restore into an empty home" in again.stderr


def test_nothing_that_was_reported_lies_readable_on_the_disk(drill: Drill) -> None:
    places = [drill.centre.home, drill.folder, drill.centre.home.with_name("home.log")]
    places += [Path("/var/lib/daymark") / drill.centre.home.name]
    files = [path for place in places for path in ([place] if place.is_file() else place.rglob("*")) if path.is_file()]
    assert any("base" in path.parts for path in files)
    assert any("pg_wal" in path.parts for path in files)
    hits = [str(path) for path in files if CANARY.encode() in path.read_bytes()]
    assert hits == []


def test_an_altered_a_missing_and_an_unfinished_back_up_are_refused(drill: Drill, tmp_path: Path) -> None:
    folder = copied(drill, tmp_path)
    dump = folder / backups.DUMP
    whole = dump.read_bytes()
    dump.write_bytes(whole[:500] + bytes([whole[500] ^ 1]) + whole[501:])
    with pytest.raises(backups.BackupDamaged, match=r"database\.dump is missing or altered"):
        backups.read_manifest(folder)
    dump.write_bytes(whole)
    backups.read_manifest(folder)
    label = next((folder / "vault").rglob("*.label"))
    label.rename(tmp_path / "aside")
    with pytest.raises(backups.BackupDamaged, match=r"vault/.*label is missing"):
        backups.read_manifest(folder)
    (tmp_path / "aside").rename(label)
    (folder / backups.MANIFEST).rename(tmp_path / "manifest")
    with pytest.raises(backups.BackupDamaged, match="interrupted"):
        backups.read_manifest(folder)
    (folder / backups.MANIFEST).write_text("{}")
    with pytest.raises(backups.BackupDamaged, match="cannot be read"):
        backups.read_manifest(folder)


def test_a_manifest_cannot_lead_out_of_the_back_up(drill: Drill, tmp_path: Path) -> None:
    folder = copied(drill, tmp_path)
    (tmp_path / "outside").write_bytes(b"")
    for name in ("../outside", "/etc/passwd"):
        manifest = json.loads((drill.folder / backups.MANIFEST).read_text())
        manifest["files"][name] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        (folder / backups.MANIFEST).write_text(json.dumps(manifest))
        with pytest.raises(backups.BackupDamaged, match="outside"):
            backups.read_manifest(folder)


def test_a_refused_restore_leaves_the_home_as_it_was(drill: Drill, tmp_path: Path) -> None:
    folder = copied(drill, tmp_path)
    (folder / backups.DUMP).unlink()
    with an_empty_home() as other:
        done = other.run("restore", folder, status=2)
        assert "nothing was restored" in done.stderr
        assert list(other.home.iterdir()) == []


def test_without_its_keys_a_back_up_is_restored_only_when_they_are_named(drill: Drill, tmp_path: Path) -> None:
    folder = copied(drill, tmp_path)
    shutil.move(folder / "keys", tmp_path / "medium")
    places = backups.Places(tmp_path / "home", tmp_path / "home" / "checkpoints")
    with pytest.raises(backups.KeysNotThere):
        backups.refuse_unrestorable(places=places, folder=folder, keys_from=None)
    backups.refuse_unrestorable(places=places, folder=folder, keys_from=tmp_path / "medium")
    manifest = backups.Manifest.from_json((folder / backups.MANIFEST).read_text())
    kept = {name: digest for name, digest in manifest.files.items() if not name.startswith("keys/")}
    without = replace(manifest, files=kept, folders=tuple(each for each in manifest.folders if each != "keys"))
    backups.restore_files(places=places, folder=folder, manifest=without, keys_from=tmp_path / "medium")
    assert sorted(path.name for path in (places.home / "keys").iterdir()) == sorted(
        path.name for path in (drill.folder / "keys").iterdir()
    )
    assert {path.stat().st_mode & 0o077 for path in places.home.rglob("*")} == {0}


@pytest.mark.deep
def test_an_encrypted_back_up_is_opened_by_its_recipient_alone(drill: Drill, tmp_path: Path) -> None:
    recipient, stranger = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    for name, identity in (("recipient", recipient), ("stranger", stranger)):
        (tmp_path / name).write_text(f"# made for a test\n{identity}\n")
    folder = tmp_path / "sealed"
    made = drill.centre.run("backup", folder, "--to", str(recipient.to_public()), "--json").stdout
    assert json.loads(made)["rows"] > 0
    assert [path.name for path in folder.iterdir()] == [SEALED]
    assert not list(drill.centre.home.glob(".backup-*"))
    with an_empty_home() as other:
        assert "--identity" in other.run("restore", folder, status=2).stderr
        assert "cannot be opened" in other.run("restore", folder, "--identity", tmp_path / "stranger", status=2).stderr
        other.run("restore", folder, "--identity", tmp_path / "recipient")
        assert other.python(LOOK) == drill.seen
        assert not list(other.home.glob(".restore-*"))


def test_an_old_back_up_is_never_written_over(drill: Drill) -> None:
    assert "not empty" in drill.centre.run("backup", drill.folder, status=2).stderr


def test_a_home_whose_restore_was_interrupted_is_not_used(tmp_path: Path) -> None:
    with an_empty_home() as centre:
        centre.home.mkdir(mode=0o711)
        (centre.home / UNFINISHED).touch()
        assert "was interrupted" in centre.run("init", status=2).stderr


def test_a_back_up_of_an_outside_server_is_left_to_its_own_tools(tmp_path: Path) -> None:
    with an_empty_home(DAYMARK_PRACTICE="1", DAYMARK_DATABASE_URL="postgresql://a:b@127.0.0.1:1/x") as centre:
        assert "own tools" in centre.run("backup", tmp_path / "backup", status=2).stderr
