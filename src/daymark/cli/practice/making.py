"""Makes the year: one transaction, so that a practice centre is there whole or not at all."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import User
from daymark.casework.strategic.actions import count_anew
from daymark.cli.practice.ahead import ahead
from daymark.cli.practice.caseload import Caseload
from daymark.cli.practice.filing import Filing
from daymark.cli.practice.handling import Handling
from daymark.cli.practice.people import Cast, bring_together
from daymark.cli.practice.planning import plan
from daymark.cli.practice.reporting import Writer
from daymark.cli.practice.signins import ReceiptCode
from daymark.cli.practice.stories import put_stories, stories
from daymark.cli.practice.timeline import Timeline
from daymark.cli.practice.volumes import Year
from daymark.problems import Problem

SEED = "daymark practice year"
RECEIPTS_SHOWN = 12


class RealData(Problem):
    """People sign in to this home already, and it is no practice centre. Nothing was changed. Choose another
    DAYMARK_HOME for the practice centre."""


@dataclass(frozen=True)
class Made:
    """What was made, for the file of sign-ins and for the closing words."""

    cast: Cast
    receipts: list[ReceiptCode]


def make(
    *,
    now: datetime,
    tell: Callable[[str], object] = lambda sentence: None,
    before_it_is_stored: Callable[[Made], object] = lambda made: None,
) -> Made:
    """Makes the practice centre in an empty home whose tables are up to date. The same `now`, the same year."""
    refuse_real_data()
    year = Year.until(now, ZoneInfo(settings.TIME_ZONE))
    with acting_as_system(), _undisturbed():
        cast = bring_together(at=year.begin - timedelta(days=1))
        tell(f"{len(cast.sign_ins)} people and {len(cast.industry)} companies have their sign-ins.")
        receipts = _live_through(year, cast, tell)
        count_anew(at=now)
        made = Made(cast, receipts)
        before_it_is_stored(made)
    return made


def refuse_real_data() -> None:
    """Stops where somebody signs in already: a practice centre is made in a home of its own."""
    if is_peopled():
        raise RealData()


def is_peopled() -> bool:
    """Whether anybody signs in here; also where the tables are not made yet."""
    return User._meta.db_table in connection.introspection.table_names() and User.objects.exists()


def _live_through(year: Year, cast: Cast, tell: Callable[[str], object]) -> list[ReceiptCode]:
    chance = random.Random(SEED)  # noqa: S311 - no secret: the same year each time is the aim
    timeline = Timeline(year.now)
    tellings = put_stories(timeline, year, cast)
    handling = Handling(timeline, year, cast, Caseload(timeline, year, cast, chance), chance)
    handling.put_days()
    writer = Writer(cast)
    with ahead(writer) as written:
        Filing(timeline, year, writer, written, handling.filed).put(plan(year, stories(), chance))
        timeline.run(tell=_MonthByMonth(year, tell))
    receipts = [code for telling in tellings for code in telling.receipts]
    return [*receipts, *handling.receipts[-RECEIPTS_SHOWN:]]


class _MonthByMonth:
    """Says when another month begins."""

    def __init__(self, year: Year, tell: Callable[[str], object]) -> None:
        self.zone, self.tell, self.month = year.zone, tell, 0

    def __call__(self, at: datetime) -> None:
        local = at.astimezone(self.zone)
        if local.month != self.month:
            self.month = local.month
            self.tell(f"{local:%B %Y}")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the collector, which finds nothing to collect among millions of living objects; with plans that are
    made once, because the same short queries come thousands of times; and without savepoints, because all is stored or
    nothing."""
    _set("jit", "off")
    _set("plan_cache_mode", "force_generic_plan")
    gc.disable()
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = True
        gc.enable()
        gc.collect()


def _set(name: str, value: str) -> None:
    """For the rest of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
