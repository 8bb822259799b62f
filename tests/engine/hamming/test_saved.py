"""What is saved comes back the same, in any process; what is damaged or foreign is told, never searched."""

from __future__ import annotations

import hashlib
import os
import resource
import stat
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from daymark.engine.hamming import HammingIndex, UnusableIndexFile, saved
from engine.hamming.known_lists import hashes_of, queries_of

HASHES = hashes_of("clustered", 40_000, 1)
QUERIES = queries_of(HASHES, 40, 2)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    HammingIndex(HASHES).save(tmp_path / "index")
    return tmp_path / "index"


@pytest.mark.parametrize("count", [0, 1, 3, 40_000])
def test_an_index_comes_back_as_it_was(tmp_path: Path, count: int) -> None:
    index = HammingIndex(HASHES[:count], np.arange(count) * 3 + 5)
    index.save(tmp_path / "index")
    again = HammingIndex.open(str(tmp_path / "index"))
    assert len(again) == count
    assert again.memory == index.memory
    assert list(again.search(QUERIES)) == list(index.search(QUERIES))


def test_every_process_finds_the_same(file: Path) -> None:
    code = f"""
import sys
from daymark.engine.hamming import HammingIndex
found = HammingIndex.open({str(file)!r}).search(sys.stdin.buffer.read())
print([tuple(match) for match in found])
"""
    ran = subprocess.run([sys.executable, "-c", code], input=QUERIES.tobytes(), capture_output=True, check=True)
    assert ran.stdout.decode().strip() == str([tuple(match) for match in HammingIndex(HASHES).search(QUERIES)])


def test_an_opened_index_can_be_changed_and_its_file_stays(file: Path) -> None:
    before, index = file.read_bytes(), HammingIndex.open(file)
    index.add(HASHES[:5])
    assert index.remove(range(100)) == 100
    assert len(index) == 39_905
    assert file.read_bytes() == before


def test_who_has_a_file_open_keeps_it_when_it_is_replaced(file: Path) -> None:
    index = HammingIndex.open(file)
    found = list(index.search(QUERIES))
    HammingIndex(HASHES[:10]).save(file)
    assert list(index.search(QUERIES)) == found
    assert len(HammingIndex.open(file)) == 10


def test_an_index_can_be_saved_over_the_file_it_was_opened_from(file: Path) -> None:
    index = HammingIndex.open(file)
    index.remove([3])
    index.save(file)
    assert len(HammingIndex.open(file)) == 39_999
    assert list(HammingIndex.open(file).search(QUERIES)) == list(index.search(QUERIES))


def test_a_removed_hash_is_not_in_the_file(tmp_path: Path) -> None:
    index = HammingIndex(HASHES[:1000])
    index.add(HASHES[1000:1001])
    index.remove([500, 1000])
    index.save(tmp_path / "index")
    written = (tmp_path / "index").read_bytes()
    assert HASHES[499].tobytes() in written
    assert not any(HASHES[number].tobytes() in written for number in (500, 1000))


def test_only_the_owner_may_read_the_file(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def places_to_damage(file: Path) -> list[int]:
    """Bytes of the header's every part, and in each section the first, the last and one between."""
    start = file.read_bytes()[: saved.PAGE]
    places = [0, 3, 8, 12, 16, 24, 32, 40, 41, 72, 80, 88, 290, 2000, saved.PAGE - 32, saved.PAGE - 1]
    for number in range(len(saved.KINDS)):
        place, length, _ = saved.SECTION.unpack_from(start, saved.FIXED.size + number * saved.SECTION.size)
        places += [place, place + length // 2, place + length - 1]
    return places


def test_a_single_changed_bit_is_noticed_wherever_it_is(file: Path) -> None:
    whole = file.read_bytes()
    for place in places_to_damage(file):
        for flip in (1, 128):
            damaged = bytearray(whole)
            damaged[place] ^= flip
            file.write_bytes(damaged)
            with pytest.raises(UnusableIndexFile, match="anew"):
                HammingIndex.open(file)
    file.write_bytes(whole)
    assert len(HammingIndex.open(file)) == 40_000


@pytest.mark.parametrize("length", [0, 1, 7, 8, 100, 4095, 4096, 5000, -4096, -1])
def test_a_cut_file_is_told(file: Path, length: int) -> None:
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(UnusableIndexFile):
        HammingIndex.open(file)


def test_a_file_with_something_behind_it_is_told(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"more")
    with pytest.raises(UnusableIndexFile, match="bytes and should have"):
        HammingIndex.open(file)


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(9000), b"f" * 64 + b"\n", b"DMHAM\n\x1a" + bytes(9000)]
)
def test_a_foreign_file_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "index").write_bytes(content)
    with pytest.raises(UnusableIndexFile, match="is not an index"):
        HammingIndex.open(tmp_path / "index")


def test_a_file_of_another_version_is_told(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    struct.pack_into("<I", whole, 8, 2)
    whole[saved.PAGE - 32 : saved.PAGE] = hashlib.sha256(whole[: saved.PAGE - 32]).digest()
    file.write_bytes(whole)
    with pytest.raises(UnusableIndexFile, match="version 2"):
        HammingIndex.open(file)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableIndexFile, match="No such file"):
        HammingIndex.open(tmp_path / "missing")
    with pytest.raises(UnusableIndexFile, match="directory"):
        HammingIndex.open(tmp_path)
    with pytest.raises(UnusableIndexFile, match="No such file"):
        HammingIndex(HASHES[:3]).save(tmp_path / "no folder" / "index")


def test_when_the_disk_is_full_the_old_file_stays_whole(file: Path) -> None:
    before = file.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(UnusableIndexFile, match="unchanged"):
            HammingIndex(HASHES[:15_000]).save(file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert file.read_bytes() == before
    assert os.listdir(file.parent) == ["index"]
