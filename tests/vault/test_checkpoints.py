"""The checkpoint file: every changed byte, lost line and torn end is found, and the first bad line is named."""

import hashlib
import stat
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.vault.chain import Checkpoint
from daymark.vault.checkpoints import CheckpointsMissing, append_checkpoint, read_checkpoints
from daymark.vault.keykinds import SIGNING
from daymark.vault.keyring import make_keys, rotate_key
from daymark.vault.keys import Keys
from vault.processes import in_processes

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def point(number: int) -> Checkpoint:
    return Checkpoint(number * 10, hashlib.sha256(b"%d" % number).digest(), NOON + timedelta(hours=number))


def written(path, keys: Keys, count: int) -> list[Checkpoint]:
    points = [point(number) for number in range(1, count + 1)]
    for each in points:
        append_checkpoint(path, each, keys=keys)
    return points


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outside" / "checkpoints.jsonl"


@pytest.fixture(scope="module")
def steady(tmp_path_factory, steady_keys):
    path = tmp_path_factory.mktemp("steady") / "checkpoints.jsonl"
    return written(path, steady_keys, 4), path.read_bytes()


def test_what_was_written_is_read(path, keys: Keys) -> None:
    points = written(path, keys, 5)
    reading = read_checkpoints(path, keys.public_keys)
    assert reading.intact
    assert list(reading.checkpoints) == points
    assert reading.sentence == "All 5 checkpoints are as they were written."
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_missing_file_is_loud(path, keys: Keys) -> None:
    with pytest.raises(CheckpointsMissing, match="removed"):
        read_checkpoints(path, keys.public_keys)


@given(data=st.data())
def test_any_flipped_bit_is_found_in_its_line(tmp_path_factory, steady, steady_keys: Keys, data: st.DataObject) -> None:
    points, whole = steady
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    changed = bytearray(whole)
    changed[bit // 8] ^= 1 << bit % 8
    path = tmp_path_factory.getbasetemp() / "flipped.jsonl"
    path.write_bytes(changed)
    reading = read_checkpoints(path, steady_keys.public_keys)
    line = whole[: bit // 8].count(b"\n") + 1
    assert reading.bad_line == line
    assert list(reading.checkpoints) == points[: line - 1]
    assert f"Line {line} of the checkpoint file is bad" in reading.sentence


@given(data=st.data())
def test_a_file_cut_inside_a_line_is_found(tmp_path_factory, steady, steady_keys: Keys, data: st.DataObject) -> None:
    _, whole = steady
    keep = data.draw(st.integers(1, len(whole) - 1).filter(lambda keep: not whole[:keep].endswith(b"\n")))
    path = tmp_path_factory.getbasetemp() / "cut.jsonl"
    path.write_bytes(whole[:keep])
    reading = read_checkpoints(path, steady_keys.public_keys)
    assert reading.bad_line == whole[:keep].count(b"\n") + 1
    assert "not finished" in reading.sentence


@pytest.mark.parametrize(
    "change", [lambda a, b, c, d: [a, c, d], lambda a, b, c, d: [a, c, b, d], lambda a, b, c, d: [b]]
)
def test_removed_and_moved_lines_are_found(path, steady, steady_keys: Keys, change) -> None:
    _, whole = steady
    path.parent.mkdir()
    lines = change(*whole.splitlines(keepends=True))
    path.write_bytes(b"".join(lines))
    reading = read_checkpoints(path, steady_keys.public_keys)
    assert "does not follow the line before" in reading.sentence


def test_a_line_signed_by_a_stranger_is_found(path, tmp_path, keys: Keys) -> None:
    make_keys(tmp_path / "stranger")
    append_checkpoint(path, point(1), keys=keys)
    append_checkpoint(path, point(2), keys=Keys(tmp_path / "stranger"))
    reading = read_checkpoints(path, keys.public_keys)
    assert (reading.bad_line, len(reading.checkpoints)) == (2, 1)
    assert "which is not this centre's" in reading.sentence


def test_a_checkpoint_that_goes_back_is_found(path, keys: Keys) -> None:
    append_checkpoint(path, point(2), keys=keys)
    append_checkpoint(path, point(1), keys=keys)
    assert read_checkpoints(path, keys.public_keys).bad_line == 2


def test_old_lines_hold_after_the_signing_key_was_rotated(home, path, keys: Keys) -> None:
    written(path, keys, 2)
    rotate_key(home, SIGNING)
    append_checkpoint(path, point(3), keys=keys)
    assert len(read_checkpoints(path, keys.public_keys).checkpoints) == 3
    assert read_checkpoints(path, [keys.public_key]).bad_line == 1


def test_a_line_torn_by_a_power_cut_is_set_aside_and_the_next_one_holds(path, keys: Keys) -> None:
    written(path, keys, 3)
    whole = path.read_bytes()
    path.write_bytes(whole[:-100])
    torn = whole[:-100].rsplit(b"\n", 1)[1]
    assert read_checkpoints(path, keys.public_keys).bad_line == 3
    append_checkpoint(path, point(4), keys=keys)
    reading = read_checkpoints(path, keys.public_keys)
    assert reading.intact
    assert [each.sequence for each in reading.checkpoints] == [10, 20, 40]
    assert path.with_name("checkpoints.jsonl.cut").read_bytes() == torn + b"\n"


def test_many_processes_write_one_file(home, path, keys: Keys) -> None:
    code = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from daymark.vault.chain import Checkpoint
from daymark.vault.checkpoints import append_checkpoint
from daymark.vault.keys import Keys
keys = Keys(Path(sys.argv[1]))
START
for number in range(100):
    append_checkpoint(Path(sys.argv[2]), Checkpoint(7, bytes(32), datetime.now(UTC)), keys=keys)
"""
    in_processes(4, code, home, path)
    reading = read_checkpoints(path, keys.public_keys)
    assert reading.sentence == "All 400 checkpoints are as they were written."


@pytest.mark.parametrize("line", [b"", b"{}", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"a":NaN}', b'{"format":1}'])
def test_a_line_of_nonsense_is_named(path, keys: Keys, line: bytes) -> None:
    append_checkpoint(path, point(1), keys=keys)
    with path.open("ab") as file:
        file.write(line + b"\n")
    reading = read_checkpoints(path, keys.public_keys)
    assert (reading.bad_line, len(reading.checkpoints)) == (2, 1)
