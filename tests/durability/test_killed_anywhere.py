"""Whatever is killed while reports arrive: what was acknowledged is stored once and whole, and nothing is half there.

Companies and people send reports to a real centre without end and repeat what nobody acknowledged (`senders.py`). At
random moments, most of them while somebody waits for an acknowledgement, one part of it is killed with SIGKILL
(`killing.py`). In the end the centre is looked at from inside (`looking.py`).
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from cli.centre import Centre, Served, a_centre
from durability.killing import KILLS, SUPERVISOR, kill, kill_supervisor
from durability.senders import Acknowledged, Company, Door, Person, Sender
from industry_wire import ENROL

# A supervisor gives up when one child dies six times within a minute, as it should: it is killed itself before that.
IN_ONE_LIFE = 5


# What the doctor says of a centre that is new and that nobody runs yet.
NOT_SET_UP = {"tables: There is no administrator."}


@pytest.mark.parametrize(
    ("points", "seed"),
    [(["database", "web process", "worker", SUPERVISOR], 6291), pytest.param(30, 2009, marks=pytest.mark.deep)],
)
def test_whatever_is_killed_every_acknowledged_report_is_stored_once(points: list[str] | int, seed: int) -> None:
    chance = Random(seed)
    plan = points if isinstance(points, list) else planned(points, chance)
    with a_centre() as centre:
        senders, seen = sent_while_killing(centre, plan, chance)
    reports = [report for sender in senders for report in sender.acknowledged]
    assert all(sender.acknowledged for sender in senders)
    assert len(reports) > 2 * len(plan)
    assert sum(sender.repeated for sender in senders) >= len(plan)  # the kills were felt
    assert_stored_once(reports, seen["reports"], seen["receipts"])
    assert (seen["halves"], seen["broken"]) == ({}, [])
    assert seen["audit"]["intact"], seen["audit"]
    assert set(seen["unwell"]) <= NOT_SET_UP


def planned(points: int, chance: Random) -> list[str]:
    """Each kind of kill about as often as the others, in any order, and the supervisor's as the last of each life."""
    others = [*KILLS] * (points // len(KILLS) + 1)
    chance.shuffle(others)
    return [SUPERVISOR if number % IN_ONE_LIFE == 0 else others.pop() for number in range(1, points + 1)]


def sent_while_killing(centre: Centre, plan: Sequence[str], chance: Random) -> tuple[list[Sender], dict[str, Any]]:
    """Sends while one after the other is killed, until every report is acknowledged; then looks at the centre."""
    door, left = Door(), list(plan)
    senders: list[Sender] = [Company(door, f"company-{number}") for number in range(2)]
    senders += [Person(door, f"person-{number}", f"127.0.{number + 1}.1") for number in range(3)]
    while True:
        with centre.serving() as served:
            begin(centre, senders, served)
            live(centre, served, senders, left, chance)
            if served.process.poll() is None:
                door.is_closing.set()
                for sender in senders:
                    sender.end()
                return senders, looked_at(centre, senders)


def begin(centre: Centre, senders: Sequence[Sender], served: Served) -> None:
    """Lets the senders send to this port: for the first time, or from now on."""
    is_first = not senders[0].ident
    if is_first:
        centre.python(ENROL)
    senders[0].door.port = served.port
    for sender in senders if is_first else ():
        sender.start()


def live(centre: Centre, served: Served, senders: Sequence[Sender], killed: list[str], chance: Random) -> None:
    """Kills what comes next in the plan, until the supervisor was killed or nothing is left to kill."""
    while killed:
        target = killed.pop(0)
        await_moment(senders, chance)
        if target == SUPERVISOR:
            return kill_supervisor(served)
        kill(target, centre, served, chance)


def await_moment(senders: Sequence[Sender], chance: Random) -> None:
    """A random moment, and most often one at which somebody waits for an acknowledgement."""
    time.sleep(chance.uniform(0.3, 1.5))
    if chance.random() < 0.8:
        until = time.monotonic() + 5
        while time.monotonic() < until and not any(sender.is_finishing for sender in senders):
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.05))


def looked_at(centre: Centre, senders: Sequence[Sender]) -> dict[str, Any]:
    """What stands in the centre."""
    codes = [report.code for sender in senders for report in sender.acknowledged if report.code]
    found: dict[str, Any] = json.loads(centre.python(f"from durability.looking import look\nlook({codes!r})"))
    return found


def assert_stored_once(
    reports: Sequence[Acknowledged], stored: Sequence[dict[str, Any]], receipts: dict[str, str]
) -> None:
    """Every report that was acknowledged, once, with its bytes, its file and its receipt, and no other."""
    times = Counter(marker for found in stored for marker in found["markers"])
    assert times == Counter(report.marker for report in reports)
    found_by_marker = {tuple(found["markers"]): found for found in stored}
    for report in reports:
        found = found_by_marker[(report.marker,)]
        assert found["understood"] == [report.marker], report
        assert found["is_unchanged"], report
        assert found["size_is_right"], report
        assert report.document in ("", found["sha256"]), report
        assert found["files"] == [report.file], report
        assert found["receipt"] == receipts.get(report.code, ""), report
