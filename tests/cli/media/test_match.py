"""`daymark match`: what is known is found, in every way; what is not is said to be not; lists may stand for files."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cli.media.drawn import Done, daymark, scene, write_film, write_picture


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of `daymark hash` for three pictures and a film: itself a list."""
    folder = tmp_path_factory.mktemp("known")
    for number in (1, 2, 3):
        write_picture(folder / f"{number}.png", number)
    write_film(folder / "film.mp4", [10, 11, 12, 13, 14])
    path = folder.parent / "known.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in daymark("hash", folder, "--full").lines))
    return path


def matched(done: Done) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for line in done.lines:
        found.setdefault(Path(line["path"]).name, []).append(line)
    return found


def test_the_same_file_is_found_by_digest_another_by_look_a_third_turned(known: Path, tmp_path: Path) -> None:
    write_picture(tmp_path / "same.png", 1)
    write_picture(tmp_path / "again.jpg", 2, quality=40)
    Image.fromarray(np.ascontiguousarray(scene(3)[:, ::-1])).save(tmp_path / "mirrored.jpg")
    write_picture(tmp_path / "other.jpg", 99)
    done = daymark("match", tmp_path, "--against", known, "--json")
    assert done.status == 0
    found = {name: lines[0] for name, lines in matched(done).items()}
    assert (found["same.png"]["method"], found["same.png"]["distance"]) == ("sha256", 0)
    assert found["again.jpg"]["method"] == "pdq"
    assert found["again.jpg"]["distance"] <= 31
    assert found["again.jpg"]["quality"] >= 50
    assert found["again.jpg"]["list"] == "known"
    assert found["again.jpg"]["facts"]["external_id"].endswith("/2.png")
    assert found["mirrored.jpg"]["method"] == "pdq-turned"
    assert found["mirrored.jpg"]["turn"] == "flip y"
    assert found["other.jpg"]["result"] == "no hit"
    assert found["other.jpg"]["checked"] == ["md5", "sha1", "sha256", "pdq"]


def test_a_part_of_a_known_film_is_found_with_its_times(known: Path, tmp_path: Path) -> None:
    write_film(tmp_path / "part.mp4", [50, 11, 12, 13, 51])
    write_film(tmp_path / "other.mp4", [60, 61, 62])
    found = matched(daymark("match", tmp_path, "--against", known, "--full", "--json"))
    part = next(line for line in found["part.mp4"] if line["method"] == "video")
    (stretch,) = part["stretches"]
    assert stretch["from"] == pytest.approx(3, abs=1.5)
    assert stretch["to"] == pytest.approx(11, abs=1.5)
    assert stretch["known_from"] == pytest.approx(3, abs=1.5)
    assert found["other.mp4"][0]["result"] == "no hit"
    assert "video" in found["other.mp4"][0]["checked"]


def test_a_still_inside_a_film_is_found_at_its_time(tmp_path: Path) -> None:
    film = write_film(tmp_path / "film.mp4", [70, 2, 71])
    Image.fromarray(np.ascontiguousarray(scene(2, 350, 240)[:, 15:335])).save(tmp_path / "still.jpg")
    (tmp_path / "list.jsonl").write_text(json.dumps(daymark("hash", tmp_path / "still.jpg").lines[0]) + "\n")
    (line,) = daymark("match", film, "--against", tmp_path / "list.jsonl", "--full", "--json").lines
    assert line["method"] == "pdq"
    assert 3 <= line["at"] <= 6


def test_featureless_pictures_are_matched_by_digest_alone(tmp_path: Path) -> None:
    Image.new("RGB", (300, 300), "white").save(tmp_path / "white.png")
    Image.new("RGB", (300, 300), "white").save(tmp_path / "white.jpg")
    listed = daymark("hash", tmp_path / "white.png")
    (tmp_path / "list.jsonl").write_text(json.dumps(listed.lines[0]) + "\n")
    found = matched(
        daymark("match", tmp_path / "white.png", tmp_path / "white.jpg", "--against", tmp_path / "list.jsonl", "--json")
    )
    assert found["white.png"][0]["method"] == "sha256"
    assert found["white.jpg"][0]["result"] == "no hit"
    assert found["white.jpg"][0]["not_looked"] == "featureless (quality under 50)"
    assert listed.lines[0]["featureless"] is True


def test_a_good_list_never_hides_a_bad_one(tmp_path: Path) -> None:
    path = write_picture(tmp_path / "a.png", 1)
    md5 = hashlib.md5(path.read_bytes()).hexdigest()  # noqa: S324
    (tmp_path / "good.csv").write_text(f"md5,status\n{md5},known\n")
    (tmp_path / "bad.csv").write_text(
        "MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;"
        f"Number of submissions;File Available;Media Type;Baseline\n{md5};;;1;Yes;No;No;;3;Yes;Image;Yes\n"
    )
    done = daymark("match", path, "--against", tmp_path / "good.csv", "--against", tmp_path / "bad.csv", "--json")
    assert [line["standing"] for line in done.lines] == ["known bad", "known good"]


def test_an_empty_file_is_no_hit_whatever_a_list_says(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "list.txt").write_text("d41d8cd98f00b204e9800998ecf8427e\n")
    (line,) = daymark("match", tmp_path / "empty", "--against", tmp_path / "list.txt", "--json").lines
    assert line["result"] == "no hit"


def test_the_entries_of_a_list_can_be_matched_without_their_files(known: Path, tmp_path: Path) -> None:
    hashes = [json.loads(line)["pdq"] for line in known.read_text().splitlines()]
    (tmp_path / "theirs.txt").write_text(
        "".join(f"pdq {each}\n" for each in hashes if each) + "pdq " + "0f" * 32 + "\n"
    )
    done = daymark("match", tmp_path / "theirs.txt", "--against", known, "--json")
    assert [line["result"] for line in done.lines] == ["hit", "hit", "hit", "no hit"]
    assert [line["path"].rpartition(":")[2] for line in done.lines] == ["1", "2", "3", "4"]


def test_a_bad_row_is_told_and_the_rest_is_matched(known: Path, tmp_path: Path) -> None:
    path = write_picture(tmp_path / "a.png", 1)
    sha1 = hashlib.sha1(path.read_bytes()).hexdigest()  # noqa: S324
    (tmp_path / "list.txt").write_text(f"sha1 {sha1[:-1]}x\nsha1 {sha1}\n")
    done = daymark("match", path, "--against", tmp_path / "list.txt", "--json")
    assert done.status == 1
    assert "line 1" in done.err
    assert done.lines[0]["method"] == "sha1"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--against", "nowhere.txt"], "does not exist"),
        (["--against", "{list}", "--column", "md5"], "OURS=THEIRS"),
        (["--against", "{list}", "--radius", "257"], "0<=x<=256"),
        ([], "--against"),
    ],
)
def test_a_mistake_is_said_in_words(known: Path, tmp_path: Path, arguments: list[str], words: str) -> None:
    done = daymark("match", tmp_path, *(each.format(list=known) for each in arguments))
    assert done.status == 2
    assert words in done.err


def test_a_file_that_is_no_list_is_refused_as_one(tmp_path: Path) -> None:
    picture = write_picture(tmp_path / "a.jpg", 1)
    done = daymark("match", picture, "--against", picture)
    assert done.status == 2
    assert done.lines == []


def test_a_person_reads_sentences(known: Path, tmp_path: Path) -> None:
    write_picture(tmp_path / "a.jpg", 1, quality=50)
    write_picture(tmp_path / "b.jpg", 98)
    command = [sys.executable, "-m", "daymark.cli", "match", tmp_path, "--against", known, "--standing", "bad"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    first, second = sorted(done.stdout.splitlines())
    assert re.search(
        r"a\.jpg: KNOWN BAD by known, entry \d: pdq, distance \d+, quality \d+; external id .*/1\.png$", first
    )
    assert second.endswith("b.jpg: no hit")
    assert "2 checked against 4 known: 1 known bad, 1 no hit." in done.stderr
