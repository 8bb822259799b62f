"""`daymark doctor`: each thing that can be wrong is found, said in words, and answered with what mends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connections
from django.utils import timezone

from daymark.casework.access.actions import record, write_checkpoint
from daymark.casework.access.context import acting_as_system
from daymark.vault.keykinds import FIELDS
from daymark.vault.keyring import make_keys, rotate_key
from daymark.web.certificates import certificate_files
from daymark.web.checkup import Finding, findings
from filled import fill_centre


@pytest.fixture
def home(committed: None, tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    """A filled centre that is well, but that no worker serves it."""
    tmp_path.chmod(0o700)
    settings.DAYMARK = replace(settings.DAYMARK, home=tmp_path, checkpoints=tmp_path / "checkpoints")
    make_keys(tmp_path)
    fill_centre()
    with acting_as_system():
        write_checkpoint(at=timezone.now())
    yield tmp_path
    for alias in connections:
        connections[alias].close()


def wrong(at: timedelta = timedelta()) -> dict[str, Finding]:
    return {each.part: each for each in findings(at=timezone.now() + at) if not each.well}


def test_what_is_well_is_said_to_be_well(home: Path) -> None:
    assert set(wrong()) == {"worker"}
    connections["owner"].close()


def test_what_is_wrong_is_found_and_answered(home: Path, settings: LazySettings) -> None:
    (home / "keys").chmod(0o755)
    assert wrong()["home"].mend.startswith("chmod -R go-rwx")
    (home / "keys").chmod(0o700)

    rotate_key(home, FIELDS)
    assert wrong()["keys"].mend == "daymark keys rotate fields.keyset"

    assert "there should be one each hour" in wrong(timedelta(hours=4))["audit record"].sentence

    with acting_as_system():
        record(act="a record of tomorrow", by=None, at=timezone.now() + timedelta(days=1))
    assert "the clock went back" in wrong()["clock"].sentence

    original = next((home / "vault").rglob("*.label")).with_suffix("")
    content = original.read_bytes()
    original.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert original.name in wrong()["sealed originals"].sentence

    (home / "keys").rename(home / "keys.away")
    found = wrong()
    assert "not there" in found["keys"].sentence
    assert {"sealed values", "sealed originals"} <= set(found)


def test_a_real_centre_is_asked_for_more_than_a_practice_centre(home: Path, settings: LazySettings) -> None:
    settings.DAYMARK = replace(settings.DAYMARK, practice=False, tls=True, hostnames=("daymark.example.org",))
    found = wrong()
    assert found["back-up"].mend == "daymark backup FOLDER"
    certificate_files(home, ("other.example.org",))
    assert "certificate" in wrong()
    certificate_files(home, settings.DAYMARK.hostnames)
    assert "certificate" not in wrong()


def test_a_login_that_owns_tables_is_found(home: Path) -> None:
    login = connections["owner"].settings_dict
    before = {name: connections["default"].settings_dict[name] for name in ("USER", "PASSWORD")}
    connections["default"].close()
    try:
        connections["default"].settings_dict.update(USER=login["USER"], PASSWORD=login["PASSWORD"])
        assert "owns tables" in wrong()["database"].sentence
    finally:
        connections["default"].close()
        connections["default"].settings_dict.update(before)
