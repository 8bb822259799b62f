"""An archive from outside gives its honest files, and names each dishonest one."""

from __future__ import annotations

import io
import os
import stat
import struct
import time
import unicodedata
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.exchange.archive import Limits, RefusedMember, UnreadableArchive, open_archive


def zipped(entries, *, method=zipfile.ZIP_DEFLATED) -> io.BytesIO:
    """A zip file of (name or ZipInfo, bytes) pairs."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return stream


def special(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


def only_refusal(source, words, limits=None):
    """Checks that one file is refused in these words and that its neighbour is still readable."""
    with open_archive(source, limits) as archive:
        assert [member.name for member in archive.members] == ["good.json"]
        assert archive.members[0].read(at_most=100) == b"{}"
        assert len(archive.refused) == 1
        assert words in archive.refused[0].message
        assert "was not taken" in archive.refused[0].message
    return archive.refused[0]


GOOD = ("good.json", b"{}")
PERSIAN_WITH_JOINER = "\u062e\u0627\u0646\u0647\u200c\u0647\u0627.jpg"


def test_a_folder_and_a_zip_of_it_give_the_same_members(tmp_path):
    files = {"200/200.json": b"{}", "200/Media/a.jpg": b"picture", "201/201.xml": b"<report/>"}
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    for source in (tmp_path, zipped(files.items())):
        with open_archive(source) as archive:
            assert {m.name: m.read(at_most=100) for m in archive.members} == files
            assert [m.size for m in archive.members] == [2, 7, 9]
            assert archive.refused == ()


def test_a_zip_file_is_opened_by_its_path(tmp_path):
    path = tmp_path / "batch.zip"
    path.write_bytes(zipped([GOOD]).getvalue())
    with open_archive(path) as archive, archive.members[0].open() as stream:
        assert stream.read() == b"{}"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../evil.json", "leads out of its folder"),
        ("a/../../evil.json", "leads out of its folder"),
        ("..\\evil.json", "leads out of its folder"),
        ("/etc/passwd", "absolute"),
        ("\\\\server\\share", "absolute"),
        ("C:\\evil.json", "absolute"),
        ("c:evil.json", "absolute"),
        ("a//b.json", "empty part"),
        ("a\x1b[2Jb.json", "U+001B"),
        ("photo\u202egpj.exe", "U+202E"),
        ("a\u200bb.json", "U+200B"),
        ("a\u2066b.json", "U+2066"),
        ("a\nb.json", "U+000A"),
        ("\uff0e\uff0e/evil.json", "look like dots"),
        ("‥/evil.json", "look like dots"),
        ("a\uff0fb.json", "look like dots or slashes"),
        ("a\uff3cb.json", "look like dots or slashes"),
        ("x" * 1025, "1,025 characters"),
        ("/".join("a" * 33), "32 folders"),
    ],
)
def test_a_name_that_could_do_harm_is_refused_and_the_rest_goes_on(name, words):
    refused = only_refusal(zipped([(name, b"x"), GOOD]), words)
    assert refused.name == name
    assert all(letter.isprintable() for letter in refused.message)


@pytest.mark.parametrize(
    "name", ["./a.json", "Media\\a.jpg", "Fotos/Köln 🏠.jpg", PERSIAN_WITH_JOINER, "...", "a..b", "…"]
)
def test_an_odd_but_honest_name_is_taken(name):
    with open_archive(zipped([(name, b"x")])) as archive:
        assert [member.name for member in archive.members] == [name.removeprefix("./").replace("\\", "/")]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a.json", "a.json"),
        ("a.json", "./a.json"),
        ("m/a.json", "m\\a.json"),
        (unicodedata.normalize("NFC", "é.json"), unicodedata.normalize("NFD", "é.json")),
        ("a.json", "\uff41.json"),
        ("a.json", "a\u200d.json"),
    ],
)
def test_of_two_files_of_one_name_the_second_is_refused(first, second):
    with open_archive(zipped([(first, b"1"), (second, b"2")])) as archive:
        assert len(archive.members) == 1
        assert "another file of the same name" in archive.refused[0].message


def test_names_that_differ_in_case_are_two_files():
    with open_archive(zipped([("a.json", b"1"), ("A.json", b"2")])) as archive:
        assert len(archive.members) == 2


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        (stat.S_IFLNK | 0o777, "a link"),
        (stat.S_IFCHR | 0o666, "a device"),
        (stat.S_IFBLK | 0o666, "a device"),
        (stat.S_IFIFO | 0o666, "a device, pipe"),
        (stat.S_IFSOCK | 0o666, "socket"),
    ],
)
def test_links_and_devices_in_a_zip_are_refused(mode, words):
    only_refusal(zipped([(special("odd", mode), b"/etc/passwd"), GOOD]), words)


def test_a_folder_entry_with_contents_is_refused():
    stream = zipped([GOOD])
    with zipfile.ZipFile(stream, "a") as archive:
        info = zipfile.ZipInfo("hidden.txt")
        archive.writestr(info, b"contents")
    data = stream.getvalue().replace(b"hidden.txt", b"hidden.tx/")
    with open_archive(io.BytesIO(data)) as archive:
        assert [m.name for m in archive.members] == ["good.json"]
        assert "listed as a folder" in archive.refused[0].message


def test_links_devices_and_unreadable_names_in_a_folder_are_refused(tmp_path):
    (tmp_path / "good.json").write_bytes(b"{}")
    (tmp_path / "link.json").symlink_to("/etc/passwd")
    (tmp_path / "folder").symlink_to("/etc", target_is_directory=True)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / os.fsdecode(b"\xff.json")).write_bytes(b"{}")
    with open_archive(tmp_path) as archive:
        assert [member.name for member in archive.members] == ["good.json"]
        assert len(archive.refused) == 4
        said = " ".join(refused.message for refused in archive.refused)
    for words in ("“link.json” was not taken: it is a link", "“folder” was not taken: it is a link", "pipe", "\\udcff"):
        assert words in said


def test_a_file_exchanged_for_a_link_after_the_listing_is_not_opened(tmp_path):
    (tmp_path / "a.json").write_bytes(b"{}")
    with open_archive(tmp_path) as archive:
        (tmp_path / "a.json").unlink()
        (tmp_path / "a.json").symlink_to("/etc/passwd")
        with pytest.raises(RefusedMember, match=r"a\.json"):
            archive.members[0].read(at_most=10_000)
        (tmp_path / "a.json").unlink()
        (tmp_path / "b.json").write_bytes(b"[]")
        (tmp_path / "b.json").rename(tmp_path / "a.json")
        with pytest.raises(RefusedMember, match="exchanged"):
            archive.members[0].read(at_most=10_000)


def test_an_encrypted_member_is_refused():
    data = bytearray(zipped([("secret.json", b"x"), GOOD]).getvalue())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    only_refusal(io.BytesIO(bytes(data)), "encrypted")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_without_a_bound_on_memory_is_refused(method):
    with open_archive(zipped([("a.json", b"x" * 1000)], method=method)) as archive:
        assert archive.members == ()
        assert "method that is not read" in archive.refused[0].message


def test_a_bomb_is_refused_before_it_is_expanded():
    started = time.process_time()
    only_refusal(zipped([("bomb.jpg", bytes(50_000_000)), GOOD]), "times its size")
    assert time.process_time() - started < 2


def test_size_limits_hold_for_one_member_and_for_all():
    only_refusal(zipped([("big", os.urandom(2000)), GOOD]), "at most 1,000", Limits(member_bytes=1000))
    three = zipped([("a", bytes(600)), ("b", bytes(600)), ("c", bytes(100))])
    with open_archive(three, Limits(total_bytes=1000)) as archive:
        assert [m.name for m in archive.members] == ["a", "c"]
        assert "expand to over 1,000" in archive.refused[0].message


def test_too_many_members_are_refused_before_they_become_objects(tmp_path):
    for source in (zipped([(str(n), b"") for n in range(11)]), tmp_path):
        for n in range(11):
            (tmp_path / str(n)).write_bytes(b"")
        with pytest.raises(UnreadableArchive, match="more than 10 files"), open_archive(source, Limits(members=10)):
            pass


def test_a_folder_that_never_ends_is_refused(tmp_path):
    deep = tmp_path
    for _ in range(40):
        deep = deep / "a"
        deep.mkdir()
    (deep / "file").write_bytes(b"x")
    (tmp_path / "good.json").write_bytes(b"{}")
    only_refusal(tmp_path, "32 folders")


def test_a_zip_in_a_zip_stays_one_file():
    inner = zipped([("a", b"x" * 1000)]).getvalue()
    with open_archive(zipped([("inner.zip", inner)])) as archive:
        assert archive.members[0].read(at_most=10_000) == inner


def test_entries_that_share_their_bytes_are_a_bomb():
    data = zipped([("a", b"x" * 1000), ("b", b"y" * 1000)], method=zipfile.ZIP_STORED).getvalue()
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    shared = data[: second + 42] + struct.pack("<I", 10) + data[second + 46 :]
    with pytest.raises(UnreadableArchive, match="bomb"), open_archive(io.BytesIO(shared)):
        pass


def test_damaged_contents_are_named_when_they_are_read():
    data = zipped([("a.jpg", b"picture" * 10), GOOD], method=zipfile.ZIP_STORED).getvalue()
    data = data.replace(b"picturep", b"PICTUREp", 1)
    with open_archive(io.BytesIO(data)) as archive:
        with pytest.raises(RefusedMember, match=r"a\.jpg.*damaged"):
            archive.members[0].read(at_most=1000)
        with pytest.raises(RefusedMember, match="damaged"), archive.members[0].open() as stream:
            stream.read()
        assert archive.members[1].read(at_most=10) == b"{}"


def test_a_member_that_expands_beyond_its_listed_size_is_damaged_and_bounded():
    long = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = long.compress(bytes(5_000_000)) + long.flush()
    data = zipped([("a", bytes(5_000_000))]).getvalue()
    assert packed in data
    listed = data.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 100))
    with open_archive(io.BytesIO(listed)) as archive, pytest.raises(RefusedMember, match="damaged"):
        archive.members[0].read(at_most=1000)


def test_reading_whole_is_bounded_by_the_reader():
    with open_archive(zipped([("a", bytes(200))])) as archive, pytest.raises(RefusedMember, match="at most 100"):
        archive.members[0].read(at_most=100)


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"PK\x05\x06" + b"\xff" * 18, b"PK\x05\x06" + bytes(17)])
def test_what_is_no_zip_is_said_to_be_none(data):
    with pytest.raises(UnreadableArchive, match="not a zip file"), open_archive(io.BytesIO(data)):
        pass


def test_what_is_not_there_or_no_file_is_said_to_be_so(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "nothing.zip", tmp_path / "pipe"):
        with pytest.raises(UnreadableArchive, match="no folder or zip file"), open_archive(path):
            pass


def test_a_zip_cut_short_is_unreadable():
    data = zipped([GOOD, ("b", os.urandom(500))]).getvalue()
    for cut in range(0, len(data), 13):
        with pytest.raises(UnreadableArchive), open_archive(io.BytesIO(data[:cut])):
            pass


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_damage_to_a_zip_gives_members_or_a_problem(data):
    whole = bytearray(zipped([GOOD, ("m/b.bin", b"abc" * 50), ("c", b"")]).getvalue())
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        with open_archive(io.BytesIO(bytes(whole)), Limits(member_bytes=1_000_000)) as archive:
            for member in archive.members:
                read_or_refuse(member)
    except UnreadableArchive as problem:
        assert problem.message  # noqa: PT017


def read_or_refuse(member):
    try:
        member.read(at_most=1_000_000)
    except RefusedMember as refusal:
        assert refusal.name == member.name  # noqa: PT017


@pytest.mark.parametrize(
    ("written", "found", "words"),
    [(b"Xidden.txt", b"\0idden.txt", "U+0000"), (b"m/hid.json", b"m/\0id.json", "U+0000")],
)
def test_a_name_cut_short_by_a_nul_is_refused_and_not_passed_over(written, found, words):
    data = zipped([(written.decode(), b"contents"), GOOD]).getvalue().replace(written, found)
    with open_archive(io.BytesIO(data)) as archive:
        assert [member.name for member in archive.members] == ["good.json"]
        assert words in archive.refused[0].message


def test_a_member_without_a_name_is_refused():
    data = bytearray(zipped([("a", b""), GOOD]).getvalue())
    at = data.index(b"PK\x01\x02")
    data[at + 28 : at + 30], data[at + 30 : at + 32] = b"\0\0", b"\1\0"  # the name's letter becomes an extra field
    with open_archive(io.BytesIO(bytes(data))) as archive:
        assert [member.name for member in archive.members] == ["good.json"]
        assert "0 characters" in archive.refused[0].message


def test_folders_of_either_slash_are_no_files():
    with open_archive(zipped([("m/", b""), ("n\\", b""), GOOD])) as archive:
        assert [member.name for member in archive.members] == ["good.json"]
        assert archive.refused == ()
