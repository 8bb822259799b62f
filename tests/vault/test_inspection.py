"""Objects held against rows: whatever is flipped, cut, swapped, lost or left over is named, and nothing else."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.vault.destruction import AlreadyDestroyed
from daymark.vault.inspection import (
    ARRIVING,
    HasRow,
    Kind,
    Row,
    inspect,
    objects_only,
    remove_orphan,
    sample,
)
from daymark.vault.keys import Keys
from daymark.vault.store import StoredLately, Vault
from vault.processes import start_python

LIMIT = 1 << 22
NOW = datetime.now(UTC)
LATER = NOW + 2 * ARRIVING


@dataclass
class Listed:
    """Rows that a test writes down by hand."""

    rows: list[Row] = field(default_factory=list)
    promises: dict[str, str] = field(default_factory=dict)

    def of(self, addresses: Collection[str]) -> list[Row]:
        return [row for row in self.rows if row.sha256 in addresses]

    def portions(self) -> Iterator[list[Row]]:
        yield list(self.rows)

    def promised(self, sha256: str) -> str:
        return self.promises.get(sha256, "")


def stored(vault: Vault, *contents: bytes) -> Listed:
    rows = []
    for content in contents:
        sealed = vault.put(io.BytesIO(content), limit=LIMIT)
        rows.append(Row(sealed.sha256, "A file", sealed.size, sealed.md5, sealed.sha1, vault.object_id(sealed.sha256)))
    return Listed(rows)


@pytest.fixture
def vault(home: Path, keys: Keys) -> Vault:
    return Vault(home, keys)


def kinds(vault: Vault, rows: Listed, at: datetime = LATER) -> list[tuple[str, Kind]]:
    return [(found.sha256, found.kind) for found in inspect(vault, rows, at=at, step=lambda _: None)]


def place(vault: Vault, row: Row, end: str = "") -> Path:
    return vault._folder / row.sha256[:2] / row.sha256[2:4] / f"{row.sha256}{end}"


def test_what_stands_as_it_was_stored_gives_no_finding_and_every_byte_is_counted(vault: Vault) -> None:
    contents = [b"", b"one", bytes(3_000_000)]
    rows, read = stored(vault, *contents), [0]

    def step(portion: int) -> None:
        read[0] += portion

    assert list(inspect(vault, rows, at=LATER, step=step)) == []
    assert read == [sum(map(len, contents))]


@pytest.fixture(scope="session")
def steady(tmp_path_factory: pytest.TempPathFactory, steady_keys: Keys) -> tuple[Vault, Listed]:
    vault = Vault(tmp_path_factory.mktemp("inspected"), steady_keys)
    return vault, stored(vault, b"first" * 400, b"second" * 400, b"third" * 400)


@given(which=st.integers(0, 2), label=st.booleans(), at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_flipped_bit_is_found(steady: tuple[Vault, Listed], which: int, label: bool, at: float, bit: int) -> None:
    vault, rows = steady
    path = place(vault, rows.rows[which], ".label" if label else "")
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[int(at * len(whole))] ^= 1 << bit
    path.write_bytes(flipped)
    try:
        assert kinds(vault, rows) == [(rows.rows[which].sha256, Kind.DAMAGED)]
    finally:
        path.write_bytes(whole)


@given(which=st.integers(0, 2), label=st.booleans(), at=st.floats(0, 1, exclude_max=True), more=st.binary(max_size=3))
def test_any_cut_and_anything_appended_is_found(
    steady: tuple[Vault, Listed], which: int, label: bool, at: float, more: bytes
) -> None:
    vault, rows = steady
    path = place(vault, rows.rows[which], ".label" if label else "")
    whole = path.read_bytes()
    path.write_bytes(whole + more if more else whole[: int(at * len(whole))])
    try:
        assert kinds(vault, rows) == [(rows.rows[which].sha256, Kind.DAMAGED)]
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("ends", [("",), (".label",), ("", ".label")])
def test_two_swapped_objects_are_both_found(vault: Vault, ends: tuple[str, ...]) -> None:
    rows = stored(vault, b"one", b"two", b"third")
    for end in ends:
        one, two = (place(vault, row, end) for row in rows.rows[:2])
        kept = one.read_bytes()
        one.write_bytes(two.read_bytes())
        two.write_bytes(kept)
    assert sorted(kinds(vault, rows)) == sorted((row.sha256, Kind.DAMAGED) for row in rows.rows[:2])


@pytest.mark.parametrize("name", ["md5", "sha1", "size", "object_id"])
def test_two_swapped_rows_are_both_found(vault: Vault, name: str) -> None:
    rows = stored(vault, b"one", b"longer", b"third")
    one, two = rows.rows[:2]
    rows.rows[:2] = [replace(one, **{name: getattr(two, name)}), replace(two, **{name: getattr(one, name)})]
    assert sorted(kinds(vault, rows)) == sorted((row.sha256, Kind.SWAPPED) for row in (one, two))


def test_a_row_without_object_an_object_without_row_and_a_destroyed_one_are_told_apart(vault: Vault) -> None:
    rows = stored(vault, b"label gone", b"content gone", b"destroyed", b"no row", b"row taken", b"fine")
    label, content, destroyed, orphan, taken, _ = rows.rows
    place(vault, label, ".label").unlink()
    place(vault, content).unlink()
    vault.destroy(destroyed.sha256, at=NOW, by="x", why="y")
    rows.rows = [row for row in rows.rows if row not in (orphan, taken)]
    rows.promises[taken.sha256] = "It was sealed."
    expected = {
        (label.sha256, Kind.LOST),
        (content.sha256, Kind.LOST),
        (destroyed.sha256, Kind.DESTROYED),
        (orphan.sha256, Kind.ORPHAN),
        (taken.sha256, Kind.ROW_GONE),
    }
    found = kinds(vault, rows)
    assert len(found) == len(expected), "each is told once"
    assert set(found) == expected
    unread = inspect(vault, rows, at=LATER, step=lambda _: None, only=set())
    assert {(each.sha256, each.kind) for each in unread} == expected, "also without reading a content"


def test_what_may_still_get_its_row_is_no_finding_and_is_not_removed(vault: Vault) -> None:
    row = stored(vault, b"arriving").rows[0]
    assert kinds(vault, Listed(), at=NOW) == []
    with pytest.raises(StoredLately):
        remove_orphan(vault, Listed(), row.sha256, at=NOW)
    assert kinds(vault, Listed()) == [(row.sha256, Kind.ORPHAN)]
    with pytest.raises(HasRow):
        remove_orphan(vault, Listed([row]), row.sha256, at=LATER)
    with pytest.raises(HasRow):
        remove_orphan(vault, Listed(promises={row.sha256: "It was sealed."}), row.sha256, at=LATER)
    assert vault.exists(row.sha256)


@pytest.mark.parametrize("batch", [False, True])
def test_whoever_stores_an_old_orphan_again_keeps_it_from_being_removed(vault: Vault, batch: bool) -> None:
    row = stored(vault, b"found there").rows[0]
    for end in ("", ".label"):
        os.utime(place(vault, row, end), (0, 0))
    assert kinds(vault, Listed(), at=NOW) == [(row.sha256, Kind.ORPHAN)]
    if batch:
        vault.put_many([lambda: io.BytesIO(b"found there")], limit=LIMIT)
    else:
        vault.put(io.BytesIO(b"found there"), limit=LIMIT)
    with pytest.raises(StoredLately):
        remove_orphan(vault, Listed(), row.sha256, at=NOW)
    assert vault.verify(row.sha256)


KILLED = """
import io, sys
from pathlib import Path
from daymark.vault.keys import Keys
from daymark.vault.store import Vault
home = Path(sys.argv[1])
sealed = Vault(home, Keys(home)).put(io.BytesIO(b"sealed, and killed before its row"), limit=1000)
print(sealed.sha256, flush=True)
sys.stdin.readline()  # the row would be written now
"""


def test_what_a_process_stored_that_was_killed_before_it_wrote_the_row_is_listed_and_removed_with_proof(
    home: Path, vault: Vault
) -> None:
    rows = stored(vault, b"another")
    process = start_python(KILLED, home)
    assert process.stdout
    sha256 = process.stdout.readline().strip()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert kinds(vault, rows) == [(sha256, Kind.ORPHAN)]
    destroyed = remove_orphan(vault, rows, sha256, at=LATER)
    assert destroyed.sealed.sha256 == sha256
    assert kinds(vault, rows) == []
    with pytest.raises(AlreadyDestroyed):
        vault.open(sha256)


def test_an_object_that_the_disk_does_not_give_is_a_finding(vault: Vault) -> None:
    rows = stored(vault, b"one", b"two")
    path = place(vault, rows.rows[0])
    path.unlink()
    path.mkdir()  # opening it fails as a bad sector does
    assert (rows.rows[0].sha256, Kind.DAMAGED) in kinds(vault, rows)
    assert next(iter(objects_only(vault, step=lambda _: None))).kind is Kind.DAMAGED


def test_a_sample_reads_others_each_day_within_its_bytes(vault: Vault) -> None:
    rows = stored(vault, *(bytes([number]) * 1000 for number in range(40)))
    days = [sample(vault, seed=f"2026-11-{day}", most=10, most_bytes=1 << 30) for day in range(1, 40)]
    assert {len(day) for day in days} == {10}
    assert days[0] == sample(vault, seed="2026-11-1", most=10, most_bytes=1 << 30)
    assert set.union(*days) == {row.sha256 for row in rows.rows}
    assert len(sample(vault, seed="x", most=10, most_bytes=5000)) < 6
    assert len(sample(vault, seed="x", most=10, most_bytes=1)) == 1, "one at least, however large"
    read = [0]
    damaged = rows.rows[0]
    place(vault, damaged).write_bytes(b"")
    for only in ({damaged.sha256}, {rows.rows[1].sha256}, set()):
        found = list(inspect(vault, rows, at=LATER, step=lambda n: read.append(n), only=only))
        assert [each.kind for each in found] == [Kind.DAMAGED], "a cut is seen without reading"
    assert sum(read) == 1000
