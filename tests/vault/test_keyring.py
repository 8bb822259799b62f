"""Making, rotating, dropping and locking keys."""

import base64
import stat

import pytest

from daymark.vault.keyfiles import KeyFileDamaged, KeyFileLocked, KeyFileOpenToOthers, KeysMissing
from daymark.vault.keykinds import KINDS, KeyStillNeeded
from daymark.vault.keyring import NoSuchKey, change_master_key, drop_key, list_keys, make_keys, rotate_key
from daymark.vault.keys import FIELDS, IDENTITY, SIGNING, VAULT, Keys
from daymark.vault.masterkey import MasterKey, MasterKeyUnfit, MasterKeyWrong, read_master_key
from daymark.vault.signatures import signature_holds
from vault.processes import in_processes


def contents(home) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (home / "keys").iterdir()}


def test_keys_are_private_and_complete(home) -> None:
    assert stat.S_IMODE((home / "keys").stat().st_mode) == 0o700
    assert set(contents(home)) == set(KINDS)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (home / "keys").iterdir()} == {0o600}
    assert [path.name for path in home.iterdir()] == ["keys"]


def test_making_keys_twice_changes_nothing(home) -> None:
    before = contents(home)
    assert make_keys(home) is False
    assert contents(home) == before


def test_lost_keys_are_not_replaced_by_new_ones(home) -> None:
    (home / "keys" / VAULT).unlink()
    with pytest.raises(KeysMissing, match=r"vault\.keyset"):
        make_keys(home)
    assert VAULT not in contents(home)


def test_no_keys_says_what_to_do(tmp_path) -> None:
    with pytest.raises(KeysMissing, match="daymark init"):
        Keys(tmp_path).seal(b"", b"")
    with pytest.raises(KeysMissing, match="restore"):
        rotate_key(tmp_path, FIELDS)


def test_of_many_processes_one_makes_the_keys(tmp_path) -> None:
    code = """
import sys
from pathlib import Path
from daymark.vault.keyring import make_keys
START
print(make_keys(Path(sys.argv[1])))
"""
    assert sorted(in_processes(4, code, tmp_path / "home")) == ["False", "False", "False", "True"]
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["keys"]


def test_a_key_file_that_others_may_read_is_refused(home) -> None:
    (home / "keys" / FIELDS).chmod(0o640)
    with pytest.raises(KeyFileOpenToOthers, match="chmod 600"):
        Keys(home).seal(b"", b"")


@pytest.mark.parametrize("name", list(KINDS))
@pytest.mark.parametrize("content", [b"", b"\xff\x00nonsense", b"{}", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_damaged_key_file_is_named_as_such(home, name, content) -> None:
    (home / "keys" / name).write_bytes(content)
    with pytest.raises(KeyFileDamaged):
        list_keys(home)


@pytest.mark.parametrize("name", list(KINDS))
def test_rotation_puts_the_new_key_first_and_keeps_the_old(home, name) -> None:
    (before,) = (entry.key_id for entry in list_keys(home) if entry.file == name)
    second, third = rotate_key(home, name), rotate_key(home, name)
    entries = [entry for entry in list_keys(home) if entry.file == name]
    assert [entry.key_id for entry in entries] == [third, second, before]
    assert [entry.newest for entry in entries] == [True, False, False]


def test_a_key_in_use_is_not_dropped(home) -> None:
    newest = next(entry.key_id for entry in list_keys(home) if entry.file == FIELDS)
    with pytest.raises(KeyStillNeeded, match="newest"):
        drop_key(home, FIELDS, newest, still_sealed=0)
    rotate_key(home, FIELDS)
    with pytest.raises(KeyStillNeeded, match="still opens 12 items"):
        drop_key(home, FIELDS, newest, still_sealed=12)
    with pytest.raises(NoSuchKey):
        drop_key(home, FIELDS, "00000000", still_sealed=0)
    with pytest.raises(NoSuchKey):
        drop_key(home, "other.keyset", newest, still_sealed=0)
    drop_key(home, FIELDS, newest, still_sealed=0)
    assert newest not in [entry.key_id for entry in list_keys(home)]


def test_a_former_signing_key_still_proves_but_cannot_sign(home) -> None:
    keys = Keys(home)
    signature, former = keys.sign(b"daymark test\n"), keys.public_key
    private_before = (home / "keys" / SIGNING).read_bytes()
    rotate_key(home, SIGNING)
    assert keys.public_keys[1:] == (former,)
    assert signature_holds(public_key=keys.public_keys[1], signature=signature, message=b"daymark test\n")
    assert private_before.splitlines()[1] not in (home / "keys" / SIGNING).read_bytes()
    with pytest.raises(KeyStillNeeded, match="proves old records"):
        drop_key(home, SIGNING, list_keys(home)[-2].key_id, still_sealed=0)


def test_an_old_package_identity_can_be_dropped(home) -> None:
    keys = Keys(home)
    old = keys.recipient
    rotate_key(home, IDENTITY)
    assert [str(identity.to_public()) for identity in keys.identities] == [keys.recipient, old]
    entries = [entry for entry in list_keys(home) if entry.file == IDENTITY]
    drop_key(home, IDENTITY, entries[1].key_id, still_sealed=0)
    assert [str(identity.to_public()) for identity in keys.identities] == [keys.recipient]


def test_with_a_master_key_nothing_readable_lies_on_the_disk(tmp_path) -> None:
    master = MasterKey.generate()
    make_keys(tmp_path, master=master)
    keys = Keys(tmp_path, master=master)
    assert keys.open_sealed(keys.seal(b"x", b"row"), b"row") == b"x"
    assert all(data.startswith(b"daymark locked key file 1\n") for data in contents(tmp_path).values())
    assert not any(word in data for data in contents(tmp_path).values() for word in (b"SECRET", b"PRIVATE", b"typeUrl"))
    with pytest.raises(KeyFileLocked, match="DAYMARK_MASTER_KEY_FILE"):
        Keys(tmp_path).seal(b"x", b"row")
    with pytest.raises(MasterKeyWrong):
        Keys(tmp_path, master=MasterKey.generate()).seal(b"x", b"row")


def test_a_locked_file_put_in_place_of_another_is_refused(tmp_path) -> None:
    master = MasterKey.generate()
    make_keys(tmp_path, master=master)
    folder = tmp_path / "keys"
    (folder / FIELDS).write_bytes((folder / VAULT).read_bytes())
    with pytest.raises(MasterKeyWrong):
        Keys(tmp_path, master=master).seal(b"x", b"row")


def test_the_master_key_can_be_set_changed_and_taken_away(home) -> None:
    sealed = Keys(home).seal(b"x", b"row")
    first, second = MasterKey.generate(), MasterKey.generate()
    for old, new in ((None, first), (first, second), (second, None)):
        change_master_key(home, old=old, new=new)
        rotate_key(home, FIELDS, master=new)
        assert Keys(home, master=new).open_sealed(sealed, b"row") == b"x"


def test_an_interrupted_change_of_master_key_is_finished_by_running_it_again(home) -> None:
    first = MasterKey.generate()
    plain = (home / "keys" / SIGNING).read_bytes()
    change_master_key(home, old=None, new=first)
    (home / "keys" / SIGNING).write_bytes(plain)
    change_master_key(home, old=None, new=first)
    assert all(data.startswith(b"daymark locked") for data in contents(home).values())


def test_master_key_is_read_from_the_environment_or_a_file(tmp_path) -> None:
    master = MasterKey.generate()
    path = tmp_path / "master"
    path.write_text(master.to_text() + "\n")
    assert read_master_key({}) is None
    assert read_master_key({"DAYMARK_MASTER_KEY": master.to_text()}) == master
    assert read_master_key({"DAYMARK_MASTER_KEY_FILE": str(path)}) == master
    assert master.to_text() not in repr(master)
    in_base64 = base64.b64encode(bytes.fromhex(master.to_text())).decode()
    assert read_master_key({"DAYMARK_MASTER_KEY": in_base64}) == master


@pytest.mark.parametrize("text", ["password", "c2hvcnQ=", "", " ", "ä" * 44, "x" * 64, "0" * 63])
def test_a_weak_master_key_is_refused(text, tmp_path) -> None:
    (tmp_path / "master").write_text(text)
    with pytest.raises(MasterKeyUnfit):
        read_master_key({"DAYMARK_MASTER_KEY_FILE": str(tmp_path / "master")})
    with pytest.raises(MasterKeyUnfit, match="cannot be read: No such file"):
        read_master_key({"DAYMARK_MASTER_KEY_FILE": str(tmp_path / "absent")})
