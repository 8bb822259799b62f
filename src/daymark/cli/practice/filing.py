"""Files the planned reports: a day's worth at once where nothing hangs on the minute, one by one where it does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime, timedelta

from daymark.casework.reports.actions import Arrival, file_reports
from daymark.casework.reports.actions.packages import take_packages
from daymark.casework.reports.models import Received, Report
from daymark.cli.practice.ahead import Ahead
from daymark.cli.practice.planning import Fate, Planned
from daymark.cli.practice.public import received_at
from daymark.cli.practice.reporting import Writer
from daymark.cli.practice.timeline import Timeline
from daymark.cli.practice.volumes import Year

# The queue of the last days must be right to the minute; further back a day's reports are put on record at its end.
TO_THE_MINUTE = timedelta(days=2)
Then = Callable[[Sequence[tuple[Planned, Report]], datetime], object]


class Filing:
    """Puts the filing of every report on the line, and hands what was filed to `then`."""

    def __init__(self, timeline: Timeline, year: Year, writer: Writer, ahead: Ahead, then: Then) -> None:
        self.timeline, self.year, self.writer, self.ahead, self.then = timeline, year, writer, ahead, then

    def put(self, reports: Iterable[Planned]) -> None:
        """Every report, in the way that fits it."""
        together: dict[datetime, list[Planned]] = defaultdict(list)
        packages: dict[datetime, list[Planned]] = defaultdict(list)
        for each in reports:
            if each.source == "AGENCY":
                packages[each.at].append(each)
            elif each.fate is not Fate.CLOSED or each.at > self.year.now - TO_THE_MINUTE:
                self.timeline.put(each.at, _Single(self, each))
            else:
                together[_end_of_day(each.at, self.year)].append(each)
        for at, batch in sorted(together.items()):
            self.timeline.put(at, _Batch(self, batch, self.ahead.begin(batch)))
        for at, batch in sorted(packages.items()):
            self.timeline.put(at, _Packages(self, batch))

    def one(self, each: Planned, at: datetime) -> None:
        """One report at its moment."""
        filed = file_reports(arrivals=[self.writer.arrival(each, at)], by=None, at=at)
        self.then([(each, filed[0].report)], at)

    def many(self, batch: Sequence[Planned], arrivals: Sequence[Arrival], at: datetime) -> None:
        """A day's reports, each received at its own moment."""
        kept = Received.objects.bulk_create(
            received_at(arrival, each.at) for arrival, each in zip(arrivals, batch, strict=True)
        )
        ready = [replace(arrival, received=row) for arrival, row in zip(arrivals, kept, strict=True)]
        filed = file_reports(arrivals=ready, by=None, at=at)
        self.then([(each, one.report) for each, one in zip(batch, filed, strict=True)], at)

    def packages(self, batch: Sequence[Planned], at: datetime) -> None:
        """What the agencies send together."""
        senders = {agency.pk: agency for agency in map(self.writer.agency_of, batch)}
        for agency in sorted(senders.values(), key=lambda each: each.code):
            mine = {str(200_000_000 + each.number): each for each in batch if self.writer.agency_of(each) == agency}
            written = [self.writer.package(each, at) for each in mine.values()]
            taken = take_packages(packages=written, agency=agency, at=at)
            reports = Report.objects.in_bulk([one.report_id for one in taken if one.report_id])
            self.then([(mine[report.external_reference], report) for report in _in_order(reports.values())], at)


def _in_order(reports: Iterable[Report]) -> list[Report]:
    return sorted(reports, key=lambda report: report.reference)


def _end_of_day(at: datetime, year: Year) -> datetime:
    day = at.astimezone(year.zone).replace(hour=23, minute=59, second=0, microsecond=0)
    return min(day, year.now - TO_THE_MINUTE)


class _Single:
    def __init__(self, filing: Filing, each: Planned) -> None:
        self.filing, self.each = filing, each

    def __call__(self, at: datetime) -> None:
        self.filing.one(self.each, at)


class _Batch:
    def __init__(self, filing: Filing, batch: list[Planned], written: Future[list[Arrival]]) -> None:
        self.filing, self.batch, self.written = filing, batch, written

    def __call__(self, at: datetime) -> None:
        self.filing.many(self.batch, self.written.result(), at)


class _Packages:
    def __init__(self, filing: Filing, batch: list[Planned]) -> None:
        self.filing, self.batch = filing, batch

    def __call__(self, at: datetime) -> None:
        self.filing.packages(self.batch, at)
