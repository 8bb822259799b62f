"""How a machine joins a cluster: TLS both ways, with certificates of the centre's own authority and no others."""

from __future__ import annotations

import asyncio
import signal
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daymark.problems import OutsideProblem, Problem

if TYPE_CHECKING:
    from distributed import Nanny, Security

AUTHORITY, CERTIFICATE, KEY = "authority.pem", "machine.pem", "machine.key"
PORT = 8786
# distributed serves pages without TLS unless told otherwise: here none, and what is left listens on the loopback.
NO_PAGES = "127.0.0.1:0"
CONFIGURATION = {
    "distributed.comm.require-encryption": True,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
    "distributed.scheduler.allowed-failures": 0,  # losses are counted by the one that leads
    "distributed.worker.use-file-locking": False,
}


class NoDask(Problem):
    """The parts for a cluster are not installed here. `make cluster`, or `pip install "daymark[cluster]"`."""


class NoCertificate(Problem):
    """This machine has no certificate of the cluster."""


class LeftAlone(OutsideProblem):
    """The scheduler of the cluster has ended, or sent this machine away. Start this command again when it is back."""


class NoScheduler(OutsideProblem):
    """The scheduler of a cluster does not answer, or refuses this machine's certificate."""

    @classmethod
    def at(cls, address: str) -> NoScheduler:
        """The one at this address."""
        return cls(
            f"The scheduler {address} does not answer, or one of the two refuses the certificate of the other. Start "
            "it with `daymark cluster scheduler`; its log names whom it refused. Then run the same command again."
        )


def security(folder: Path) -> Security:
    """TLS 1.3 with the certificates of a folder, and with nobody who shows none. Raises NoDask, NoCertificate."""
    _configure()
    from distributed import Security

    missing = [name for name in (AUTHORITY, CERTIFICATE, KEY) if not (folder / name).is_file()]
    if missing:
        raise NoCertificate(
            f"{folder} holds no {missing[0]}. On the machine that leads, `daymark cluster certificate FOLDER` makes it."
        )
    ours: dict[str, Any] = {}
    for role in ("client", "scheduler", "worker"):
        ours |= {f"tls_{role}_cert": str(folder / CERTIFICATE), f"tls_{role}_key": str(folder / KEY)}
    import ssl

    return Security(
        require_encryption=True, tls_ca_file=str(folder / AUTHORITY), tls_min_version=ssl.TLSVersion.TLSv1_3, **ours
    )


def run_scheduler(folder: Path, host: str, port: int) -> None:
    """Deal out portions until stopped."""
    asyncio.run(_scheduler(security(folder), host, port))


def run_workers(folder: Path, address: str, host: str | None, processes: int) -> None:
    """Read portions until stopped, in so many processes; one that dies is started again."""
    asyncio.run(_workers(security(folder), address, host, processes))


async def _scheduler(ours: Security, host: str, port: int) -> None:
    from distributed import Scheduler

    async with Scheduler(
        host=host, port=port, protocol="tls", security=ours, dashboard=False, dashboard_address=NO_PAGES
    ) as scheduler:
        await _until_stopped(scheduler.finished())


async def _workers(ours: Security, address: str, host: str | None, processes: int) -> None:
    from distributed import Nanny

    with tempfile.TemporaryDirectory(prefix="daymark-cluster-") as scratch:
        nannies = [
            Nanny(
                address,
                host=host,
                protocol="tls",
                security=ours,
                nthreads=1,
                memory_limit=0,
                local_directory=scratch,
                dashboard=False,
                dashboard_address=NO_PAGES,
            )
            for _ in range(processes)
        ]
        try:
            await _join(nannies, address)
            await _until_stopped(_all_finished(nannies))
        finally:
            await asyncio.gather(*(each.close() for each in nannies))


async def _join(nannies: list[Nanny], address: str) -> None:
    try:
        await asyncio.gather(*nannies)
    except (OSError, RuntimeError) as error:  # distributed wraps the first in the second
        raise NoScheduler.at(address) from error


async def _all_finished(nannies: list[Nanny]) -> None:
    await asyncio.gather(*(each.finished() for each in nannies))


async def _until_stopped(ended: Coroutine[Any, Any, None]) -> None:
    """Until a signal comes. Raises LeftAlone when the work has ended by itself before."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    tasks = [asyncio.create_task(ended), asyncio.create_task(stopped.wait())]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if not stopped.is_set():
        raise LeftAlone()


def _configure() -> None:
    try:
        import dask
        import distributed  # noqa: F401  reads its own configuration, which ours overrides
    except ModuleNotFoundError as error:
        raise NoDask() from error
    dask.config.set(CONFIGURATION)
