"""The hash of one film as vPDQ writes it, and the output of `daymark hash` as the list of the next run."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.engine.video.frames import FrameHash, format_vpdq, format_vpdq_json
from daymark.exchange.hashlist import KnownEntry
from exchange.hashlist.list_files import both, entries, md5, sha1, sha256, written

FRAMES = [FrameHash(number * 25, 100, bytes.fromhex(sha256(number)), float(number)) for number in range(4)]


@pytest.mark.parametrize("write", [format_vpdq, format_vpdq_json])
def test_a_film_is_one_entry_named_after_its_file(tmp_path, write):
    (entry,) = entries(written(tmp_path, "holiday.vpdq.txt", write(FRAMES)))
    assert [(frame.hash, frame.seconds, frame.quality) for frame in entry.frames] == [
        (frame.hash, frame.seconds, frame.quality) for frame in FRAMES
    ]
    assert (entry.facts.external_id, entry.facts.kind) == ("holiday.vpdq", "video")


def test_a_bad_frame_is_told_and_the_rest_of_the_film_is_read(tmp_path):
    text = format_vpdq(FRAMES).replace(",100,", ",101,", 1) + "words\n\n"
    good, bad = both(written(tmp_path, "a.txt", "0,100," + sha256(9) + ",0.000\n" + text))
    assert [row.where for row in bad] == [2, 6]
    assert [frame.hash.hex() for frame in good[0].frames] == [sha256(9), sha256(1), sha256(2), sha256(3)]


def test_frames_without_numbers_are_numbered_by_their_place(tmp_path):
    text = "".join(f"{sha256(number)},100,{number}.5\n" for number in range(3))
    (entry,) = entries(written(tmp_path, "a.txt", text))
    assert [(frame.number, frame.seconds) for frame in entry.frames] == [(0, 0.5), (1, 1.5), (2, 2.5)]


def hashed(path="/exhibit/a.jpg", **other):
    said = {"path": path, "kind": "image/jpeg", "md5": md5(path), "sha1": sha1(path), "sha256": sha256(path)}
    said |= {"size": 12, "pdq": sha256("pdq" + path), "quality": 100, "width": 640, "height": 480, "error": None}
    return said | other


def lines(*objects):
    return "".join(json.dumps(each) + "\n" for each in objects)


def test_the_output_of_one_run_is_the_list_of_the_next(tmp_path):
    frames = [f"{frame.number},{frame.quality},{frame.hash.hex()},{frame.seconds}" for frame in FRAMES]
    still, film = hashed(), hashed("/b.mp4", kind="video/mp4", pdq=None, quality=None, frames=frames)
    film["trimmed"] = [f"0,100,{sha256('without bars')},0.0"]
    one, two = entries(written(tmp_path, "run.jsonl", lines(still, film)))
    assert (one.md5.hex(), one.sha1.hex(), one.sha256.hex()) == (still["md5"], still["sha1"], still["sha256"])
    assert (one.pdq.hex(), one.quality, one.facts.size) == (still["pdq"], 100, 12)
    assert (one.facts.external_id, one.facts.kind) == ("/exhibit/a.jpg", "image/jpeg")
    assert one.facts.fields == {"width": "640", "height": "480"}
    assert list(two.frames) == [*FRAMES, FrameHash(0, 100, bytes.fromhex(sha256("without bars")), 0.0)]


def test_a_featureless_picture_of_the_last_run_never_matches_by_look(tmp_path):
    (entry,) = entries(written(tmp_path, "run.jsonl", lines(hashed(quality=0))))
    assert set(entry.never_matches) == {"pdq"}


def test_a_file_that_could_not_be_hashed_is_a_bad_row_with_its_reason(tmp_path):
    broken = {"path": "/c", "kind": None, "md5": None, "sha1": None, "sha256": None, "error": "It cannot be opened."}
    good, bad = both(written(tmp_path, "run.jsonl", lines(hashed(), broken) + "no json\n[1]\n" + lines(hashed("/d"))))
    assert [entry.where for entry in good] == [1, 5]
    assert [row.where for row in bad] == [2, 3, 4]
    assert "It cannot be opened." in bad[0].reason


def test_a_broken_picture_keeps_its_digests(tmp_path):
    (entry,) = entries(written(tmp_path, "run.jsonl", lines(hashed(pdq=None, quality=None, error="It is damaged."))))
    assert (entry.sha256 is not None, entry.pdq) == (True, None)


def test_a_bad_frame_does_not_cost_the_others(tmp_path):
    hash_list = written(tmp_path, "run.jsonl", lines(hashed(frames=[f"0,100,{sha256(1)},0.0", "x", 3])))
    (entry,) = entries(hash_list)
    assert [frame.hash.hex() for frame in entry.frames] == [sha256(1)]
    assert any("1 frames could not be read" in warning for warning in hash_list.warnings)


_DIGEST = st.one_of(st.none(), st.binary(min_size=32, max_size=32).map(bytes.hex))
_OBJECT = st.fixed_dictionaries(
    {"path": st.text(st.characters(codec="utf-8"), min_size=1), "sha256": _DIGEST, "pdq": _DIGEST},
    optional={
        "size": st.integers(0, 2**60),
        "quality": st.integers(0, 100),
        "note": st.text(st.characters(codec="utf-8")),
    },
)


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(_OBJECT, min_size=1))
def test_any_run_is_read_back(tmp_path_factory, objects):
    rows = list(written(tmp_path_factory.mktemp("run"), "a.jsonl", lines(hashed(), *objects)))[1:]
    assert len(rows) == len(objects)
    for row, said in zip(rows, objects, strict=True):
        assert isinstance(row, KnownEntry) is bool(said["sha256"] or said["pdq"])
        if isinstance(row, KnownEntry):
            assert (row.sha256.hex() if row.sha256 else None, row.pdq.hex() if row.pdq else None) == (
                said["sha256"], said["pdq"],
            )  # fmt: skip
            assert (row.facts.external_id, row.facts.size) == (said["path"], said.get("size"))
