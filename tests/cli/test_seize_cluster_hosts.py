"""Three hosts with networks and mounts of their own: the scheduler on one, a worker on each of the others.

Needs the right to make network namespaces. Where it is missing these tests DO NOT RUN, and say so.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.cluster_running import RunningCluster, running_cluster, wait_until
from cli.test_seize import seize, stored, write_pictures
from cli.test_seize_cluster import begun, in_the_background
from daymark.cluster.leading import Cluster, Misplaced

pytestmark = [pytest.mark.deep, pytest.mark.enable_socket]

BRIDGE, NETWORK = "daymark-test", "10.213.47"
HOSTS = ("scheduler", "reader-1", "reader-2")


def ip(*arguments: str) -> None:
    """Runs ip(8)."""
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def name_of(host: str) -> str:
    """The network namespace of a host."""
    return f"{BRIDGE}-{host}"


def inside(host: str) -> list[str]:
    """What runs a command on a host."""
    return ["ip", "netns", "exec", name_of(host)]


def make_host(place: int, host: str) -> None:
    """A namespace with one end of a cable; the other end is in the bridge."""
    ip("netns", "add", name_of(host))
    ip("link", "add", f"dm-{host}", "type", "veth", "peer", "name", "eth0", "netns", name_of(host))
    ip("link", "set", f"dm-{host}", "master", BRIDGE, "up")
    for given in (f"addr add {NETWORK}.{place}/24 dev eth0", "link set eth0 up", "link set lo up"):
        ip("-n", name_of(host), *given.split())


@pytest.fixture(scope="module")
def network(request: pytest.FixtureRequest) -> Iterator[None]:
    """The hosts, and this process on the bridge between them."""
    try:
        make_network()
    except (OSError, subprocess.CalledProcessError) as error:
        reason = f"No network namespaces can be made here: the tests of three hosts DID NOT RUN ({error})"
        with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            print(f"\n{reason}")
        pytest.skip(reason)
    try:
        yield
    finally:
        remove_network()


def make_network() -> None:
    """The bridge and its hosts, whatever an earlier run left. Raises OSError, CalledProcessError."""
    remove_network()
    ip("link", "add", BRIDGE, "type", "bridge")
    ip("addr", "add", f"{NETWORK}.1/24", "dev", BRIDGE)
    ip("link", "set", BRIDGE, "up")
    for place, host in enumerate(HOSTS, 2):
        make_host(place, host)


def remove_network() -> None:
    """What an earlier run may have left as well."""
    for host in HOSTS:
        subprocess.run(["ip", "netns", "del", name_of(host)], capture_output=True)
    subprocess.run(["ip", "link", "del", BRIDGE], capture_output=True)


@pytest.fixture
def cluster(network: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningCluster]:
    """A scheduler on a host of its own. A machine whose cable is cut is given up after eleven seconds, not thirty."""
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP", "11s")
    with running_cluster(tmp_path, host=f"{NETWORK}.2", prefix=inside("scheduler")) as running:
        yield running


def wait_for_processes(cluster: RunningCluster, count: int) -> None:
    with Cluster(cluster.address, cluster.certificates) as connected:
        wait_until(lambda: connected.processes() == count)


def test_a_host_whose_cable_is_cut_costs_a_retry_and_nothing_else(
    case: str, cluster: RunningCluster, tmp_path: Path
) -> None:
    folder = write_pictures(tmp_path / "disk", 2_000, different=2_000)
    for host in HOSTS[1:]:
        cluster.join(prefix=inside(host))
    wait_for_processes(cluster, 2)
    with in_the_background(folder, case, cluster) as ended:
        wait_until(lambda: begun() and stored()[0].read > 0)
        ip("-n", name_of("reader-2"), "link", "set", "eth0", "down")
        assert stored()[0].waiting > 0, "it was over before the cable was cut"
    assert ended == [0]
    assert stored()[0] == stored()[1]
    assert (stored()[0].read, stored()[0].different) == (2_000, 2_000)
    ip("-n", name_of("reader-2"), "link", "set", "eth0", "up")


def test_a_host_that_sees_another_folder_under_the_name_is_named_and_stores_nothing_wrong(
    case: str, cluster: RunningCluster, tmp_path: Path
) -> None:
    folder = write_pictures(tmp_path / "disk", 30, different=30)
    empty = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs none "$0" && exec "$@"', str(folder)]
    cluster.join(prefix=[*inside("reader-1"), *empty])
    wait_for_processes(cluster, 1)
    result = seize(folder, case, "--cluster", cluster.address)
    assert isinstance(result.exception, Misplaced)
    assert stored()[0] == stored()[1]
    assert stored()[0].not_read == 0
    assert seize(folder, case).exit_code == 0
    assert stored()[0].read == 30
