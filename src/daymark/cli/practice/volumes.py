"""How many reports the year holds, and when they arrive."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

TABLE = Path(__file__).with_name("volumes.yaml")
SOURCES = ("PUBLIC", "INDUSTRY", "AGENCY")
# When the public writes: few at night, most after school and in the evening. Companies report round the clock.
_PUBLIC_HOURS = (2, 1, 1, 1, 1, 1, 2, 4, 5, 5, 5, 5, 6, 6, 6, 8, 10, 10, 10, 11, 12, 12, 9, 5)


@dataclass(frozen=True)
class Volumes:
    """The table. `reports` counts by kind of harm and source; `months` weighs the year's twelve months."""

    total: int
    published: dict[str, int]
    reports: dict[tuple[str, str], int]
    months: dict[str, list[int]]


@lru_cache(maxsize=1)
def volumes() -> Volumes:
    """The table, read once."""
    table: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    counts = {
        (harm, source): number
        for harm, numbers in table["reports"].items()
        for source, number in zip(SOURCES, numbers, strict=True)
    }
    return Volumes(table["total"], table["published"], counts, {k.upper(): v for k, v in table["months"].items()})


@dataclass(frozen=True)
class Year:
    """The twelve calendar months that end now: the first day of the first one, and the moment of making."""

    begin: datetime
    now: datetime
    zone: ZoneInfo

    @classmethod
    def until(cls, now: datetime, zone: ZoneInfo) -> Year:
        local = now.astimezone(zone)
        months = local.year * 12 + local.month - 12
        begin = local.replace(
            year=months // 12, month=months % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0
        )
        return cls(begin, now, zone)

    def months(self) -> Iterator[tuple[datetime, datetime, float]]:
        """Begin and end of each month, and the part of it that is over: 1 for all but the last."""
        begin = self.begin
        for _ in range(12):
            count = begin.year * 12 + begin.month
            end = begin.replace(year=count // 12, month=count % 12 + 1)
            yield begin, min(end, self.now), (min(end, self.now) - begin) / (end - begin)
            begin = end

    def moment(self, days_ago: int, clock: str) -> datetime:
        """So many days before now, at a time of day here."""
        hour, minute = (int(part) for part in clock.split(":"))
        day = self.now.astimezone(self.zone) - timedelta(days=days_ago)
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def arrival_times(year: Year, source: str, count: int, chance: random.Random) -> list[datetime]:
    """So many moments of the year, as the months weigh for this source."""
    months = list(year.months())
    weights = [weight * part for weight, (_, _, part) in zip(volumes().months[source], months, strict=True)]
    chosen = chance.choices(months, weights, k=count)
    return [_within(begin, end, source, chance) for begin, end, _ in chosen]


def _within(begin: datetime, end: datetime, source: str, chance: random.Random) -> datetime:
    moment = begin + (end - begin) * chance.random()
    if source != "PUBLIC":
        return moment.replace(microsecond=0)
    hour = chance.choices(range(24), _PUBLIC_HOURS)[0]
    shifted = moment.replace(hour=hour, microsecond=0)
    return shifted if begin <= shifted < end else moment.replace(microsecond=0)
