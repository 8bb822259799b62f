"""Sealed originals: they come back whole or not at all, whoever stores, kills, swaps or turns keys meanwhile."""

import hashlib
import io
import random
import shutil
import stat
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.digests import Digests, TooLarge
from daymark.problems import Problem
from daymark.vault.datakeys import DataKey
from daymark.vault.durable import create_private
from daymark.vault.keykinds import VAULT
from daymark.vault.keyring import drop_key, make_keys, rotate_key
from daymark.vault.keys import Keys, KeyUnknown
from daymark.vault.labels import Label, NotInVault, ObjectDamaged, content_binding, new_object_id
from daymark.vault.store import UNREADABLE, Vault
from vault.processes import in_processes, start_python

MB = 1 << 20
LIMIT = 50 * MB
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CANARY = b"canary: what the child wrote"


@pytest.fixture
def vault(home, keys) -> Vault:
    return Vault(home, keys)


@pytest.fixture(scope="session")
def steady_vault(made_home, steady_keys, tmp_path_factory) -> Vault:
    return Vault(tmp_path_factory.mktemp("steady"), steady_keys)


def put(vault: Vault, data: bytes) -> str:
    return vault.put(io.BytesIO(data), limit=LIMIT).sha256


def read(vault: Vault, sha256: str) -> bytes:
    with vault.open(sha256) as stream:
        return stream.read()


def files(home) -> list[str]:
    return sorted(path.name for path in (home / "vault").rglob("*") if path.is_file())


def place(home, sha256: str):
    return home / "vault" / sha256[:2] / sha256[2:4] / sha256


@given(st.binary(max_size=3000))
def test_any_bytes_come_back(steady_vault: Vault, data: bytes) -> None:
    stored = steady_vault.put(io.BytesIO(data), limit=3000)
    assert stored.sha256 == hashlib.sha256(data).hexdigest()
    assert stored.md5 == hashlib.md5(data, usedforsecurity=False).hexdigest()
    assert stored.size == len(data)
    assert steady_vault.exists(stored.sha256)
    assert read(steady_vault, stored.sha256) == data
    assert steady_vault.verify(stored.sha256) == steady_vault.describe(stored.sha256) == stored


@pytest.mark.parametrize("size", [0, 1, MB - 57, MB - 56, MB - 55, MB, MB + 1, 3 * MB + 17])
def test_sizes_around_a_segment(vault: Vault, size: int) -> None:
    data = random.Random(size).randbytes(size)
    assert read(vault, put(vault, data)) == data


def test_reading_piece_by_piece_gives_the_same(vault: Vault) -> None:
    data = random.Random(1).randbytes(2 * MB + 5)
    with vault.open(put(vault, data)) as stream:
        assert stream.read(10) == data[:10]
        assert b"".join(iter(lambda: stream.read(70_001), b"")) == data[10:]


def test_storing_the_same_again_adds_nothing(home, vault: Vault) -> None:
    first = put(vault, CANARY)
    before = {path: path.read_bytes() for path in (home / "vault").rglob("*") if path.is_file()}
    assert put(vault, CANARY) == first
    assert {path: path.read_bytes() for path in (home / "vault").rglob("*") if path.is_file()} == before


def test_nothing_readable_lies_on_the_disk(home, vault: Vault) -> None:
    put(vault, CANARY * 100)
    assert not any(b"canary" in path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_files_and_folders_are_private(home, vault: Vault) -> None:
    put(vault, CANARY)
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (home / "vault").rglob("*")}
    assert modes == {(True, 0o700), (False, 0o600)}
    assert stat.S_IMODE((home / "vault").stat().st_mode) == 0o700


@given(data=st.data())
def test_any_flipped_bit_of_content_or_label_is_found(steady_vault: Vault, data: st.DataObject) -> None:
    sha256 = put(steady_vault, CANARY)
    path = place(steady_vault._folder.parent, sha256)
    path = data.draw(st.sampled_from([path, path.with_name(f"{sha256}.label")]))
    whole = path.read_bytes()
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    changed = bytearray(whole)
    changed[bit // 8] ^= 1 << bit % 8
    path.write_bytes(changed)
    try:
        with pytest.raises(Problem):
            steady_vault.verify(sha256)
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("keep", [0, 1, 40, MB, MB + 1, 2 * MB, -16, -1])
def test_a_cut_object_is_found(home, vault: Vault, keep: int) -> None:
    sha256 = put(vault, random.Random(2).randbytes(2 * MB + 500))
    path = place(home, sha256)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ObjectDamaged):
        read(vault, sha256)
    assert not vault.exists(sha256)


def test_a_lengthened_object_is_found(home, vault: Vault) -> None:
    sha256 = put(vault, CANARY)
    with place(home, sha256).open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ObjectDamaged):
        read(vault, sha256)


def test_a_reader_that_stops_at_the_known_size_is_warned_too(home, vault: Vault) -> None:
    """Should a wrong content ever pass its keys, the digest speaks before the last piece is given out."""
    data, other = CANARY * 10, hashlib.sha256(b"other").hexdigest()
    key, object_id, path = DataKey.generate(), new_object_id(), place(home, other)
    path.parent.mkdir(parents=True)
    with create_private(path) as file, key.encrypting(file, content_binding(object_id)) as sealing:
        sealing.write(data)
    forged = Label.of(vault._keys, key, object_id, Digests("", "", other, len(data)), path.stat().st_size)
    path.with_name(f"{other}.label").write_bytes(forged.to_bytes())
    with vault.open(other) as stream, pytest.raises(ObjectDamaged, match="not what its address says"):
        stream.read(len(data))


@pytest.mark.parametrize("parts", [[""], [".label"], ["", ".label"]])
def test_swapped_objects_are_refused(home, vault: Vault, parts: list[str]) -> None:
    one, two = put(vault, b"the first object"), put(vault, b"the second object"[:16])
    for part in parts:
        first, second = (place(home, sha256).with_name(sha256 + part) for sha256 in (one, two))
        first_bytes, second_bytes = first.read_bytes(), second.read_bytes()
        first.write_bytes(second_bytes)
        second.write_bytes(first_bytes)
    for sha256 in (one, two):
        with pytest.raises(ObjectDamaged):
            vault.verify(sha256)


def test_a_good_copy_mends_a_damaged_object(home, vault: Vault) -> None:
    sha256 = put(vault, CANARY)
    for part, content in (("", b"short"), (".label", b"{}"), (".label", b"\xff")):
        place(home, sha256).with_name(sha256 + part).write_bytes(content)
        with pytest.raises(ObjectDamaged):
            vault.verify(sha256)
        assert put(vault, CANARY) == sha256
        assert read(vault, sha256) == CANARY
    place(home, sha256).unlink()
    with pytest.raises(ObjectDamaged, match="its content is gone"):
        vault.verify(sha256)
    put(vault, CANARY)
    assert read(vault, sha256) == CANARY


def test_what_was_never_stored_is_not_there(vault: Vault) -> None:
    never = hashlib.sha256(b"never").hexdigest()
    assert not vault.exists(never)
    with pytest.raises(NotInVault):
        vault.open(never)
    with pytest.raises(NotInVault):
        vault.destroy(never, at=NOON, by="SYSTEM", why="retention")


@pytest.mark.parametrize("text", ["", "../../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n", "\u0660" * 64])
def test_only_a_digest_is_an_address(vault: Vault, text: str) -> None:
    with pytest.raises(NotInVault, match="not an address"):
        vault.exists(text)


def test_a_file_over_the_limit_leaves_nothing(home, vault: Vault) -> None:
    with pytest.raises(TooLarge):
        vault.put(io.BytesIO(b"x" * 1001), limit=1000)
    assert files(home) == []


def test_a_sender_that_breaks_off_leaves_nothing(home, vault: Vault) -> None:
    class Broken(io.RawIOBase):
        sent = 0

        def read(self, size: int = -1) -> bytes:
            self.sent += 1
            if self.sent > 20:
                raise ConnectionResetError
            return b"z" * size

    with pytest.raises(ConnectionResetError):
        vault.put(Broken(), limit=LIMIT)
    assert files(home) == []


def test_a_full_disk_is_said_and_leaves_nothing(home) -> None:
    code = """
import io, resource, sys
from pathlib import Path
from daymark.vault.keys import Keys
from daymark.vault.store import Vault, VaultFull
home = Path(sys.argv[1])
START
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
try:
    Vault(home, Keys(home)).put(io.BytesIO(bytes(10_000_000)), limit=20_000_000)
except VaultFull as problem:
    print(problem.http_status, problem.message)
"""
    (said,) = in_processes(1, code, home)
    assert said.startswith("503 There is no room left in the vault.")
    assert files(home) == []


PUT_SAME = """
import io, sys
from pathlib import Path
from daymark.vault.keys import Keys
from daymark.vault.store import Vault
home = Path(sys.argv[1])
vault = Vault(home, Keys(home))
START
for number in range(12):
    stored = vault.put(io.BytesIO(b"object %d" % number * 50_000), limit=10_000_000)
    assert vault.verify(stored.sha256) == stored
print("done")
"""


def test_many_processes_storing_the_same_keep_one_copy(home, vault: Vault) -> None:
    assert in_processes(4, PUT_SAME, home) == ["done"] * 4
    assert len(list(vault.addresses())) == 12
    assert len(files(home)) == 24
    assert all(vault.verify(sha256) for sha256 in vault.addresses())


PUT_FOR_EVER = """
import io, sys
from pathlib import Path
from daymark.vault.keys import Keys
from daymark.vault.store import Vault
home = Path(sys.argv[1])
vault = Vault(home, Keys(home))
number = int(sys.argv[2])
while True:
    number += 1
    print(vault.put(io.BytesIO(b"object %d " % number * 100_000), limit=10_000_000).sha256, flush=True)
"""


def _killed_while_storing(home, round_: int, seconds: float) -> list[str]:
    process = start_python(PUT_FOR_EVER, home, round_ * 10_000)
    assert process.stdout
    first = process.stdout.readline()
    time.sleep(seconds)
    process.kill()
    rest, _ = process.communicate()
    return [line for line in [first.strip(), *rest.split("\n")[:-1]] if line]


def _check_kills(home, vault: Vault, rounds: int) -> None:
    chance = random.Random(5)
    for round_ in range(rounds):
        acknowledged = _killed_while_storing(home, round_, chance.uniform(0, 0.05))
        assert acknowledged
        assert all(vault.exists(sha256) for sha256 in acknowledged)
        assert all(vault.verify(sha256) for sha256 in vault.addresses())
    vault.sweep(at=datetime.now(UTC) + timedelta(days=2))
    assert len(files(home)) == 2 * len(list(vault.addresses()))


def test_killed_at_any_moment_acknowledged_means_stored(home, vault: Vault) -> None:
    _check_kills(home, vault, rounds=4)


@pytest.mark.deep
def test_killed_thirty_times_acknowledged_means_stored(home, vault: Vault) -> None:
    _check_kills(home, vault, rounds=30)


def test_sweeping_leaves_what_is_arriving_now(home, vault: Vault) -> None:
    put(vault, CANARY)
    arriving = home / "vault" / ".arriving" / "abc.part"
    arriving.write_bytes(b"half")
    assert vault.sweep(at=datetime.now(UTC)) == 0
    assert vault.sweep(at=datetime.now(UTC) + timedelta(days=2)) == 1
    assert not arriving.exists()
    assert len(list(vault.addresses())) == 1


def test_rewrapping_lets_the_old_key_go_without_touching_contents(home, vault: Vault) -> None:
    addresses = [put(vault, b"object %d" % number) for number in range(5)]
    contents = {sha256: place(home, sha256).read_bytes() for sha256 in addresses}
    (old,) = vault.keys_in_use()
    new = rotate_key(home, VAULT)
    late = put(vault, b"stored after the rotation")
    assert vault.keys_in_use() == {old: 5, new: 1}
    steps: list[tuple[int, int]] = []
    outcome = vault.rewrap_all(lambda done, of: steps.append((done, of)))
    assert (outcome.seen, outcome.changed, outcome.failed) == (6, 5, ())
    assert steps == [(number, 6) for number in range(1, 7)]
    assert vault.keys_in_use() == {new: 6}
    drop_key(home, VAULT, old, still_sealed=vault.keys_in_use()[old])
    assert [read(vault, sha256) for sha256 in addresses] == [b"object %d" % number for number in range(5)]
    assert read(vault, late) == b"stored after the rotation"
    assert {sha256: place(home, sha256).read_bytes() for sha256 in addresses} == contents
    assert vault.rewrap_all(lambda done, of: None).changed == 0


def test_an_object_whose_wrapping_key_was_dropped_names_the_key(home, vault: Vault) -> None:
    sha256 = put(vault, CANARY)
    (old,) = vault.keys_in_use()
    rotate_key(home, VAULT)
    drop_key(home, VAULT, old, still_sealed=0)
    with pytest.raises(KeyUnknown, match=f"key {old}, which is not in vault"):
        vault.verify(sha256)


def test_rewrapping_names_what_it_could_not_do(home, vault: Vault) -> None:
    good, bad = put(vault, b"good"), put(vault, b"bad")
    place(home, bad).with_name(f"{bad}.label").write_bytes(b"nonsense")
    new = rotate_key(home, VAULT)
    outcome = vault.rewrap_all(lambda done, of: None)
    assert (outcome.seen, outcome.changed) == (2, 1)
    assert outcome.failed[0][0] == bad
    assert "label cannot be understood" in outcome.failed[0][1]
    assert vault.keys_in_use() == {new: 1, UNREADABLE: 1}
    assert read(vault, good) == b"good"


def test_another_centres_vault_does_not_open_here(home, tmp_path, vault: Vault) -> None:
    sha256 = put(vault, CANARY)
    make_keys(tmp_path / "other")
    shutil.copytree(home / "vault", tmp_path / "other" / "vault")
    with pytest.raises(KeyUnknown):
        Vault(tmp_path / "other", Keys(tmp_path / "other")).verify(sha256)


MEASURE = """
import random, resource, sys
from pathlib import Path
from daymark.vault.keys import Keys
from daymark.vault.store import Vault
home, size = Path(sys.argv[1]), int(sys.argv[2])
class Noise:
    left = size
    block = random.Random(3).randbytes(131072)
    def read(self, wanted):
        given = self.block[:min(wanted, self.left)]
        self.left -= len(given)
        return given
vault = Vault(home, Keys(home))
START
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
stored = vault.put(Noise(), limit=1 << 40)
vault.verify(stored.sha256)
print(stored.size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_two_hundred_megabytes_pass_through_little_memory(home) -> None:
    (said,) = in_processes(1, MEASURE, home, 200 * MB)
    size, kilobytes = map(int, said.split())
    assert size == 200 * MB
    assert kilobytes < 30_000
