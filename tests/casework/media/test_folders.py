"""Folders of the server that a page may read: at or below the roots, whatever way somebody tries."""

from __future__ import annotations

import base64
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.capabilities import obey_modes
from daymark.casework.media.taking.folders import (
    MOST_COUNTED,
    MOST_FOLDERS,
    Folder,
    NotListed,
    OutsideRoots,
    Shelves,
    is_within,
    legible,
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A root with two disks, the centre's own home beside it, and links in and out of the root."""
    for folder in ("evidence/disk1/DCIM", "evidence/disk2", "evidence2", "home/keys", "elsewhere/deep"):
        (tmp_path / folder).mkdir(parents=True)
    links = {
        "in": "disk1",
        "out": "../elsewhere",
        "home": "../home",
        "loop": "loop",
        "root": "/",
        "deep": "../elsewhere/deep",
    }
    for name, target in links.items():
        (tmp_path / "evidence" / name).symlink_to(target)
    return tmp_path


@pytest.fixture
def shelves(place: Path) -> Shelves:
    return Shelves([place / "evidence"], [place / "home"])


def token(path: str | bytes | Path) -> str:
    return Folder(os.fsencode(path)).token


@pytest.mark.parametrize(
    "given",
    [
        "{place}/elsewhere",
        "{place}/evidence2",
        "{place}/evidence/../elsewhere",
        "{place}/evidence/disk1/../../elsewhere/deep",
        "{place}/evidence/out",
        "{place}/evidence/out/deep",
        "{place}/evidence/deep",
        "{place}/evidence/home",
        "{place}/evidence/home/keys",
        "{place}/evidence/root",
        "{place}/evidence/root/etc",
        "{place}/evidence/loop",
        "{place}/evidence/gone",
        "{place}/home/keys",
        "{place}",
        "/",
        "/etc",
        "//etc",
        "/proc/self/root/etc",
        "/proc/self/cwd",
        "evidence/disk1",
        "disk1",
        "..",
        "",
    ],
)
def test_nothing_outside_the_roots_is_opened(place: Path, shelves: Shelves, given: str) -> None:
    with pytest.raises(OutsideRoots):
        shelves.find(token(given.format(place=place)))


def test_a_token_that_is_none_is_refused(place: Path, shelves: Shelves) -> None:
    with_zero = base64.urlsafe_b64encode(os.fsencode(place / "evidence") + b"\0/x").decode()
    for bad in ("", "%", "é", "a", "=====", "A" * 9_000, with_zero, str(place / "evidence")):
        with pytest.raises(OutsideRoots):
            shelves.find(bad)


def test_what_lies_in_the_roots_is_opened_with_its_links_resolved(place: Path, shelves: Shelves) -> None:
    root = os.fsencode(place / "evidence")
    for asked, real in (
        ("", b""),
        ("/", b""),
        ("/disk1/DCIM", b"/disk1/DCIM"),
        ("/in/DCIM/..", b"/disk1"),
        ("/./in", b"/disk1"),
    ):
        assert shelves.find(token(f"{place}/evidence{asked}")).path == root + real
    assert not shelves.holds(root + b"/in"), "a seizure keeps the path without links"
    assert shelves.holds(root + b"/disk1")


PARTS = st.sampled_from(
    ["..", ".", "disk1", "DCIM", "out", "in", "home", "root", "etc", "keys", "loop", "", "elsewhere", "evidence"]
)


@given(parts=st.lists(PARTS, max_size=9))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_way_of_writing_a_path_leads_out(place: Path, shelves: Shelves, parts: list[str]) -> None:
    root = os.fsencode(place / "evidence")
    try:
        found = shelves.find(token("/".join([os.fsdecode(root), *parts])))
    except OutsideRoots:
        return
    assert is_within(found.path, root)
    assert os.path.realpath(found.path) == found.path
    assert shelves.trail(found)[0].path == root
    assert shelves.trail(found)[-1].path == found.path


@pytest.mark.parametrize("root", ["home", "home/keys", ".", "home/later"])
def test_a_root_that_touches_the_centres_own_home_opens_nothing(place: Path, root: str) -> None:
    shelves = Shelves([place / root], [place / "home"])
    assert shelves.roots() == []
    assert shelves.missing() == [str((place / root).resolve() if root == "." else place / root)]
    with pytest.raises(OutsideRoots):
        shelves.find(token(place / "home" / "keys"))


def test_a_root_that_has_become_a_link_into_the_home_opens_nothing(place: Path) -> None:
    (place / "mnt").symlink_to(place / "home")
    assert Shelves([place / "mnt"], [place / "home"]).roots() == []


def test_folders_alone_are_listed_with_what_lies_in_them(place: Path, shelves: Shelves) -> None:
    (place / "evidence" / "notes.txt").write_text("x")
    (place / "evidence" / "disk1" / "a.jpg").write_text("x")
    (root,) = shelves.roots()
    assert (root.name, root.entries) == (str(place / "evidence"), 9)
    assert [(each.name, each.entries) for each in shelves.below(root)] == [("disk1", 2), ("disk2", 0)]


def test_many_entries_are_counted_up_to_a_bound(place: Path, shelves: Shelves) -> None:
    for number in range(MOST_FOLDERS + 1):
        (place / "evidence" / "disk2" / f"{number:04}").mkdir()
    for number in range(MOST_COUNTED + 5):
        (place / "evidence" / "disk1" / f"{number:04}").touch()
    (root,) = shelves.roots()
    disk1, disk2 = shelves.below(root)
    assert disk1.is_more
    assert not disk2.is_more
    assert len(shelves.below(disk2)) == MOST_FOLDERS + 1, "one more than are shown says that there are more"


def test_names_of_every_kind_are_shown_and_opened(place: Path, shelves: Shelves) -> None:
    odd = [
        b"caf\xe9",
        b"new\nline",
        b"\x1b[31mred",
        "\u202egnp.exe".encode(),
        b" ",
        b"-rf",
        b"<b>",
        b"\\x41",
        b"x" * 255,
    ]
    for name in odd:
        os.mkdir(os.path.join(os.fsencode(place / "evidence" / "disk2"), name))
    folders = shelves.below(shelves.find(token(place / "evidence" / "disk2")))
    assert {os.path.basename(each.path) for each in folders} == set(odd)
    for each in folders:
        assert shelves.find(each.token).path == each.path
        assert each.name.isprintable()
    assert legible(b"caf\xe9\n\xe2\x80\xae") == "caf\\xe9\\n\\u202e"


def test_a_folder_that_became_a_link_after_it_was_opened_is_not_listed(place: Path, shelves: Shelves) -> None:
    folder = shelves.find(token(place / "evidence" / "disk1"))
    (place / "evidence" / "disk1").rename(place / "evidence" / "disk0")
    (place / "evidence" / "disk1").symlink_to("../elsewhere")
    with pytest.raises(OutsideRoots):
        shelves.below(folder)
    below = shelves.find(token(place / "evidence" / "disk0" / "DCIM"))
    (place / "evidence" / "disk0").rename(place / "elsewhere" / "disk0")
    (place / "evidence" / "disk0").symlink_to("../elsewhere/disk0")
    with pytest.raises(OutsideRoots):
        shelves.below(below)


def test_a_folder_that_the_server_may_not_list_says_so(place: Path, shelves: Shelves) -> None:
    def look() -> list[Folder]:
        obey_modes()
        (root,) = shelves.roots()
        return shelves.below(root)

    (place / "evidence" / "disk2").chmod(0)
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(look).result()[1].entries is None
        with pytest.raises(NotListed):
            thread.submit(lambda: shelves.below(shelves.find(token(place / "evidence" / "disk2")))).result()
    (place / "evidence" / "disk2").chmod(0o755)
