"""An exhibit of very many files, written into the database as rows: three in five files copies, nine in ten of the
different ones known, pictures in stacks of one to some forty, a part of what is new graded already."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COPIES = 0.6  # of all files
# Every 485th different file begins a stack of some thirty, every 7th one of two; films and the rest stand alone.
_LARGE = """
WITH large AS MATERIALIZED (SELECT n, sha256(('large ' || n)::bytea) AS sha256, kind,
    CASE WHEN kind <> 'still' THEN n WHEN n %% 485 < 40 THEN n - n %% 485 + 486 WHEN n %% 7 = 2 THEN n - 1 ELSE n END
        AS face
FROM (SELECT n, CASE WHEN n %% 50 = 49 THEN 'film' WHEN n %% 9 = 0 THEN 'other' ELSE 'still' END AS kind
      FROM generate_series(1, %(different)s) AS n) AS numbered)
"""
# 46 of a hundred known bad, 40 known good, 4 disputed, 2 look known, 8 never seen before.
_CONTENT = """
INSERT INTO media_content (sha256, sha1, md5, size, kind, "group", duration_ms, problem, first_seen_at, pdq, quality,
    standing)
SELECT sha256, substr(sha256, 1, 20), substr(sha256, 7, 16), %(size)s,
    CASE kind WHEN 'film' THEN 'video/mp4' WHEN 'other' THEN 'application/pdf' ELSE 'image/png' END, kind,
    CASE kind WHEN 'film' THEN 60000 + n * 7919 %% 600000 END, '', now(),
    CASE kind WHEN 'still' THEN sha256(('look ' || face)::bytea) END, CASE kind WHEN 'still' THEN 90 END,
    CASE WHEN part < 46 THEN 'KNOWN_BAD' WHEN part < 86 THEN 'KNOWN_GOOD' WHEN part < 90 THEN 'DISPUTED'
        WHEN part < 92 THEN 'LOOKS_KNOWN' ELSE 'NEW' END
FROM (SELECT large.*, face::bigint * 7919 %% 100 AS part FROM large) AS parted ORDER BY n
"""
_FILES = """
INSERT INTO media_seized_file (seizure_id, path, path_key, name, size, changed_ns, listing, fate, reason, content_id,
    is_first)
SELECT %(seizure)s, path::bytea, sha256(path::bytea), path, %(size)s, 1767225600000000000, 1, 'READ', '', id, is_first
FROM (SELECT content.id, f <= %(different)s AS is_first, 'DCIM/' || f %% 1000 || '/a picture of a day ' || f AS path
      FROM generate_series(1, %(files)s) AS f
      JOIN large ON large.n = CASE WHEN f <= %(different)s THEN f ELSE 1 + f::bigint * 7919 %% %(different)s END
      JOIN media_content AS content ON content.sha256 = large.sha256 ORDER BY f) AS made
"""
# Of what is new one in ten is graded, one in 250 waits for a second person, one in 2,500 is disputed.
_STACKS = """
INSERT INTO media_stack (id, case_id, face_id, "group", cluster, members, stage, severity, made_at)
SELECT number, %(case)s, content, kind, number - (n %% 10 = 7)::int, 1, stage,
    CASE stage WHEN 'GRADED' THEN 2 END, now()
FROM (SELECT nextval(pg_get_serial_sequence('media_stack', 'id')) AS number, n, large.kind, content.id AS content,
        CASE WHEN content.standing <> 'NEW' THEN 'WAITING' WHEN n %% 11 = 3 THEN 'GRADED'
            WHEN n %% 251 = 4 THEN 'SECOND' WHEN n %% 2503 = 5 THEN 'DISPUTED' ELSE 'WAITING' END AS stage
      FROM large JOIN media_content AS content ON content.sha256 = large.sha256
      WHERE large.kind <> 'other' AND (n = face OR face > %(different)s) ORDER BY n) AS faces
"""
_MEMBERS = """
INSERT INTO media_stack_member (case_id, stack_id, content_id, distance, placed_at, joined_at)
SELECT stack.case_id, stack.id, content.id, CASE WHEN content.id = face.id THEN 0 ELSE content.id %% 11 END, now(),
    CASE WHEN stack.stage = 'GRADED' AND content.id <> face.id THEN now() END
FROM large JOIN media_content AS content ON content.sha256 = large.sha256
JOIN large AS first ON first.n = CASE WHEN large.face > %(different)s THEN large.n ELSE large.face END
JOIN media_content AS face ON face.sha256 = first.sha256
JOIN media_stack AS stack ON stack.face_id = face.id AND stack.case_id = %(case)s
WHERE large.kind <> 'other' ORDER BY content.id
"""
_COUNTED = """
UPDATE media_stack AS stack SET members = counted.members
FROM (SELECT stack_id, count(*) AS members FROM media_stack_member WHERE case_id = %(case)s GROUP BY 1) AS counted
WHERE stack.id = counted.stack_id AND counted.members > 1
"""
_VOTES = """
INSERT INTO media_stack_vote (id, stack_id, by_id, at, age_band, act, made, self_made, has_text, sureness, is_senior)
SELECT gen_random_uuid(), id, by_id, now(), 'PREPUBESCENT', CASE stage WHEN 'SECOND' THEN 'SADISM' ELSE 'SOLO' END,
    'PHOTOGRAPH', 'NO', 'NO', 'SURE', false
FROM media_stack, unnest(CASE stage WHEN 'DISPUTED' THEN %(both)s::uuid[] ELSE %(one)s::uuid[] END) AS by_id
WHERE case_id = %(case)s AND stage <> 'WAITING'
"""
_SUMS = """
UPDATE media_seizure SET state = 'DONE', ended_at = now(), files = %(files)s, size = %(files)s::bigint * %(size)s,
    read = %(files)s, read_size = %(files)s::bigint * %(size)s, different = %(different)s WHERE id = %(seizure)s
"""


@dataclass(frozen=True)
class Large:
    """A case with the one large exhibit."""

    case: str
    seizure: str
    folder: Path


def fill(home: Path, files: int) -> Large:
    """Writes the exhibit into the database of this home, whose server runs, as a case of the practice centre.

    What autovacuum would do meanwhile is left undone: the tables have no statistics.
    """
    folder = home / "bench-exhibit"
    folder.mkdir(exist_ok=True)
    from django.db import connection

    from daymark.casework.access.context import acting_as_system
    from daymark.cli.practice.landscapes import landscape

    _never_analysed()
    with acting_as_system(), connection.cursor() as cursor:
        case, seizure, people = _begun(folder)
        given: dict[str, Any] = {"seizure": seizure.pk, "case": case.pk, "files": files, "size": len(landscape(1))}
        given |= {"different": round(files * (1 - COPIES)), "one": people[:1], "both": people[:2]}
        for statement in (_CONTENT, _FILES, _STACKS, _MEMBERS):
            cursor.execute(_LARGE + statement, given)
        for statement in (_COUNTED, _VOTES, _SUMS):
            cursor.execute(statement, given)
    return Large(case.reference, seizure.reference, folder)


def _begun(folder: Path) -> tuple[Any, Any, list[Any]]:
    from django.utils import timezone

    from daymark.casework.access.models import Role, User
    from daymark.casework.cases.models import Case
    from daymark.casework.media import actions

    at = timezone.now()
    analysts = User.objects.filter(roles__contains=[Role.VICTIM_IDENTIFICATION_ANALYST]).order_by("username")
    leads = User.objects.filter(roles__contains=[Role.INVESTIGATOR]).order_by("username")
    lead = leads[0]
    case = Case.objects.create(reference="C-2001-00001", title="Benchmark", opened_at=at, opened_by=lead, lead=lead)
    exhibit = actions.add_exhibit(case=case, name="BENCH/1", by=None, at=at)
    seizure = actions.begin_or_resume(exhibit=exhibit, folder=os.fsencode(folder), by=None, at=at)
    # A second one, empty: of a case with one seizure alone the questions would be easier.
    actions.begin_or_resume(exhibit=exhibit, folder=os.fsencode(folder.parent), by=None, at=at)
    return case, seizure, [lead.pk, analysts[0].pk]


def put_pictures(large: Large, stacks: list[int]) -> None:
    """Draws the picture of each of these stacks where its file is said to lie."""
    from daymark.casework.access.context import acting_as_system
    from daymark.casework.media.models import SeizedFile
    from daymark.cli.practice.landscapes import landscape

    with acting_as_system():
        files = SeizedFile.objects.filter(seizure__reference=large.seizure, is_first=True)
        names = list(files.filter(content__in=_faces(stacks)).values_list("name", flat=True))
    for name in names:
        path = large.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(landscape(1))


def _faces(stacks: list[int]) -> list[int]:
    from daymark.casework.media.models import Stack

    return list(Stack.objects.filter(pk__in=stacks).values_list("face", flat=True))


TABLES = ("media_content", "media_seized_file", "media_stack", "media_stack_member", "media_stack_vote")


def _never_analysed() -> None:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")


def analyse() -> None:
    """What autovacuum does within a minute or two after much was written."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")
