"""What can be killed of a running centre, and how one sees that it has come back by itself."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from cli.centre import Centre, Served, children, descendants, lives
from web.postgres_cases import location_of, until

BACK_WITHIN = 60.0  # seconds, on a machine that runs other tests as well
SUPERVISOR = "supervisor"
PAGES, WORKER = "granian", "daymark.cli work"  # in their command lines


def kill(target: str, centre: Centre, served: Served, chance: Random) -> None:
    """Kills it and waits until it is back; nobody helps."""
    KILLS[target](centre, served, chance)
    served.until(200, BACK_WITHIN)


def kill_database(centre: Centre, served: Served, _chance: Random) -> None:
    """The database's first process. What it leaves behind is cleared away before it starts again."""
    _kill_and_hear(served, postmaster(centre), "The database ended by itself; starting it again.")


def kill_session(centre: Centre, _served: Served, chance: Random) -> None:
    """One session of the database: it ends all the others, because what it shared with them may be damaged."""
    before = _logged(centre).count("terminated by signal 9")
    _kill_one(lambda: [each for each in children(postmaster(centre)) if "daymark_app" in _line(each)], chance)
    assert until(lambda: _logged(centre).count("terminated by signal 9") > before, BACK_WITHIN)


def kill_web_process(_centre: Centre, served: Served, chance: Random) -> None:
    """One of those that make the pages. Their parent replaces it, or ends when it dies too often, and is replaced."""
    before = children(served.child(PAGES))
    said = len(served.said())
    old = _kill_one(lambda: before, chance)
    assert until(lambda: len({*_web_processes(served)} - {old}) == len(before), BACK_WITHIN), served.said()
    assert "Unexpected exit" in served.said()[said:], served.said()


def kill_pages(_centre: Centre, served: Served, _chance: Random) -> None:
    """The parent of those that make the pages."""
    _kill_child(served, PAGES, "The process for pages ended with status -9; starting it again.")


def kill_worker(_centre: Centre, served: Served, _chance: Random) -> None:
    """The one that runs the jobs."""
    _kill_child(served, WORKER, "The process for jobs ended with status -9; starting it again.")


def kill_supervisor(served: Served) -> None:
    """The parent of all. Everything of it ends by itself; somebody must start it again."""
    rest = descendants(served.process.pid)
    served.process.kill()
    served.process.wait()
    assert until(lambda: not any(map(lives, rest)), BACK_WITHIN), [_line(each) for each in rest if lives(each)]


def postmaster(centre: Centre) -> int:
    """The number of the database's first process."""
    return int((location_of(centre.home).data / "postmaster.pid").read_text().split()[0])


def _kill_child(served: Served, words: str, loudly: str) -> None:
    """Kills a child of the supervisor and waits until there is another one."""
    old = served.child(words)
    _kill_and_hear(served, old, loudly)
    assert until(lambda: any(words in line for each, line in served.children().items() if each != old), BACK_WITHIN)


def _web_processes(served: Served) -> list[int]:
    return [child for each, line in served.children().items() if PAGES in line for child in children(each)]


def _kill_and_hear(served: Served, process: int, words: str) -> None:
    """Kills it and waits until the supervisor has said so."""
    before = served.said().count(words)
    os.kill(process, signal.SIGKILL)
    assert until(lambda: served.said().count(words) > before, BACK_WITHIN), served.said()


def _kill_one(among: Callable[[], list[int]], chance: Random) -> int:
    """Kills one of them that still lives; they come and go."""
    deadline = time.monotonic() + BACK_WITHIN
    while time.monotonic() < deadline:
        if not (found := among()):
            continue
        process = chance.choice(found)
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue
        return process
    raise AssertionError("there is nothing to kill")


def _line(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def _logged(centre: Centre) -> str:
    """What the database's server said."""
    return "".join(path.read_text(errors="replace") for path in location_of(centre.home).log.iterdir())


KILLS: dict[str, Callable[[Centre, Served, Random], None]] = {
    "database": kill_database,
    "session": kill_session,
    "web process": kill_web_process,
    "pages": kill_pages,
    "worker": kill_worker,
}
