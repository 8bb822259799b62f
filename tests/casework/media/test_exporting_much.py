"""A large case goes out as a stream: what is held does not grow with it."""

from __future__ import annotations

import ctypes
import gc
import re
import time
from pathlib import Path

import pytest
from django.db import connection

from casework.referrals.referral_cases import make_scene
from daymark.casework.access.context import acting_as_system
from daymark.casework.cases.models import Case
from daymark.casework.media import actions
from daymark.casework.media.actions.exporting import Asked, Format, export_case
from examples import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.deep]
CONTENTS, COPIES = 100_000, 2
MOST_MB = 60  # measured 2026-11-23: see docs/exchange/vics.md
_CONTENT = """
INSERT INTO media_content (sha256, sha1, md5, size, kind, "group", problem, first_seen_at, pdq, quality)
SELECT sha256(n::text::bytea), substr(sha256(n::text::bytea), 1, 20), decode(md5(n::text), 'hex'), n,
    'image/png', 'still', '', now(), sha256(('look ' || n)::bytea), 90 FROM generate_series(1, %s) AS n
"""
_FILES = """
INSERT INTO media_seized_file (seizure_id, path, path_key, name, size, changed_ns, listing, fate, reason,
    content_id, is_first)
SELECT %s, path, sha256(path), convert_from(path, 'UTF8'), size, 1767225600000000000, 1, 'READ', '', id, copy = 1
FROM (SELECT id, size, copy, ('folder/' || copy || '/a picture ' || id || '.png')::bytea AS path
      FROM media_content, generate_series(1, %s) AS copy) AS made
"""
_STACKS = """
WITH made AS (INSERT INTO media_stack (case_id, face_id, "group", cluster, members, stage, made_at)
    SELECT %(case)s, id, 'still', 0, 1, 'GRADED', now() FROM media_content RETURNING id, face_id),
joined AS (INSERT INTO media_stack_member (case_id, stack_id, content_id, distance, placed_at)
    SELECT %(case)s, id, face_id, 0, now() FROM made)
INSERT INTO media_stack_vote (id, stack_id, by_id, at, age_band, act, made, self_made, has_text, sureness, is_senior)
SELECT gen_random_uuid(), id, %(by)s, now(), 'PREPUBESCENT', 'SOLO', 'PHOTOGRAPH', 'NO', 'NO', 'SURE', true FROM made
"""


def highest_mb() -> float:
    """The most memory that this process had since it was last asked to forget."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


@pytest.fixture
def large() -> Case:
    """A hundred thousand graded pictures, each in two places."""
    scene = make_scene()
    with acting_as_system(), connection.cursor() as cursor:
        exhibit = actions.add_exhibit(case=scene.case, name="ABC/1", by=None, at=NOON)
        seizure = actions.begin_or_resume(exhibit=exhibit, folder=b"/evidence", by=None, at=NOON)
        cursor.execute(_CONTENT, [CONTENTS])
        cursor.execute(_FILES, [seizure.pk, COPIES])
        cursor.execute(_STACKS, {"case": scene.case.pk, "by": scene.cast.ines.pk})
        cursor.execute("ANALYZE")
    return scene.case


def test_a_case_of_two_hundred_thousand_files_goes_out_in_little_memory(large: Case, tmp_path: Path) -> None:
    with acting_as_system():
        for format_, rows in ((Format.VICS, CONTENTS), (Format.FILES, CONTENTS * COPIES)):
            gc.collect()
            ctypes.CDLL("libc.so.6").malloc_trim(0)  # what earlier work left free would hide what this takes
            Path("/proc/self/clear_refs").write_text("5")
            before, began = highest_mb(), time.monotonic()
            with (tmp_path / "out").open("w+b") as stream:
                told = export_case(case=large, asked=Asked(format_), stream=stream, by=None, at=NOON)
            seconds, held = time.monotonic() - began, highest_mb() - before
            size = (tmp_path / "out").stat().st_size / 1e6
            print(f"{format_}: {told.rows:,} rows, {size:.0f} MB, {seconds:.1f} s, {held:.1f} MB on {before:.0f} MB")
            assert told.rows == rows
            assert held < MOST_MB
