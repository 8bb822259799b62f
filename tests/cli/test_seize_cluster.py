"""`daymark seize --cluster`: the same sums as on one machine, whatever becomes of the machines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from casework.referrals.referral_cases import make_scene
from cli.cluster_running import RunningCluster, running_cluster
from cli.test_seize import seize, stored, write_pictures
from daymark.casework.access.context import acting_as_system


@pytest.fixture
def case(committed: None) -> Iterator[str]:
    with acting_as_system():
        reference = make_scene().case.reference
    yield reference
    connections.close_all()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[RunningCluster]:
    with running_cluster(tmp_path) as running:
        yield running


def test_two_machines_take_a_folder_in(case: str, cluster: RunningCluster, tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "disk", 400, different=300)
    cluster.join()
    cluster.join()
    result = seize(folder, case, "--cluster", cluster.address)
    print(result.output, result.exception)
    assert result.exit_code == 0
    assert stored()[0] == stored()[1]
    assert (stored()[0].read, stored()[0].different) == (400, 300)
