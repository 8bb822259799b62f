"""`daymark hash`: a line for every file, whatever it is, and nothing lost when it is interrupted."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cli.media.drawn import daymark, write_film, write_picture
from daymark.engine.pdq import distance, from_hex


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("disk")
    (folder / "deep" / "deeper").mkdir(parents=True)
    write_picture(folder / "a.jpg", 1, quality=90)
    write_picture(folder / "deep" / "named wrongly.txt", 1, format="PNG")
    write_film(folder / "deep" / "deeper" / "film.mp4", [1, 2])
    (folder / "note.txt").write_text("nothing to see")
    (folder / "empty").touch()
    return folder


def test_every_file_has_one_line_with_all_its_names(disk: Path) -> None:
    done = daymark("hash", disk)
    assert done.status == 0
    lines = {Path(line["path"]).name: line for line in done.lines}
    assert set(lines) == {"a.jpg", "named wrongly.txt", "film.mp4", "note.txt", "empty"}
    picture = lines["a.jpg"]
    data = (disk / "a.jpg").read_bytes()
    assert [picture[name] for name in ("md5", "sha1", "sha256")] == [
        hashlib.new(name, data).hexdigest() for name in ("md5", "sha1", "sha256")
    ]
    assert (picture["kind"], picture["size"], picture["width"], picture["height"]) == (
        "image/jpeg",
        len(data),
        400,
        300,
    )
    assert picture["quality"] >= 50
    assert picture["featureless"] is False
    assert picture["error"] is None


def test_the_type_is_told_by_content_and_the_look_survives_the_format(disk: Path) -> None:
    lines = {Path(line["path"]).name: line for line in daymark("hash", disk).lines}
    assert lines["named wrongly.txt"]["kind"] == "image/png"
    assert distance(from_hex(lines["a.jpg"]["pdq"]), from_hex(lines["named wrongly.txt"]["pdq"])) <= 8
    assert (lines["note.txt"]["kind"], lines["note.txt"]["pdq"]) == ("text/plain", None)


def test_a_films_frames_are_in_the_form_that_others_read(disk: Path) -> None:
    (line,) = daymark("hash", disk / "deep" / "deeper" / "film.mp4", "--full").lines
    assert line["duration"] == pytest.approx(6, abs=0.2)
    numbers, qualities, hashes, seconds = zip(*(frame.split(",") for frame in line["frames"]), strict=True)
    assert [round(float(each)) for each in seconds] == [0, 1, 2, 3, 4, 5]
    assert all(len(each) == 64 for each in hashes)
    assert all(0 <= int(each) <= 100 for each in qualities)
    assert list(map(int, numbers)) == sorted(map(int, numbers))


def test_contact_sheets_are_written_when_asked_for(disk: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "sheets"
    lines = {Path(line["path"]).name: line for line in daymark("hash", disk, "--sheets", folder).lines}
    film = lines["film.mp4"]
    assert film["sheet"] == str(folder / f"{film['sha256']}.png")
    assert [path.name for path in folder.iterdir()] == [f"{film['sha256']}.png"]
    assert (folder.stat().st_mode & 0o777, Path(film["sheet"]).stat().st_mode & 0o777) == (0o700, 0o600)
    with Image.open(film["sheet"]) as sheet:
        assert sheet.width > 320
        corners = [np.asarray(sheet)[60, at].tolist() for at in (80, 80 + 164)]
    assert corners[0] != corners[1], "two scenes, two pictures"
    assert lines["a.jpg"]["sheet"] is None
    assert "sheet" not in daymark("hash", disk / "a.jpg").lines[0]


def test_a_folder_for_sheets_that_cannot_be_made_is_said_before_anything_is_read(disk: Path) -> None:
    done = daymark("hash", disk, "--sheets", disk / "a.jpg" / "sheets")
    assert (done.status, done.lines) == (2, [])
    assert "Give another." in done.err


def test_turned_hashes_come_when_asked_for(disk: Path) -> None:
    (line,) = daymark("hash", disk / "a.jpg", "--turned").lines
    assert set(line["turned"]) == {
        *("rotate 90", "rotate 180", "rotate 270"),
        *("flip x", "flip y", "flip plus 1", "flip minus 1"),
    }
    assert "turned" not in daymark("hash", disk / "a.jpg").lines[0]


def test_what_the_file_asserts_comes_when_asked_for_and_is_called_so(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[271], exif[272] = "Acme", "Model 1"
    exif.get_ifd(34665)[36867] = "2026:01:02 03:04:05"
    exif.get_ifd(34665)[36881] = "+01:00"
    exif.get_ifd(34665)[42033] = "SN-77812"
    write_picture(tmp_path / "a.jpg", 1, exif=exif)
    (line,) = daymark("hash", tmp_path, "--facts").lines
    assert line["asserted"]["asserted_by"] == "the file"
    assert line["asserted"]["camera"]["make"]["text"] == "Acme"
    assert line["asserted"]["moments"][0]["utc"] == "2026-01-02T02:04:05+00:00"
    assert line["asserted"]["keys"][0]["strength"] == "strong"
    assert "asserted" not in daymark("hash", tmp_path).lines[0]


def test_a_films_scenes_are_told(disk: Path) -> None:
    (line,) = daymark("hash", disk / "deep" / "deeper" / "film.mp4", "--full").lines
    (first, second) = line["scenes"]
    assert first[1] == second[0] == pytest.approx(3, abs=1.1)


def test_what_cannot_be_done_is_said_in_its_line_and_by_the_status(disk: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.jpg").write_bytes((disk / "a.jpg").read_bytes()[:-2000])
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "link").symlink_to(disk / "a.jpg")
    done = daymark("hash", tmp_path, tmp_path / "missing")
    assert done.status == 1
    errors = {Path(line["path"]).name: line["error"] for line in done.lines}
    assert "ends too early" in errors["cut.jpg"]
    assert "damaged" in errors["broken.png"]
    assert "not followed" in errors["link"]
    assert "No such file" in errors["missing"]
    assert "4 with an error" in done.err
    cut = next(line for line in done.lines if line["path"].endswith("cut.jpg"))
    assert cut["pdq"] is not None
    assert cut["md5"] is not None


def test_a_name_that_is_no_text_is_written_with_its_bytes(disk: Path, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.jpg"
    Path(os.fsdecode(path)).write_bytes((disk / "a.jpg").read_bytes())
    (line,) = daymark("hash", tmp_path).lines
    assert line["path"].endswith("/caf\\xe9.jpg")
    assert line["error"] is None


def test_an_interrupted_run_goes_on_where_it_stopped(disk: Path, tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(120):
        write_picture(many / f"{number:03}.jpg", number, quality=80)
    state = tmp_path / "state"
    command = [sys.executable, "-m", "daymark.cli", "hash", str(many), "--workers", "1", "--state", str(state)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        ends_at = time.monotonic() + 60
        while time.monotonic() < ends_at and not (state.exists() and state.read_bytes().count(b"\n") > 5):
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
    kept = state.read_bytes().count(b"\n") - 1
    assert kept > 0
    (many / "000.jpg").write_bytes((disk / "a.jpg").read_bytes())
    done = daymark("hash", many, "--state", state)
    assert done.status == 0
    assert sorted(Path(line["path"]).name for line in done.lines) == [f"{number:03}.jpg" for number in range(120)]
    changed = next(line for line in done.lines if line["path"].endswith("000.jpg"))
    assert changed["md5"] == hashlib.md5((disk / "a.jpg").read_bytes()).hexdigest()  # noqa: S324
    again = daymark("hash", many, "--state", state, "--full")
    assert again.status == 2
    assert "other options" in again.err


def test_files_that_change_while_they_are_read_are_told(tmp_path: Path) -> None:
    path = write_picture(tmp_path / "a.png", 3, format="PNG")
    growing = [
        sys.executable,
        "-c",
        "import sys, time\nf = open(sys.argv[1], 'ab')\nwhile True: f.write(b'x'); f.flush()",
        path,
    ]
    with subprocess.Popen(growing) as writer:
        try:
            time.sleep(0.3)
            (line,) = daymark("hash", path).lines
        finally:
            writer.kill()
    assert line["error"] == "It changed while it was read. Take it again when nothing writes to it."
