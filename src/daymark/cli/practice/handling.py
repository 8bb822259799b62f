"""What officers do with the many reports: most end without a case, each in its time; some wait, some are in hand."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from daymark.casework.access.models import User
from daymark.casework.reports.actions import mark_read, record_answer
from daymark.casework.reports.actions.receipts import issue_receipt
from daymark.casework.reports.models import Report
from daymark.casework.triage import actions as triage
from daymark.casework.triage.actions.closing_many import Ending, close_many
from daymark.casework.triage.models import Assessment, Bundle, BundleState
from daymark.casework.triage.queries import bundle_of
from daymark.cli.practice.caseload import Caseload
from daymark.cli.practice.people import Cast
from daymark.cli.practice.planning import Fate, Planned, sentences
from daymark.cli.practice.signins import ReceiptCode
from daymark.cli.practice.timeline import Timeline
from daymark.cli.practice.volumes import Year

OFFICERS = ("maya.lindqvist", "daniel.reyes", "priya.nair", "owen.pritchard")
SUPERVISOR = "grace.okafor"
# Hours after arrival until somebody ends a report of each priority; a clock runs 1, 24 and 120 hours.
HOURS = {1: (0.3, 0.9), 2: (7, 23), 3: (30, 114)}
LEFT_LYING = 0.07  # of the last days' reports: what is overdue at the moment of making
LATELY = timedelta(days=9)
IN_HAND, ASKED = 11, 6  # rows at the moment of making


@dataclass(frozen=True)
class Due:
    """A row that somebody ends at a moment."""

    at: datetime
    bundle: UUID


class Handling:
    """The officers' days: filed reports come in at `filed`, ends go out on the line."""

    def __init__(self, timeline: Timeline, year: Year, cast: Cast, caseload: Caseload, chance: random.Random) -> None:
        self.timeline, self.year, self.cast, self.caseload, self.chance = timeline, year, cast, caseload, chance
        self.due: list[Due] = []
        self.receipts: list[ReceiptCode] = []

    def put_days(self) -> None:
        """Every day at five the day's work is written down; in the last two days every half hour."""
        day = self.year.begin.replace(hour=17)
        while day < self.year.now - timedelta(days=2):
            self.timeline.put(day, self.end_due)
            day += timedelta(days=1)
        moment = self.year.now - timedelta(days=2)
        while moment < self.year.now:
            self.timeline.put(moment, self.end_due)
            moment += timedelta(minutes=30)
        self.timeline.put(self.year.now - timedelta(minutes=9), self.take_in_hand)

    def filed(self, filed: Sequence[tuple[Planned, Report]], at: datetime) -> None:
        """Says what becomes of reports that have just been filed."""
        rows = _rows_of([report for _, report in filed])
        for planned, report in filed:
            bundle, priority = rows[report.pk]
            if planned.fate is Fate.CASE:
                self.caseload.begin(planned, report, priority)
            elif planned.fate is Fate.TALK:
                self._talk(report, max(at, planned.at))
            elif planned.copy_of is None:
                self._end_later(bundle, priority, planned.at)

    def end_due(self, at: datetime) -> None:
        """Ends what is due, in one go by one officer; what only a supervisor may end, by the supervisor."""
        now = {due.bundle for due in self.due if due.at <= at}
        self.due = [due for due in self.due if due.at > at]
        rows = Bundle.objects.filter(pk__in=now, state=BundleState.WAITING).order_by(
            "first_received_at", "lead__reference"
        )
        found = list(rows.only("pk", "floor"))
        grave, others = [row for row in found if row.floor == 1], [row for row in found if row.floor != 1]
        for officer, part in ((SUPERVISOR, grave), (self.chance.choice(OFFICERS), others)):
            if part:
                close_many(endings={row.pk: self._ending() for row in part}, by=self.cast.people[officer], at=at)

    def take_in_hand(self, at: datetime) -> None:
        """At the end some rows are in an officer's hands, and some wait for the reporter."""
        waiting = list(
            Bundle.objects.filter(state=BundleState.WAITING)
            .select_related("lead")
            .order_by("first_received_at", "lead__reference")
        )
        public = [row for row in waiting if row.source_kind == "PUBLIC" and row.priority > 1]
        asked = self.chance.sample(public, min(ASKED, len(public)))
        others = [row for row in waiting if row not in asked and row.priority > 1]
        for row in asked:
            self._ask(row.lead, self._officer(), at)
        for row in self.chance.sample(others, min(IN_HAND, len(others))):
            triage.take(bundle=row, by=self._officer(), at=at)

    def _end_later(self, bundle: UUID, priority: int, arrived: datetime) -> None:
        low, high = HOURS[priority]
        lying = arrived > self.year.now - LATELY and self.chance.random() < LEFT_LYING
        hours = 24 * 30 if lying else self.chance.uniform(low, high)
        self.due.append(Due(arrived + timedelta(hours=hours), bundle))

    def _ending(self) -> Ending:
        code = self.chance.choices(list(sentences()["closing"]), [5, 3, 2, 3, 4])[0]
        return Ending(triage.ClosingReason(code), sentences()["closing"][code])

    def _talk(self, report: Report, at: datetime) -> None:
        """Questions and answers go back and forth, then the report ends."""
        officer = self._officer()
        place = self.chance.randrange(len(sentences()["questions"]))
        self.timeline.put(at + timedelta(hours=2), lambda now: self._ask(report, officer, now, place))
        answer = sentences()["answers"][place]
        self.timeline.put(at + timedelta(hours=26), lambda now: record_answer(report=report, text=answer, at=now))
        self.timeline.put(at + timedelta(hours=30), lambda now: self._end_talk(report, now))

    def _ask(self, report: Report, officer: User, at: datetime, place: int = 0) -> None:
        code = issue_receipt(report=report, at=report.received_at)
        self.receipts.append(ReceiptCode(code, report.reference, report.title))
        triage.ask(report=report, text=sentences()["questions"][place], by=officer, at=at)

    def _end_talk(self, report: Report, at: datetime) -> None:
        mark_read(report=report, by=self.cast.people[SUPERVISOR], at=at)
        row = bundle_of(report)
        ending = Ending(triage.ClosingReason.ADVICE_GIVEN, sentences()["closing"]["ADVICE_GIVEN"])
        if row.ended_at is None:
            close_many(endings={row.pk: ending}, by=self.cast.people[SUPERVISOR], at=at)

    def _officer(self) -> User:
        return self.cast.people[self.chance.choice(OFFICERS)]


def _rows_of(reports: Sequence[Report]) -> dict[UUID, tuple[UUID, int]]:
    """The row and its priority for each report."""
    found = Assessment.objects.filter(report__in=reports, is_current=True)
    return {
        report: (bundle, priority)
        for report, bundle, priority in found.values_list("report_id", "bundle_id", "bundle__priority")
    }
