"""Packages between agencies: what arrives is what was sent, by whom it was sent, to whom it was sent, or nothing."""

import io
import os
import random
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.problems import Problem
from daymark.vault.envelopes import (
    NotAnAddress,
    NotForUs,
    PackageTooLarge,
    SealingSink,
    UnknownSigner,
)
from daymark.vault.keyring import make_keys
from daymark.vault.keys import Keys
from daymark.vault.manifests import Manifest, PackageDamaged, PartEntry, UnsafeName, check_names
from daymark.vault.packages import Part, PartChanged, build_package, read_package
from daymark.vault.signatures import signature_holds
from daymark.vault.store import Vault

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
REPORT = Part.from_bytes("referral.json", b'{"reference": "R-2026-000123"}')
PAGE = Part.from_bytes("referral.pdf", b"%PDF-1.7 harmless" * 40)


@pytest.fixture(scope="session")
def partner(tmp_path_factory) -> Keys:
    home = tmp_path_factory.mktemp("partner")
    make_keys(home)
    return Keys(home)


@pytest.fixture(scope="session")
def stranger(tmp_path_factory) -> Keys:
    home = tmp_path_factory.mktemp("stranger")
    make_keys(home)
    return Keys(home)


def build(path: Path, keys: Keys, parts: list[Part], recipient_keys: list[str]):
    return build_package(
        path,
        parts,
        keys=keys,
        kind="referral",
        reference="R-2026-000123",
        sender="National Centre",
        recipient="Northern Force",
        recipient_keys=recipient_keys,
        at=NOON,
    )


def contents(path: Path, reader: Keys, sender: Keys) -> dict[str, bytes]:
    with read_package(path, identities=reader.identities, trusted_keys=[sender.public_key]) as package:
        return {part.name: package.read(part.name) for part in package.manifest.parts}


@pytest.fixture
def sealed(tmp_path, keys, partner) -> Path:
    return build(tmp_path / "sealed.age", keys, [REPORT, PAGE], [partner.recipient]).path


@pytest.fixture
def plain(tmp_path, keys) -> Path:
    return build(tmp_path / "plain.zip", keys, [REPORT, PAGE], []).path


def test_the_recipient_reads_what_was_sent(sealed: Path, keys: Keys, partner: Keys) -> None:
    with read_package(sealed, identities=partner.identities, trusted_keys=[keys.public_key]) as package:
        assert package.encrypted
        assert package.signed_by == keys.public_key
        assert (package.manifest.kind, package.manifest.recipient) == ("referral", "Northern Force")
        assert package.manifest.created_at == NOON
        assert [part.name for part in package.manifest.parts] == ["referral.json", "referral.pdf"]
        with package.open("referral.pdf") as stream:
            assert stream.read(8) == b"%PDF-1.7"


@given(st.dictionaries(st.from_regex(r"[a-z0-9_]{1,8}\.bin", fullmatch=True), st.binary(max_size=3000), max_size=4))
def test_any_parts_come_back(tmp_path_factory, steady_keys: Keys, partner: Keys, parts: dict[str, bytes]) -> None:
    path = tmp_path_factory.getbasetemp() / "any.age"
    build(path, steady_keys, [Part.from_bytes(name, data) for name, data in parts.items()], [partner.recipient])
    assert contents(path, partner, steady_keys) == parts


def test_the_file_is_private_and_says_what_it_is(tmp_path, keys: Keys, partner: Keys) -> None:
    info = build(tmp_path / "x.age", keys, [REPORT], [partner.recipient])
    assert (info.encrypted, info.size) == (True, info.path.stat().st_size)
    assert stat.S_IMODE(info.path.stat().st_mode) == 0o600
    assert build(tmp_path / "x.zip", keys, [REPORT], []).encrypted is False
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["x.age", "x.zip"]


def test_nothing_of_an_encrypted_package_is_readable(sealed: Path) -> None:
    assert not any(word in sealed.read_bytes() for word in (b"R-2026", b"%PDF", b"manifest", b"PK\x03\x04"))


def test_a_plain_package_is_a_zip_that_anybody_can_open(plain: Path, keys: Keys, partner: Keys) -> None:
    with zipfile.ZipFile(plain) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["manifest.json", "manifest.sig", "referral.json", "referral.pdf"]
        manifest, signature = archive.read("manifest.json"), archive.read("manifest.sig")
    assert signature_holds(public_key=keys.public_key, signature=bytes.fromhex(signature.decode()), message=manifest)
    with read_package(plain, identities=[], trusted_keys=[keys.public_key]) as package:
        assert not package.encrypted


@pytest.mark.parametrize("kind", ["sealed", "plain"])
def test_any_flipped_bit_is_found(kind: str, request, keys: Keys, partner: Keys) -> None:
    path: Path = request.getfixturevalue(kind)
    whole = path.read_bytes()
    chance = random.Random(7)
    every = range(len(whole) * 8)
    for bit in [*chance.sample(every, 250), *every[:400:3], *every[-2400::9]]:
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        with pytest.raises(Problem):
            contents(path, partner, keys)


@pytest.mark.deep
@pytest.mark.parametrize("kind", ["sealed", "plain"])
def test_every_flipped_bit_is_found(kind: str, request, keys: Keys, partner: Keys) -> None:
    path: Path = request.getfixturevalue(kind)
    whole = path.read_bytes()
    for bit in range(len(whole) * 8):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        with pytest.raises(Problem):
            contents(path, partner, keys)


@pytest.mark.parametrize("kind", ["sealed", "plain"])
def test_a_package_cut_anywhere_is_found(kind: str, request, keys: Keys, partner: Keys) -> None:
    path: Path = request.getfixturevalue(kind)
    whole = path.read_bytes()
    for length in [0, 1, 3, 4, 21, 22, 23, 200, *range(300, len(whole), 97), len(whole) - 1]:
        path.write_bytes(whole[:length])
        with pytest.raises(Problem):
            contents(path, partner, keys)
    path.write_bytes(whole + b"\0")
    with pytest.raises(Problem):
        contents(path, partner, keys)


def test_a_stranger_cannot_read_it(sealed: Path, keys: Keys, stranger: Keys) -> None:
    with pytest.raises(NotForUs):
        contents(sealed, stranger, keys)


def test_a_stranger_cannot_send_it(tmp_path, keys: Keys, partner: Keys, stranger: Keys) -> None:
    build(tmp_path / "x.age", stranger, [REPORT], [partner.recipient])
    with pytest.raises(UnknownSigner, match=stranger.fingerprints()["signing"]):
        contents(tmp_path / "x.age", partner, keys)


def test_a_package_passed_on_by_its_recipient_is_refused(sealed, tmp_path, keys, partner, stranger) -> None:
    """The recipient decrypts it and encrypts it again to somebody else, who would think it was meant for them."""
    inner = pyrage.decrypt(sealed.read_bytes(), partner.identities)
    address = pyrage.x25519.Recipient.from_str(stranger.recipient)
    (tmp_path / "passed.age").write_bytes(pyrage.encrypt(inner, [address]))
    with pytest.raises(NotForUs, match="made for Northern Force and passed on"):
        contents(tmp_path / "passed.age", stranger, keys)


Entries = list[tuple[str, bytes]]


def forged(path: Path, keys: Keys, manifest: bytes, entries: Entries, **options: object) -> Path:
    """A package with a good seal but other contents, as a sender with faulty software would make it."""
    with path.open("wb") as file:
        sink = SealingSink(file, keys)
        with zipfile.ZipFile(sink, "w", **options) as archive:
            archive.comment = sink.blank
            archive.writestr("manifest.json", manifest)
            archive.writestr("manifest.sig", keys.sign(manifest).hex())
            for name, data in entries:
                archive.writestr(name, data)
        sink.finish()
    return path


def a_manifest(keys: Keys, parts: list[Part]) -> Manifest:
    entries = tuple(PartEntry(part.name, part.size, part.sha256) for part in parts)
    return Manifest("referral", "R-1", "Centre", keys.public_key, "Force", (), NOON, entries)


ONE, TWO = ("one.txt", b"one"), ("two.txt", b"two")


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([ONE], r"lacks two\.txt"),
        ([ONE, TWO, ("three.txt", b"")], "1 parts that its list does not name"),
        ([ONE, TWO, ("../evil", b"")], "1 parts that its list does not name"),
        ([TWO, ONE], "not in the order"),
        ([ONE, ("two.txt", b"TWO")], r"two\.txt is not the one"),
        ([ONE, ("two.txt", b"longer")], r"two\.txt is not the one"),
    ],
)
def test_contents_that_differ_from_the_list_are_refused(tmp_path, keys, partner, entries: Entries, said: str) -> None:
    manifest = a_manifest(keys, [Part.from_bytes(*ONE), Part.from_bytes(*TWO)]).to_bytes()
    assert contents(forged(tmp_path / "good.zip", keys, manifest, [ONE, TWO]), partner, keys)
    with pytest.raises(PackageDamaged, match=said):
        contents(forged(tmp_path / "bad.zip", keys, manifest, entries), partner, keys)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_refused(tmp_path, keys, partner) -> None:
    manifest = a_manifest(keys, [Part.from_bytes(*ONE)]).to_bytes()
    with pytest.raises(PackageDamaged):
        contents(forged(tmp_path / "bad.zip", keys, manifest, [ONE, ONE]), partner, keys)


def test_a_compressed_part_is_refused_so_that_no_bomb_goes_off(tmp_path, keys, partner) -> None:
    bomb = ("bomb.bin", bytes(20_000_000))
    manifest = a_manifest(keys, [Part.from_bytes(*bomb)]).to_bytes()
    path = forged(tmp_path / "bomb.zip", keys, manifest, [bomb], compression=zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 50_000
    with pytest.raises(PackageDamaged):
        contents(path, partner, keys)


def test_a_list_that_names_another_sender_is_refused(tmp_path, keys, partner, stranger) -> None:
    manifest = replace(a_manifest(keys, []), sender_key=stranger.public_key).to_bytes()
    with pytest.raises(PackageDamaged, match="another sender"):
        contents(forged(tmp_path / "bad.zip", keys, manifest, []), partner, keys)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"kind":"referral"', b'"kind":null'),
        (b'"parts":[]', b'"parts":null'),
        (b'"parts":[]', b'"parts":[null]'),
        (b'"parts":[]', b'"parts":[{"name":"../x","sha256":"' + b"0" * 64 + b'","size":1}]'),
        (b'"parts":[]', b'"parts":[{"name":"x","sha256":"' + b"0" * 64 + b'","size":true}]'),
        (b'"parts":[]', b'"parts":[{"name":"x","sha256":"' + b"0" * 64 + b'","size":-1}]'),
        (b'"recipient_keys":[]', b'"recipient_keys":[1]'),
        (b"daymark package 1", b"daymark package 2"),
        (b"T12:00:00+00:00", b"T12:00:00"),
        (b'"kind":', b'"extra":"","kind":'),
        (b'"kind":', b' "kind":'),
        (b'{"', b'[{"'),
    ],
)
def test_a_list_that_is_not_as_it_must_be_is_refused(tmp_path, keys, partner, old: bytes, new: bytes) -> None:
    manifest = a_manifest(keys, []).to_bytes()
    assert old in manifest
    with pytest.raises((PackageDamaged, UnsafeName)):
        contents(forged(tmp_path / "bad.zip", keys, manifest.replace(old, new), []), partner, keys)


@pytest.mark.parametrize(
    "name",
    ["", "../a", "/a", "a/../b", "a//b", "a/", ".a", "a.", "a b", "a\\b", "C:a", "con", "aux.txt", "x/NUL", "a\n", "ä"],
)
def test_dangerous_names_are_refused(name: str) -> None:
    with pytest.raises(UnsafeName):
        check_names(["good.txt", name])


@pytest.mark.parametrize("name", ["-" * 201, "a/b/c/d/e", "a\0", "manifest.json", "MANIFEST.sig"])
def test_names_that_are_too_long_deep_or_taken_are_refused(name: str) -> None:
    with pytest.raises(UnsafeName):
        check_names([name])


@pytest.mark.parametrize("names", [["a", "a"], ["a.TXT", "A.txt"], ["a", "a/b"], ["x/y/z", "X/y"]])
def test_names_that_clash_are_refused(names: list[str]) -> None:
    with pytest.raises(UnsafeName):
        check_names(names)


def test_good_names_pass() -> None:
    check_names(["referral.json", "media/0001-3fa2.jpg", "media/0002.jpg", "a-b_c.tar.gz"])


def test_an_address_that_is_none_is_said(tmp_path, keys) -> None:
    with pytest.raises(NotAnAddress):
        build(tmp_path / "x.age", keys, [REPORT], ["age1nonsense"])
    assert not (tmp_path / "x.age").exists()


def test_a_part_that_changes_meanwhile_leaves_no_package(tmp_path, keys, partner) -> None:
    for data in (b"four", b"five5", b"six"):
        changing = replace(Part.from_bytes("x.bin", b"five"), open=lambda data=data: io.BytesIO(data))
        for recipient_keys in ([], [partner.recipient]):
            with pytest.raises(PartChanged):
                build(tmp_path / "x.age", keys, [changing], recipient_keys)
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_a_package_over_the_limit_is_refused(sealed: Path, plain: Path, keys, partner) -> None:
    for path in (sealed, plain):
        with (
            pytest.raises(PackageTooLarge),
            read_package(path, identities=partner.identities, trusted_keys=[keys.public_key], limit=1000),
        ):
            raise AssertionError


def test_attachments_come_from_the_vault(home, tmp_path, keys, partner) -> None:
    vault = Vault(home, keys)
    stored = vault.put(io.BytesIO(b"sealed original" * 1000), limit=1 << 20)
    part = Part.from_vault("media/0001.bin", vault, stored.sha256)
    build(tmp_path / "x.age", keys, [REPORT, part], [partner.recipient])
    assert contents(tmp_path / "x.age", partner, keys)["media/0001.bin"] == b"sealed original" * 1000


def test_noise_is_no_package(tmp_path, keys, partner) -> None:
    for noise in (
        b"",
        b"PK\x03\x04",
        b"age-encryption.org/v1\n",
        b"age-encryption.org/v1\n" + os.urandom(500),
        b"x" * 999,
    ):
        (tmp_path / "noise").write_bytes(noise)
        with pytest.raises((PackageDamaged, NotForUs)):
            contents(tmp_path / "noise", partner, keys)


LARGE = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from daymark.vault.keys import Keys
from daymark.vault.packages import Part, build_package, read_package
from daymark.vault.store import Vault
home, size = Path(sys.argv[1]), int(sys.argv[2])
class Noise:
    left = size
    def read(self, wanted):
        given = bytes(min(wanted, self.left))
        self.left -= len(given)
        return given
keys = Keys(home)
vault = Vault(home, keys)
stored = vault.put(Noise(), limit=1 << 40)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
build_package(home / "x.age", [Part.from_vault("film.bin", vault, stored.sha256)], keys=keys, kind="referral",
    reference="R", sender="S", recipient="T", recipient_keys=[keys.recipient], at=datetime.now(UTC))
with read_package(home / "x.age", identities=keys.identities, trusted_keys=[keys.public_key], scratch=home) as package:
    with package.open("film.bin") as stream:
        print(sum(len(data) for data in iter(lambda: stream.read(131072), b"")))
    print(*(path.name for path in home.iterdir()))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.deep
def test_large_attachments_pass_through_bounded_memory(home) -> None:
    process = subprocess.run(
        [sys.executable, "-c", LARGE, str(home), str(200 << 20)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
    )
    size, names, kilobytes = process.stdout.splitlines()
    assert int(size) == 200 << 20
    assert sorted(names.split()) == ["keys", "vault", "x.age"]
    assert int(kilobytes) < 110_000


def test_a_problem_in_the_readers_own_work_comes_through(sealed: Path, keys, partner) -> None:
    work: Callable[[], None] = {}.popitem
    with (
        pytest.raises(KeyError),
        read_package(sealed, identities=partner.identities, trusted_keys=[keys.public_key]),
    ):
        work()
