"""Folders are walked in one order, links are not followed, and nothing is left out without a word."""

from __future__ import annotations

import os
from pathlib import Path

from daymark.engine.walking import find


def tree(folder: Path) -> Path:
    (folder / "b" / "deep").mkdir(parents=True)
    for name in ("z.txt", "a.txt", "b/deep/one", "b/two"):
        (folder / name).write_text(name)
    return folder


def names(folder: Path, *paths: Path) -> list[str]:
    return [str(found.path.relative_to(folder)) for found in find(paths or [folder])]


def test_folders_are_walked_in_the_order_of_their_names(tmp_path: Path) -> None:
    assert names(tree(tmp_path)) == ["a.txt", "b/deep/one", "b/two", "z.txt"]


def test_a_file_named_twice_is_found_once(tmp_path: Path) -> None:
    tree(tmp_path)
    assert names(tmp_path, tmp_path / "b", tmp_path / "b" / "two", tmp_path) == [
        "b/deep/one",
        "b/two",
        "a.txt",
        "z.txt",
    ]


def test_size_and_time_are_those_of_the_file(tmp_path: Path) -> None:
    (found,) = find([tree(tmp_path) / "a.txt"])
    assert (found.size, found.changed_ns) == (5, (tmp_path / "a.txt").stat().st_mtime_ns)


def test_links_and_pipes_are_told_and_not_opened(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tree(tmp_path / "real") / "a.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    told = {found.path.name: found.why_not for found in find([tmp_path]) if found.why_not}
    assert told == {
        "link": "It is a link, which is not followed.",
        "loop": "It is a link, which is not followed.",
        "pipe": "It is a pipe, not a file.",
    }


def test_a_link_that_was_asked_for_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tree(tmp_path / "real"))
    assert len(list(find([tmp_path / "link"]))) == 4


def test_what_is_not_there_is_told_and_the_rest_is_found(tmp_path: Path) -> None:
    first, *others = find([tmp_path / "missing", tree(tmp_path / "real")])
    assert first.why_not is not None
    assert "No such file" in first.why_not
    assert len(others) == 4
