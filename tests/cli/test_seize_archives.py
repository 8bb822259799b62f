"""`daymark seize` over archives: each file in them is counted, killed at any moment, bad ones end with a reason."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from cli.test_seize import _in_a_process, seize, stored, write_pictures
from daymark.casework.access.context import acting_as_system
from daymark.casework.media.models import ContentFrames, SeizedFile, Seizure
from daymark.casework.media.rules import Fate
from daymark.engine.sandbox.pool import Sandbox
from daymark.engine.showing import CHANGED, NotShown, Picture, opened_seized, show_open, strip_open
from engine.archive_making import locked, nested, tarred, zipped
from engine.sandbox.film_making import encode, scene


def rows() -> dict[str, SeizedFile]:
    with acting_as_system():
        return {row.name: row for row in SeizedFile.objects.select_related("content")}


def test_each_file_in_an_archive_is_a_file_of_the_seizure(case: str, tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "disk", 1, different=1)
    picture = (folder / "00000.png").read_bytes()
    film = encode(scene(1, 2))
    inner = tarred([("deep/c.png", picture), ("film.mp4", film)], "w:gz")
    (folder / "holiday.zip").write_bytes(zipped([("a/b.png", picture), ("inner.tgz", inner), ("a/b.png", b"words")]))
    assert seize(folder, case).exit_code == 0
    found = rows()
    assert sorted(found) == [
        *("00000.png", "holiday.zip", "holiday.zip » a/b.png", "holiday.zip » a/b.png [2]", "holiday.zip » inner.tgz"),
        *("holiday.zip » inner.tgz » deep/c.png", "holiday.zip » inner.tgz » film.mp4"),
    ]
    assert stored()[0] == stored()[1]
    assert (stored()[0].read, stored()[0].different) == (7, 5)
    copies = [row for name, row in found.items() if name.endswith(("b.png", "c.png", "00000.png"))]
    assert len({row.content_id for row in copies}) == 1
    assert sum(row.is_first for row in copies) == 1
    with acting_as_system():
        assert ContentFrames.objects.get().content_id == found["holiday.zip » inner.tgz » film.mp4"].content_id
    with Sandbox() as sandbox:
        for name in ("00000.png", "holiday.zip » inner.tgz » deep/c.png", "holiday.zip » inner.tgz » film.mp4"):
            path, size = bytes(found[name].path), found[name].size
            with opened_seized(folder, path, sandbox, size=size) as file:
                assert isinstance(file, int)
                assert isinstance(show_open(file, sandbox, longest=64), Picture)
            with opened_seized(folder, path, sandbox, size=size + 1) as other:
                assert other == NotShown(CHANGED)
        with opened_seized(folder, path, sandbox, size=size) as film:
            assert isinstance(film, int)
            stills = strip_open(film, sandbox, [0, 1_000], longest=64)
        assert isinstance(stills, list)
        assert [each.at_ms for each in stills] == [0, 1_000]
        with opened_seized(folder, b"holiday.zip\0other.png", sandbox) as gone:
            assert isinstance(gone, NotShown)
            assert "no longer holds" in gone.why


def test_what_cannot_be_taken_apart_says_why_and_the_rest_goes_on(case: str, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    whole = zipped([("a.txt", b"a" * 9), ("b.bin", os.urandom(90_000)), ("c.txt", b"c")])
    (folder / "cut.zip").write_bytes(whole[:50_000])
    (folder / "locked.zip").write_bytes(locked(whole))
    (folder / "nest.zip").write_bytes(nested(50))
    (folder / "broken.zip").write_bytes(b"PK\3\4" + bytes(40))
    (folder / "names.tar").write_bytes(
        tarred([("../../etc/passwd", b"1"), ("/abs", b"2"), ("n\nl", b"3"), ("x" * 4_000, b"4")])
    )
    (folder / "z.txt").write_bytes(b"last")
    assert seize(folder, case).exit_code == 1
    found = rows()
    assert stored()[0] == stored()[1]
    assert stored()[0].waiting == 0
    assert found["cut.zip"].fate == Fate.READ
    assert "too early" in found["cut.zip"].reason
    assert found["cut.zip » a.txt"].fate == Fate.READ
    assert "ends within this file" in found["cut.zip » b.bin"].reason
    assert found["locked.zip » a.txt"].fate == Fate.NOT_READ
    assert "password" in found["locked.zip » a.txt"].reason
    deepest = "nest.zip" + " » in.zip" * 8
    assert "inside each other" in found[deepest].reason
    assert deepest + " » in.zip" not in found
    assert found["broken.zip"].reason
    assert found["z.txt"].fate == Fate.READ
    assert {"names.tar » ../../etc/passwd", "names.tar » /abs", "names.tar » n\nl"} < set(found)
    assert max(map(len, found)) > 4_000


def test_run_again_an_archive_is_not_taken_apart_again_and_leaves_with_its_members(case: str, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    (folder / "a.zip").write_bytes(zipped([("one", b"1"), ("two", b"2")]))
    assert seize(folder, case).exit_code == 0
    (folder / "later").write_bytes(b"3")
    assert seize(folder, case).exit_code == 0
    found = rows()
    assert (len(found), {row.reason for row in found.values()}, stored()[0]) == (4, {""}, stored()[1])
    (folder / "a.zip").rename(tmp_path / "a.zip")
    assert seize(folder, case).exit_code == 0
    assert "no longer there" in rows()["a.zip » one"].reason
    (tmp_path / "a.zip").rename(folder / "a.zip")
    assert seize(folder, case).exit_code == 0
    assert {row.reason for row in rows().values()} == {""}
    assert stored()[0] == stored()[1]


@pytest.mark.parametrize(("rounds", "files"), [(3, 500), pytest.param(20, 6_000, marks=pytest.mark.deep)])
def test_killed_within_an_archive_nothing_is_lost_or_counted_twice(
    case: str, tmp_path: Path, rounds: int, files: int
) -> None:
    plain = write_pictures(tmp_path / "pictures", files, different=files // 2)
    pictures = [(path.name, path.read_bytes()) for path in sorted(plain.iterdir())]
    folder = tmp_path / "disk"
    folder.mkdir()
    (folder / "a.zip").write_bytes(zipped(pictures))
    (folder / "b.tgz").write_bytes(tarred([("inner.zip", zipped(pictures[: files // 2])), *pictures], "w:gz"))
    (folder / "c.txt").write_bytes(b"plain")
    everything = 3 + 2 * files + files // 2 + 1
    chance = random.Random(rounds)
    for _ in range(rounds):
        process = _in_a_process(folder, case)
        time.sleep(chance.uniform(0.5, 3))
        process.kill()
        process.join(30)
        with acting_as_system():
            begun = Seizure.objects.exists()
        if begun:
            row, added_up = stored()
            assert (row.read, row.read_size, row.different) == (added_up.read, added_up.read_size, added_up.different)
            assert (row.files, row.size) in ((0, 0), (added_up.files, added_up.size))
    assert seize(folder, case).exit_code == 0
    assert stored()[0] == stored()[1]
    assert (stored()[0].files, stored()[0].read, stored()[0].different) == (everything, everything, files // 2 + 4)
