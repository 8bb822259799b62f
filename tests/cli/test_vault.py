"""`daymark vault verify`, as the operator runs it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from cli.centre import a_centre
from daymark.web.postgres import EmbeddedServer, ensure_roles_and_database
from web.postgres_cases import until

STORE = """
import io, os
from daymark.casework.access.keyring import vault
sealed = vault().put(io.BytesIO(b"sealed, and killed before its row"), limit=1000)
place = vault()._place(sealed.sha256)
for path in (place, place.with_name(place.name + ".label")):
    os.utime(path, (0, 0))
print(sealed.sha256)
"""


@pytest.mark.deep
def test_an_operator_verifies_the_vaults_and_removes_what_never_had_a_row() -> None:
    with a_centre() as centre:
        assert "All stand as they were stored." in centre.run("vault", "verify").stdout
        sha256 = centre.python(STORE).strip()
        told = centre.run("vault", "verify", status=1).stdout
        assert f"ORPHAN    vault {sha256}" in told
        assert "--remove-orphans" in told
        finding, sums = map(json.loads, centre.run("vault", "verify", "--json", status=1).stdout.splitlines())
        assert (finding["vault"], finding["sha256"], finding["kind"]) == ("vault", sha256, "orphan")
        assert (sums["objects"], sums["findings"], sums["removed"]) == (1, 1, [])
        assert "Removed from vault, with proof" in centre.run("vault", "verify", "--remove-orphans").stdout
        assert "All stand" in centre.run("vault", "verify").stdout


SETTLED = """
from pathlib import Path
from casework.media.original_scene import seize, stack_of
from casework.referrals.referral_cases import make_scene
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.media import actions
from daymark.casework.media.rules import Act, AgeBand, Facts
from daymark.casework.media.rules.sealing import SealingPolicy, SealingWay
from daymark.cli.practice.pictures import picture
from examples import NOON
with acting_as_system():
    scene = make_scene()
    drawn = {{f"{{number}}.png": picture(number) + bytes(40_000_000) for number in range(1, {files} + 1)}}
    files = seize(scene.case, Path({folder!r}), drawn)
with acting_as(scene.cast.chen):
    policy = SealingPolicy(SealingWay.SEVERITY, 4)
    actions.change_sealing_policy(policy=policy, reason="Kept.", by=scene.cast.chen, at=NOON)
    grave = Facts(AgeBand.PREPUBESCENT, Act.PENETRATIVE)
    for file in files.values():
        stack = stack_of(scene, file)
        actions.grade(stack=stack, facts=grave, by=scene.cast.chen, at=NOON, as_senior=True)
"""
JOB = """
from daymark.casework.media.tasks import seal_waiting
print("begun", flush=True)
seal_waiting(timestamp=0)
"""
TOLD = """
from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.media.models import Original, OriginalAct, Sealing
with acting_as_system():
    states = sorted(Sealing.objects.values_list("state", flat=True))
    rows = [Original.objects.count(), OriginalAct.objects.count()]
    print(states, rows, AuditRecord.objects.filter(act="original sealed").count())
"""
FILES = 6


@pytest.mark.deep
def test_a_job_that_is_killed_while_it_seals_loses_nothing_and_seals_nothing_twice(tmp_path: Path) -> None:
    chance = Random(62)
    with a_centre() as centre, EmbeddedServer(centre.home) as address:
        ensure_roles_and_database(address)
        centre.python(SETTLED.format(files=FILES, folder=str(tmp_path / "disk")))
        for _ in range(6):
            whole = f"from daymark.cli.running import django_ready\nwith django_ready():{indented(JOB)}"
            job = subprocess.Popen(
                [sys.executable, "-c", whole], env=centre.environment, stdout=subprocess.PIPE, text=True
            )
            assert job.stdout
            assert job.stdout.readline() == "begun\n"
            assert until(lambda: list((centre.home / "originals").rglob("*.part")), 60), "it reads none"
            time.sleep(chance.uniform(0, 1.5))
            job.kill()
            job.communicate()
        print(f"after six kills: {centre.python(TOLD)}")
        centre.python(JOB)
        assert centre.python(TOLD).strip() == f"{['SEALED'] * FILES} [{FILES}, {FILES}] {FILES}"
        assert "All stand as they were stored." in centre.run("vault", "verify").stdout


def indented(program: str) -> str:
    return "\n    ".join(program.splitlines())
