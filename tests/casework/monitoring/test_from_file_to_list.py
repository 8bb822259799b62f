"""From a tool's file to a ranked list: nothing between is done by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from daymark.casework.monitoring.rules.chained import seen_persons
from daymark.casework.monitoring.rules.ranking import rank
from daymark.engine.chaining import Gathering, chain
from daymark.exchange.sightings import BadRow, Sighting, file_of, gather, read_sightings

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SENDER, OFFERER = "4f1c2d3e" * 2 + "9a8b7c6d5e4f3a2b", "d41d8cd98f00b204" + "e9800998ecf8427e"
KNOWN, OTHER = "ab" * 20, "cd" * 20


def lines() -> str:
    head = "Time,Network,IP,GUID,SHA1,Act"
    rows = [f"2026-11-{day:02}T10:00:00Z,gnutella,203.0.113.{day},{OFFERER},{KNOWN},offered" for day in range(1, 21)]
    rows += [
        f"2026-11-02T10:00:00Z,gnutella,198.51.100.1,{SENDER},{KNOWN},sent",
        f"2026-11-03T10:00:00Z,gnutella,198.51.100.2,{SENDER},{OTHER},sent",
        f"2026-11-03 10:00:00,gnutella,198.51.100.2,{SENDER},{KNOWN},sent",
        f"2026-11-03T10:00:00Z,gnutella,198.51.100.9,{'a1b2c3d4e5f60718' + '29304a5b6c7d8e9f'},{OTHER},sent",
    ]
    return "\n".join([head, *rows])


def test_only_known_files_count_and_who_sent_stands_before_who_offered_on_more_days(tmp_path: Path) -> None:
    file = tmp_path / "seen.csv"
    file.write_text(lines())
    rows = list(read_sightings(file, not_after=NOW))
    assert [row.where for row in rows if isinstance(row, BadRow)] == [24]  # the time without an offset
    seen = [row for row in rows if isinstance(row, Sighting)]
    gathering = Gathering()
    assert gather(seen, gathering, counts=lambda each: each.sha1 == bytes.fromhex(KNOWN)) == 21
    columns = gathering.columns()
    assert columns.files == (file_of(seen[0]),)
    ranked = rank(seen_persons(chain(columns), lists=np.array([2])), at=NOW)
    assert [(each.person.sent, each.person.offered, each.person.days) for each in ranked] == [(1, 0, 1), (0, 1, 20)]
    assert [each.person.lists for each in ranked] == [2, 2]
    assert ranked[0].person.first_at == datetime(2026, 11, 2, 10, tzinfo=UTC)


def test_other_persons_at_the_same_address_are_counted_for_both(tmp_path: Path) -> None:
    file = tmp_path / "seen.csv"
    rows = [
        f"2026-11-02T10:0{minute}:00Z,gnutella,203.0.113.7,{who},{KNOWN},offered"
        for minute, who in enumerate((SENDER, OFFERER))
    ]
    file.write_text("\n".join(["Time,Network,IP,GUID,SHA1,Act", *rows]))
    gathering = Gathering()
    gather((row for row in read_sightings(file) if isinstance(row, Sighting)), gathering)
    assert [person.neighbours for person in seen_persons(chain(gathering.columns()))] == [1, 1]
