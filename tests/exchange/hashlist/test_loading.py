"""Lists put into a set to match against."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from daymark.engine.known.sets import Question
from daymark.engine.known.standing import Standing
from daymark.engine.pdq import distance
from daymark.exchange.hashlist import BadRow, read_hash_list
from daymark.exchange.hashlist.loading import entry_again, load
from exchange.hashlist.list_files import (
    VICS_12,
    md5,
    ncmec,
    ncmec_image,
    nist_media,
    nsrl,
    nsrl_row,
    sha1,
    sha256,
    vics,
    vics_20,
    written,
)
from exchange.outside_fixtures import outside


def nothing_bad(hash_list, row):
    pytest.fail(f"{hash_list.name}: {row}")


def raw(digest):
    return bytes.fromhex(digest)


def test_a_hit_leads_back_to_its_list_its_line_and_what_is_said(tmp_path):
    table = written(tmp_path, "series.csv", f"md5,pdq,quality,category\n{md5(1)},,,A\n{md5(2)},{sha256(2)},88,B\n")
    known = load([table], nothing_bad)
    (hit,) = known.look([raw(sha256(2))])
    held = known.entry(hit.entry)
    assert (held.list.name, held.where) == ("series", 3)
    assert held.list.about == {"format": table.format, "sha256": table.sha256, "path": str(table.path)}
    again = entry_again(known, hit.entry)
    assert (again.where, again.quality, again.facts.category, again.facts.fields) == (3, 88, "B", {})


def test_every_list_is_asked_and_the_bad_answers_first(tmp_path):
    nist = written(tmp_path, "nist.json", vics(VICS_12, [nist_media(1), nist_media(2)]))
    rds = read_hash_list(nsrl(tmp_path / "RDS.db", [nsrl_row(1)]))
    bad = written(tmp_path, "bad.txt", f"{md5(1)}\n", standing=Standing.KNOWN_BAD)
    unsaid = written(tmp_path, "vics.json", vics(vics_20(), [{"MD5": md5(1), "Category": 1}]))
    known = load([nist, rds, unsaid, bad], nothing_bad)
    hits = known.exact(md5=raw(md5(1)), sha1=raw(sha1(1)), sha256=raw(sha256(1)))
    assert [(known.entry(hit.entry).list.name, hit.standing) for hit in hits] == [
        ("bad", Standing.KNOWN_BAD),
        ("vics", Standing.UNKNOWN),
        ("RDS", Standing.KNOWN_GOOD),
        ("nist", Standing.KNOWN_GOOD),
    ]


def test_rows_that_cannot_be_read_are_told_and_the_rest_is_loaded(tmp_path):
    told: list[tuple[str, BadRow]] = []
    lists = [written(tmp_path, "a.txt", f"{md5(1)}\nx\n"), written(tmp_path, "b.txt", f"y\n{md5(2)}\n")]
    known = load(lists, lambda hash_list, row: told.append((hash_list.name, row)))
    assert [(name, row.where) for name, row in told] == [("a", 2), ("b", 1)]
    assert [bool(known.exact(md5=raw(md5(seed)))) for seed in (1, 2)] == [True, True]


def deleted(number, at):
    return f'<deletedImage><member id="42">A</member><id>image{number}</id><timestamp>{at}</timestamp></deletedImage>'


def test_what_its_member_deleted_is_not_found_and_what_came_back_is(tmp_path):
    images = [ncmec_image(number, f"<md5>{md5(number)}</md5>", at="2026-10-02T00:00:00Z") for number in range(4)]
    before = [deleted(0, "2026-10-03T00:00:00Z"), deleted(1, "2026-10-01T00:00:00Z")]
    after = [deleted(2, "2026-10-03T00:00:00Z"), deleted(3, "2026-10-01T00:00:00Z")]
    known = load([written(tmp_path, "a.xml", ncmec("".join([*before, *images, *after])))], nothing_bad)
    assert [bool(known.exact(md5=raw(md5(number)))) for number in range(4)] == [False, True, False, True]


def test_a_table_takes_back_by_id_or_by_the_hash_itself(tmp_path):
    text = f"id,md5,deleted\n1,{md5(1)},\n2,{md5(2)},no\n,{md5(3)},\n1,,yes\n,{md5(3)},1\n"
    known = load([written(tmp_path, "a.csv", text)], nothing_bad)
    assert [bool(known.exact(md5=raw(md5(number)))) for number in (1, 2, 3)] == [False, True, False]


def test_bare_hashes_are_counted_and_numbered_as_one_by_one(tmp_path):
    lines = [sha256(number) for number in range(30_000)]
    lines[5], lines[20_000], lines[20_001] = "f" * 64, "0" * 64, "# comment"
    bare = written(tmp_path, "a.txt", "\n".join(lines) + "\n", signal_type="pdq")
    known = load([bare], nothing_bad)
    assert (bare.tally.entries, bare.tally.never_matching, len(known)) == (29_999, 2, 29_999)
    for line in (0, 19_999, 20_002, 29_999):
        (hit,) = known.look([raw(lines[line])])
        assert known.entry(hit.entry).where == line + 1
    assert known.look([bytes(32)]) == []


def test_the_output_of_one_run_finds_the_films_of_the_next(tmp_path):
    frames = [f"{second * 25},100,{sha256(second)},{second}.0" for second in range(10)]
    run = written(tmp_path, "run.jsonl", json.dumps({"path": "/a.mp4", "sha256": sha256("x"), "frames": frames}) + "\n")
    known = load([run], nothing_bad)
    (entry,) = run
    (candidate,) = known.look_film(entry.frames[3:6])
    assert candidate.pairs["known_seconds"].tolist() == [3.0, 4.0, 5.0]
    assert entry_again(known, candidate.entry).facts.external_id == "/a.mp4"


def test_the_needles_are_found_in_the_haystack_as_by_comparing_all():
    haystack, needles = (read_hash_list(outside(f"pdq/{name}.txt")) for name in ("haystack", "needles"))
    hashes = [entry.pdq for entry in haystack if not entry.never_matches]
    asked = [entry.pdq for entry in needles]
    hits = load([haystack], nothing_bad).match_many([Question(hashes=[needle]) for needle in asked])
    assert len(hits) > 0
    for place, needle in enumerate(asked):
        near = sorted(distance(needle, hash_) for hash_ in hashes if distance(needle, hash_) <= 31)
        assert [hit.distance for hit in hits.of(place)] == near


def test_reading_lists_needs_neither_arrays_nor_compiled_loops():
    look = "import sys, daymark.exchange.hashlist; print(sorted({'numpy', 'numba', 'django'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
