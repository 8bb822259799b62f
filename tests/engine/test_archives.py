"""Archives taken apart: every kind, nested, broken, hostile; names are labels and lead nowhere."""

from __future__ import annotations

import gzip
import hashlib
import os
import signal
import struct
import tarfile
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.engine.archives import NO_FILE, Archive, HashedMember, NoSuchMember, hash_members, open_member
from daymark.engine.hashing import Wanted
from daymark.engine.sandbox.limits import MEBI, Limits
from daymark.engine.sandbox.pool import Sandbox
from daymark.engine.sandbox.reasons import SENTENCES, Reason
from engine.archive_making import locked, nested, tarred, zipped

NOISE = os.urandom(600_000)
FILES = [("a.txt", b"words " * 9_000), ("deep/er/noise.bin", NOISE), ("a.txt", b"again"), ("empty", b"")]
LABELS = {b"a.txt": FILES[0][1], b"deep/er/noise.bin": NOISE, b"a.txt\0\x002": b"again", b"empty": b""}
KINDS = {
    "zip, deflated": zipped(FILES),
    "zip, stored": zipped(FILES, zipfile.ZIP_STORED),
    "zip, bzip2": zipped(FILES, zipfile.ZIP_BZIP2),
    "zip, lzma": zipped(FILES, zipfile.ZIP_LZMA),
    "zip behind something else": b"PK\3\4" + bytes(90) + zipped(FILES),
    "tar": tarred(FILES),
    "tar, gzip": tarred(FILES, "w:gz"),
    "tar, bzip2": tarred(FILES, "w:bz2"),
    "tar, xz": tarred(FILES, "w:xz"),
    "tar, gzip in parts": b"".join(gzip.compress(part) for part in (tarred(FILES)[:9_000], tarred(FILES)[9_000:])),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(2) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def taken_apart(data: bytes, folder: Path, sandbox: Sandbox) -> tuple[dict[bytes, HashedMember], str]:
    path = folder / "archive"
    path.write_bytes(data)
    with path.open("rb") as file:
        archive = Archive(file.fileno(), sandbox)
        found = list(hash_members(archive, path, sandbox, Wanted()))
    assert len({member.path for member in found}) == len(found)
    return {member.path: member for member in found}, archive.remark


def sha256(member: HashedMember) -> str | None:
    return member.hashed.digests.sha256 if member.hashed.digests else None


def read(archive: Path, member: bytes, sandbox: Sandbox) -> bytes:
    with open_member(archive, member, sandbox) as descriptor, open(descriptor, "rb", closefd=False) as file:
        return file.read()


@pytest.mark.parametrize("name", KINDS)
def test_every_file_of_an_archive_is_read_and_found_again(name: str, folder: Path, sandbox: Sandbox) -> None:
    found, remark = taken_apart(KINDS[name], folder, sandbox)
    assert {path: sha256(member) for path, member in found.items()} == {
        path: hashlib.sha256(data).hexdigest() for path, data in LABELS.items()
    }
    assert {path: member.size for path, member in found.items()} == {path: len(data) for path, data in LABELS.items()}
    assert remark == ""
    for path, data in LABELS.items():
        assert read(folder / "archive", path, sandbox) == data
    for other in (b"none", b"a.txt\0\x003", b"a.txt\0inside"):
        with pytest.raises(NoSuchMember), open_member(folder / "archive", other, sandbox):
            pass


def test_a_zip_of_more_than_four_gigabytes_of_numbers_is_read(folder: Path, sandbox: Sandbox) -> None:
    """Zip64 as writers use it that do not know the sizes beforehand, and with its own end of the list."""
    path = folder / "wide"
    with zipfile.ZipFile(path, "w") as archive, archive.open("a", "w", force_zip64=True) as file:
        file.write(b"abc")
    data = path.read_bytes()
    at = data.rindex(b"PK\5\6")
    count, size, start = struct.unpack_from("<10xHII", data, at)
    end_64 = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start)
    place = struct.pack("<4sIQI", b"PK\6\7", 0, at, 1)
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    found, remark = taken_apart(data[:at] + end_64 + place + end, folder, sandbox)
    assert (sha256(found[b"a"]), remark) == (hashlib.sha256(b"abc").hexdigest(), "")


def test_archives_in_archives_are_taken_apart_too(folder: Path, sandbox: Sandbox) -> None:
    data = zipped([("b.tgz", tarred([("c.zip", zipped(FILES)), ("plain", b"1")], "w:gz")), ("plain", b"2")])
    found, remark = taken_apart(data, folder, sandbox)
    inside = {b"b.tgz\0c.zip\0" + path: data for path, data in LABELS.items()}
    assert set(found) == {b"b.tgz", b"plain", b"b.tgz\0c.zip", b"b.tgz\0plain", *inside}
    for path, expected in inside.items():
        assert read(folder / "archive", path, sandbox) == expected
    assert (read(folder / "archive", b"b.tgz\0plain", sandbox), remark) == (b"1", "")


def test_a_file_that_is_only_compressed_is_unpacked(folder: Path, sandbox: Sandbox) -> None:
    found, _ = taken_apart(gzip.compress(NOISE), folder, sandbox)
    assert sha256(found[b"content"]) == hashlib.sha256(NOISE).hexdigest()


def test_fifty_archives_inside_each_other_end_at_the_eighth(folder: Path, sandbox: Sandbox) -> None:
    found, remark = taken_apart(nested(50), folder, sandbox)
    assert remark == ""
    told = {path: member.hashed.remark for path, member in found.items() if member.hashed.remark}
    assert told == {b"\0".join([b"in.zip"] * 8): SENTENCES[Reason.TOO_DEEP]}
    assert len(found) == 16
    assert all(member.hashed.problem is None for member in found.values())


def test_locked_members_are_told_and_the_others_read(folder: Path, sandbox: Sandbox) -> None:
    found, _ = taken_apart(locked(zipped([("a", b"1")])), folder, sandbox)
    assert found[b"a"].hashed.problem == SENTENCES[Reason.LOCKED]
    with pytest.raises(NoSuchMember, match="password"), open_member(folder / "archive", b"a", sandbox):
        pass


@pytest.mark.parametrize("name", [name for name in KINDS if "behind" not in name])
def test_of_a_broken_archive_what_can_be_read_is_read(name: str, folder: Path, sandbox: Sandbox) -> None:
    whole = KINDS[name]
    for broken in (whole[: len(whole) * 2 // 3], whole[:300], *([] if name == "tar" else [whole[:-1]])):
        found, remark = taken_apart(broken, folder, sandbox)
        told = remark or any(member.hashed.problem for member in found.values())
        assert told, "nobody would know"
        for path, member in found.items():
            assert member.hashed.problem or sha256(member) == hashlib.sha256(LABELS[path]).hexdigest()


@given(st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), min_size=1, max_size=8), st.sampled_from("zts"))
@settings(max_examples=60, deadline=None)
def test_changed_bytes_never_give_a_file_that_was_not_there(
    folder: Path, sandbox: Sandbox, changes: list[tuple[int, int]], kind: str
) -> None:
    files = [("a", b"a" * 500), ("b", bytes(range(256)) * 2), ("c", b"cc")]
    method = {"z": zipfile.ZIP_DEFLATED, "s": zipfile.ZIP_STORED}
    data = bytearray(tarred(files, "w:gz") if kind == "t" else zipped(files, method[kind]))
    for place, value in changes:
        data[place % len(data)] = value
    found, _ = taken_apart(bytes(data), folder, sandbox)
    sound = {hashlib.sha256(each).hexdigest() for _, each in files}
    if kind != "t":  # zip has a sum for each file
        assert all(member.hashed.problem or sha256(member) in sound for member in found.values())


names = st.one_of(
    st.binary(min_size=1, max_size=60).filter(lambda name: not name.endswith((b"/", b"\\"))),
    st.sampled_from(
        [b"../../x", b"/etc/passwd", b"n\nl", b"\xff\xfe", b"x" * 4_000, b"C:\\a", b"a\0b", b" ", b"\xc3\xbc"]
    ),
)


@given(st.lists(names, max_size=5).map(lambda raw: [*raw, b"one"]))
@settings(max_examples=60, deadline=None)
def test_any_name_is_a_label_and_finds_its_file_again(folder: Path, sandbox: Sandbox, raw: list[bytes]) -> None:
    files = [(name.decode("utf-8", "surrogateescape").replace("\0", ""), b"%d" % n) for n, name in enumerate(raw)]
    data = tarred([(name, content) for name, content in files if name.strip("/")])
    found, remark = taken_apart(data, folder, sandbox)
    assert remark == ""
    assert len(found) == sum(1 for name, _ in files if name.strip("/"))
    for path, member in found.items():
        assert hashlib.sha256(read(folder / "archive", path, sandbox)).hexdigest() == sha256(member)
    assert set(os.listdir(folder)) <= {"archive", "wide"}


def test_names_in_no_encoding_with_zero_bytes_or_none_at_all(folder: Path, sandbox: Sandbox) -> None:
    raw = [b"\xff\xfe\x80", b"a\0b", b"n\nl", b"/etc/passwd", b"..", b"x" * 4_000, b"", b""]
    data = zipped([(f"{number:04}", b"%d" % number) for number in range(len(raw))], zipfile.ZIP_STORED)
    listed, at = data[: data.index(b"PK\1\2")], data.index(b"PK\1\2")
    entries = b""
    for number, name in enumerate(raw):
        head = bytearray(data[at : at + 46])
        head[9] |= 8  # said to be UTF-8
        struct.pack_into("<H", head, 28, len(name))
        entries += bytes(head) + name
        at += 50
        assert number < len(raw)
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, len(raw), len(raw), len(entries), len(listed), 0)
    found, remark = taken_apart(listed + entries + end, folder, sandbox)
    cleaned = [b"\xff\xfe\x80", b"a\\x00b", *raw[2:6], b"(no name)", b"(no name)\0\x002"]
    assert (set(found), remark) == (set(cleaned), "")
    for number, path in enumerate(cleaned):
        assert read(folder / "archive", path, sandbox) == b"%d" % number


def test_links_and_devices_in_an_archive_are_told(folder: Path, sandbox: Sandbox) -> None:
    path = folder / "links.tar"
    with tarfile.open(path, "w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("device", tarfile.BLKTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        archive.addfile(tarfile.TarInfo("file"))
    found, remark = taken_apart(path.read_bytes(), folder, sandbox)
    path.unlink()
    assert {name: member.hashed.problem for name, member in found.items()} == {
        **{b"link": NO_FILE, b"hard": NO_FILE, b"device": NO_FILE, b"file": None},
    }
    assert remark == ""


def bomb(size: int) -> bytes:
    return zipped([("small", b"1"), ("zeros", bytes(size)), ("after", b"2")])


def test_a_bomb_is_given_up_and_said_to_be_one(folder: Path) -> None:
    with Sandbox(limits=Limits(unpacked_bytes=8 * MEBI)) as narrow:
        for data in (bomb(64 * MEBI), zipped([("in.zip", bomb(64 * MEBI))]), tarred([("z", bytes(64 * MEBI))], "w:gz")):
            found, remark = taken_apart(data, folder, narrow)
            problems = [member.hashed.problem for member in found.values() if member.hashed.problem]
            assert problems == [SENTENCES[Reason.BOMB]]
            assert remark == SENTENCES[Reason.BOMB]
        assert taken_apart(zipped(FILES), folder, narrow)[1] == ""


def test_what_shrinks_well_is_no_bomb(folder: Path) -> None:
    with Sandbox(limits=Limits(unpacked_bytes=MEBI, unpacked_times=2_000)) as wide:
        found, remark = taken_apart(bomb(16 * MEBI), folder, wide)
        assert (len(found), remark) == (3, "")


def test_a_large_member_does_not_stay_in_memory(folder: Path, sandbox: Sandbox) -> None:
    large = os.urandom(MEBI) * 70
    found, _ = taken_apart(zipped([("large", large)], zipfile.ZIP_STORED), folder, sandbox)
    assert sha256(found[b"large"]) == hashlib.sha256(large).hexdigest()


def test_an_archive_of_too_many_files_gives_the_first_ones(folder: Path) -> None:
    with Sandbox(limits=Limits(members=5)) as narrow:
        for data in (zipped([(str(n), b"") for n in range(9)]), tarred([(str(n), b"") for n in range(9)])):
            found, remark = taken_apart(data, folder, narrow)
            assert (len(found), remark) == (5, SENTENCES[Reason.TOO_MANY_MEMBERS])


@pytest.mark.parametrize(("how", "reason"), [(signal.SIGKILL, Reason.DIED), (signal.SIGSTOP, Reason.TOO_SLOW)])
def test_a_process_that_dies_or_hangs_is_replaced_and_its_archive_told(
    how: signal.Signals, reason: Reason, folder: Path
) -> None:
    with Sandbox(limits=Limits(silence_seconds=1.0)) as narrow:
        assert taken_apart(zipped(FILES), folder, narrow)[1] == ""
        (child,) = narrow.unpackers._idle
        os.kill(child._process.pid, signal.SIGSTOP)
        threading.Timer(0.2, os.kill, (child._process.pid, how)).start()
        began = time.monotonic()
        found, remark = taken_apart(zipped(FILES), folder, narrow)
        assert (found, remark) == ({}, SENTENCES[reason])
        assert time.monotonic() - began < 5
        assert child._process.poll() is not None
        assert len(taken_apart(zipped(FILES), folder, narrow)[0]) == 4
