"""One run over one file of sightings in a process of its own: `_monitoring_runs.py WHO FILE`, figures as JSON."""

from __future__ import annotations

import json
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Watch:
    """Seconds of the clock and of the processor for each step, by its name."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {"seconds": {}, "processor": {}}
        self._began, self._used = time.perf_counter(), time.process_time()

    def step(self, name: str) -> None:
        """The step that ends now."""
        now, used = time.perf_counter(), time.process_time()
        self.told["seconds"][name] = now - self._began
        self.told["processor"][name] = used - self._used
        self._began, self._used = time.perf_counter(), time.process_time()


def daymark(path: Path) -> dict[str, Any]:
    """Reads, chains, tells of each person, ranks."""
    from daymark.casework.monitoring.rules.chained import seen_persons
    from daymark.casework.monitoring.rules.ranking import rank
    from daymark.engine.chaining import Gathering, chain
    from daymark.exchange.sightings import Sighting, gather, read_sightings

    watch, gathering = Watch(), Gathering()
    sightings = read_sightings(path, not_after=NOW)
    gather((row for row in sightings if isinstance(row, Sighting)), gathering)
    watch.step("read")
    chained = chain(gathering.columns())
    watch.step("chained")
    ranked = rank(seen_persons(chained), at=NOW)
    watch.step("ranked")
    tally = sightings.tally
    watch.told |= {
        "rows": tally.taken + tally.refused,
        "refused": tally.refused,
        "doubled": chained.doubled,
        "persons": len(ranked),
        "by_identifier": int(chained.by_identifier.sum()),
        "conflicts": len(chained.conflicts),
        "unplaced": sum(each.sightings for each in chained.unplaced),
    }
    return watch.told


def stored(path: Path) -> dict[str, Any]:
    """The whole way: a list into a scratch centre, the file into vault and database, counted by the lists, written."""
    from _centre import scratch_centre
    from _processes import database_process, megabytes_of

    with scratch_centre() as home:
        from daymark.cli.running import django_ready

        with django_ready():
            from daymark.casework.access.context import acting_as_system
            from daymark.casework.matching.actions import Given, import_list, opened
            from daymark.casework.matching.rules import Says
            from daymark.casework.monitoring.actions import count_chains, take_sightings
            from daymark.exchange.sightings import Layout
            from daymark.web.setting_up import bring_up_to_date

            bring_up_to_date(tell=lambda _: None)
            given = Given("Drawn list", "Nobody", Says.BAD)
            with acting_as_system():
                hash_list, says = opened(path.with_suffix(".known"), given)
                import_list(hash_list=hash_list, standing=says, given=given, by=None, at=NOW)
                watch = Watch()
                taken = take_sightings(path=path, layout=Layout(), said={}, by=None, at=NOW)
                watch.step("taken in")
                counting = count_chains(at=NOW)
                watch.step("counted")
            database = megabytes_of(database_process(home))
    rows = taken.file.taken + taken.file.refused
    return watch.told | {"rows": rows, "persons": counting.chains, "database": database}


def networkx(path: Path) -> dict[str, Any]:
    """What an analyst would write: pandas reads, a graph of clients and address days, its connected components.

    It joins whom a shared address or a default identifier joins, and takes times without an offset for UTC.
    """
    import networkx as nx
    import pandas as pd

    watch = Watch()
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table["at"] = pd.to_datetime(table["Time"], utc=True, format="ISO8601")
    table = table.drop_duplicates()
    watch.step("read")
    graph = nx.Graph()
    days = (table["IP"] + " " + table["at"].dt.strftime("%Y-%m-%d")).tolist()
    clients = (table["Network"] + " " + table["GUID"]).tolist()
    graph.add_edges_from(zip(clients, days, strict=True))
    number = {node: place for place, group in enumerate(nx.connected_components(graph)) for node in group}
    table["person"] = [number[client] for client in clients]
    watch.step("chained")
    grouped = table.groupby("person").agg(first=("at", "min"), last=("at", "max"), files=("SHA1", "nunique"))
    grouped["sent"] = table[table["Event"] == "sent"].groupby("person")["SHA1"].nunique()
    grouped["days"] = table.groupby("person")["at"].apply(lambda at: at.dt.date.nunique())
    grouped = grouped.sort_values(["sent", "days", "last"], ascending=False)
    watch.step("ranked")
    return watch.told | {"rows": len(table), "persons": len(grouped)}


def main(who: str, path: Path) -> None:
    """Runs, and prints one JSON object as the last line."""
    told = {"daymark": daymark, "stored": stored, "networkx": networkx}[who](path)
    status = Path("/proc/self/status").read_text()
    told["megabytes"] = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
