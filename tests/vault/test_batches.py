"""Many originals sealed in one go: as safe as one after another, and quick."""

import io
import random
import time
from datetime import UTC, datetime, timedelta

import pytest

from daymark.engine.digests import TooLarge
from daymark.problems import Problem
from daymark.vault.keys import Keys
from daymark.vault.labels import NotInVault
from daymark.vault.store import Vault
from vault.processes import in_processes, start_python

LIMIT = 1_000_000


@pytest.fixture
def vault(home, keys: Keys) -> Vault:
    return Vault(home, keys)


def files(home) -> list[str]:
    return sorted(path.name for path in (home / "vault").rglob("*") if path.is_file())


def openers(*contents: bytes):
    return [lambda data=data: io.BytesIO(data) for data in contents]


def test_many_come_back_whole_in_the_order_given(vault: Vault) -> None:
    contents = [b"object %d" % number for number in range(50)]
    sealed = vault.put_many(openers(*contents), limit=LIMIT)
    for content, each in zip(contents, sealed, strict=True):
        assert not isinstance(each, Problem)
        with vault.open(each.sha256) as stream:
            assert stream.read() == content
        assert vault.describe(each.sha256) == each
        assert vault.put(io.BytesIO(content), limit=LIMIT) == each


def test_nothing_is_left_beside_the_objects(home, vault: Vault) -> None:
    vault.put_many(openers(b"one", b"two", b"one"), limit=LIMIT)
    vault.put_many(openers(b"two", b"three"), limit=LIMIT)
    assert len(files(home)) == 2 * 3
    assert len(list(vault.addresses())) == 3


def test_one_that_cannot_be_taken_does_not_hinder_the_others(home, vault: Vault) -> None:
    def broken() -> io.BytesIO:
        raise NotInVault("the member is damaged")

    good, large, bad, last = vault.put_many(
        [*openers(b"good", b"x" * (LIMIT + 1)), broken, *openers(b"last")], limit=LIMIT
    )
    assert isinstance(large, TooLarge)
    assert isinstance(bad, NotInVault)
    assert vault.exists(good.sha256)
    assert vault.exists(last.sha256)
    assert len(files(home)) == 4


def test_a_fault_of_the_sender_stores_nothing_of_the_batch(home, vault: Vault) -> None:
    def gone() -> io.BytesIO:
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        vault.put_many([*openers(b"good"), gone], limit=LIMIT)
    assert files(home) == []


def test_a_batch_mends_a_damaged_object(home, vault: Vault) -> None:
    (sealed,) = vault.put_many(openers(b"content"), limit=LIMIT)
    place = home / "vault" / sealed.sha256[:2] / sealed.sha256[2:4] / sealed.sha256
    place.write_bytes(b"short")
    assert vault.put_many(openers(b"content"), limit=LIMIT) == [sealed]
    assert vault.verify(sealed.sha256) == sealed


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
    Vault(home, Keys(home)).put_many([lambda: io.BytesIO(b"a"), lambda: io.BytesIO(bytes(9_000_000))], limit=20_000_000)
except VaultFull as problem:
    print(problem.http_status)
"""
    assert in_processes(1, code, home) == ["503"]
    assert files(home) == []


PUT_SAME = """
import io, sys
from pathlib import Path
from daymark.vault.keys import Keys
from daymark.vault.store import Vault
home = Path(sys.argv[1])
vault = Vault(home, Keys(home))
START
stored = vault.put_many([lambda n=n: io.BytesIO(b"object %d" % n * 5_000) for n in range(100)], limit=10_000_000)
assert all(vault.verify(each.sha256) == each for each in stored)
print("done")
"""


def test_batches_of_the_same_at_once_keep_one_copy(home, vault: Vault) -> None:
    assert in_processes(3, PUT_SAME, home) == ["done"] * 3
    assert len(files(home)) == 200
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
    number += 20
    given = [lambda n=n: io.BytesIO(b"object %d " % n * 1000) for n in range(number, number + 20)]
    print(" ".join(each.sha256 for each in vault.put_many(given, limit=10_000_000)), flush=True)
"""


@pytest.mark.parametrize("rounds", [3, pytest.param(30, marks=pytest.mark.deep)])
def test_killed_at_any_moment_acknowledged_means_stored(home, vault: Vault, rounds: int) -> None:
    chance = random.Random(rounds)
    for round_ in range(rounds):
        process = start_python(PUT_FOR_EVER, home, round_ * 100_000)
        first = process.stdout.readline()
        time.sleep(chance.uniform(0, 0.1))
        process.kill()
        rest, _ = process.communicate()
        acknowledged = [sha256 for line in [first, *rest.split("\n")[:-1]] for sha256 in line.split()]
        assert acknowledged
        assert all(vault.exists(sha256) for sha256 in acknowledged)
        assert all(vault.verify(sha256) for sha256 in vault.addresses())
    vault.sweep(at=datetime.now(UTC) + timedelta(days=2))
    assert len(files(home)) == 2 * len(list(vault.addresses()))
