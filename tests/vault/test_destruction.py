"""Destroyed means destroyed, with a proof that the centre signed."""

import io
from datetime import UTC, datetime

import pytest

from daymark.vault.destruction import AlreadyDestroyed, ProofBroken, add_stub, prove_destruction, read_proof
from daymark.vault.keykinds import SIGNING
from daymark.vault.keyring import make_keys, rotate_key
from daymark.vault.keys import Keys
from daymark.vault.labels import Label, NotInVault, SealedObject
from daymark.vault.store import Vault

NOON = datetime(2026, 11, 20, 12, 0, 0, 123, tzinfo=UTC)
CONTENT = b"content that the law wants gone"


@pytest.fixture
def vault(home, keys) -> Vault:
    return Vault(home, keys)


@pytest.fixture
def stored(vault: Vault) -> SealedObject:
    return vault.put(io.BytesIO(CONTENT), limit=1000)


def destroy(vault: Vault, sha256: str):
    return vault.destroy(sha256, at=NOON, by="officer 12", why="retention period over")


def folder_of(home, stored: SealedObject):
    return home / "vault" / stored.sha256[:2] / stored.sha256[2:4]


def test_a_destroyed_object_is_gone_and_the_stub_says_so(home, vault: Vault, stored: SealedObject) -> None:
    destroyed = destroy(vault, stored.sha256)
    assert [path.name for path in folder_of(home, stored).iterdir()] == [f"{stored.sha256}.destroyed"]
    assert not vault.exists(stored.sha256)
    for attempt in (vault.open, vault.verify, vault.describe):
        with pytest.raises(AlreadyDestroyed):
            attempt(stored.sha256)
    assert vault.destructions(stored.sha256) == [destroyed]
    assert (destroyed.sealed, destroyed.at, destroyed.by, destroyed.why) == (
        stored,
        NOON,
        "officer 12",
        "retention period over",
    )


def test_destroying_again_returns_the_same_proof(vault: Vault, stored: SealedObject) -> None:
    first = destroy(vault, stored.sha256)
    again = vault.destroy(stored.sha256, at=datetime(2027, 1, 1, tzinfo=UTC), by="somebody else", why="other")
    assert again == first


def test_an_object_with_a_stub_is_unreadable_even_before_its_files_are_gone(home, vault, keys, stored) -> None:
    """The moment between stub and removal, as a power cut leaves it."""
    label_path = folder_of(home, stored) / f"{stored.sha256}.label"
    proof = prove_destruction(keys, Label.read(label_path), at=NOON, by="officer 12", why="retention period over")
    add_stub(folder_of(home, stored) / f"{stored.sha256}.destroyed", proof)
    assert not vault.exists(stored.sha256)
    with pytest.raises(AlreadyDestroyed):
        vault.open(stored.sha256)
    assert destroy(vault, stored.sha256) == proof
    assert not label_path.exists()
    assert not (folder_of(home, stored) / stored.sha256).exists()


def test_a_label_from_a_backup_does_not_bring_a_destroyed_object_back(home, vault, stored) -> None:
    kept = {path: path.read_bytes() for path in folder_of(home, stored).iterdir()}
    destroy(vault, stored.sha256)
    for path, content in kept.items():
        path.write_bytes(content)
    with pytest.raises(AlreadyDestroyed):
        vault.open(stored.sha256)


def test_the_same_content_may_arrive_again_and_is_destroyed_again(vault: Vault, stored: SealedObject) -> None:
    destroy(vault, stored.sha256)
    assert vault.put(io.BytesIO(CONTENT), limit=1000) == stored
    assert vault.verify(stored.sha256) == stored
    destroy(vault, stored.sha256)
    first, second = vault.destructions(stored.sha256)
    assert first.sealed == second.sealed
    assert first.object_id != second.object_id


def test_an_object_with_a_damaged_label_can_still_be_destroyed(home, vault: Vault, stored: SealedObject) -> None:
    (folder_of(home, stored) / f"{stored.sha256}.label").write_bytes(b"nonsense")
    destroyed = destroy(vault, stored.sha256)
    assert destroyed.sealed == SealedObject(stored.sha256, "unknown", "unknown", -1)
    assert [path.suffix for path in folder_of(home, stored).iterdir()] == [".destroyed"]


def test_every_flipped_bit_of_a_stub_is_found(home, vault: Vault, stored: SealedObject) -> None:
    proof = destroy(vault, stored.sha256).proof
    assert read_proof(proof, vault._keys.public_keys)
    for bit in range(len(proof) * 8):
        changed = bytearray(proof)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ProofBroken):
            read_proof(bytes(changed), vault._keys.public_keys)


def test_a_proof_holds_after_the_signing_key_was_rotated(home, vault: Vault, stored: SealedObject) -> None:
    destroyed = destroy(vault, stored.sha256)
    rotate_key(home, SIGNING)
    assert vault.destructions(stored.sha256) == [destroyed]


def test_a_stub_signed_by_a_stranger_proves_nothing(home, tmp_path, vault, stored) -> None:
    make_keys(tmp_path / "stranger")
    stranger = Keys(tmp_path / "stranger")
    label = Label.read(folder_of(home, stored) / f"{stored.sha256}.label")
    forged = prove_destruction(stranger, label, at=NOON, by="nobody", why="none")
    add_stub(folder_of(home, stored) / f"{stored.sha256}.destroyed", forged)
    with pytest.raises(ProofBroken):
        vault.open(stored.sha256)


def test_nothing_to_destroy_is_said(vault: Vault, stored: SealedObject) -> None:
    with pytest.raises(NotInVault):
        destroy(vault, stored.sha256[:4] + "0" * 60)
