"""The picture of a period: tables drawn from a snapshot, with small numbers protected and caveats in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from daymark.casework.outcomes.rules import Counted, Kind, totals
from daymark.casework.strategic.rules import waiting, wording
from daymark.casework.strategic.rules.periods import Period
from daymark.casework.strategic.rules.slices import Slice, slice_of
from daymark.casework.strategic.rules.small_numbers import alone
from daymark.casework.strategic.rules.snapshot import OutcomeCount, Snapshot
from daymark.casework.strategic.rules.tables import Heading, Row, Table, parts_table, single_counts_table

# A longer list says nothing more; what is left out is added up in a last row.
MOST_DESTINATIONS = 60
OTHERS = "Others"


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see. Empty means: all."""

    period: Period
    source: str = ""
    harm: str = ""

    @property
    def words(self) -> str:
        """The filters in words, or nothing."""
        parts = (wording.HARM_WORDS.get(self.harm, ""), wording.SOURCE_WORDS.get(self.source, ""))
        return "; ".join(f"Only {part[0].lower()}{part[1:]}" for part in parts if part)


@dataclass(frozen=True)
class Picture:
    """Everything the page, the CSV and the PDF show. Counts below `limit` are not shown."""

    asked: Asked
    counted_at: datetime
    reports: Row
    referrals: Row
    times: tuple[waiting.Measure, ...]
    tables: tuple[Table, ...]
    outcomes: Table
    limit: int

    @property
    def every_table(self) -> tuple[Table, ...]:
        return (*self.tables, self.outcomes)

    def table(self, key: str) -> Table | None:
        """The table of this name."""
        return next((table for table in self.every_table if table.key == key), None)


def draw(snapshot: Snapshot, asked: Asked, *, limit: int) -> Picture:
    """Counts what was asked for, now and in the period before."""
    now, before = (
        slice_of(snapshot, period, harm=asked.harm, source=asked.source)
        for period in (asked.period, asked.period.before)
    )
    return Picture(
        asked=asked,
        counted_at=snapshot.counted_at,
        reports=_whole("Reports", now.report_total, before.report_total, limit),
        referrals=_whole("Referrals sent", len(now.referrals), len(before.referrals), limit),
        times=waiting.measures(now.referrals, before.referrals, limit=limit),
        tables=(*_report_tables(now, before, limit), *_referral_tables(now, before, limit)),
        outcomes=_outcomes(now, before, limit),
        limit=limit,
    )


def _report_tables(now: Slice, before: Slice, limit: int) -> Iterator[Table]:
    months = {str(place): month.words for place, month in enumerate(now.period)}
    by_month = now.by_place_in_period(), before.by_place_in_period()
    heading = Heading("months", "Reports by month", "Month", wording.MONTH_CAVEATS)
    yield parts_table(heading, months, *by_month, limit=limit)
    for each, words, count in _COUNTED_BY:
        counted = count(now), count(before)
        # The row of those that nobody has assessed appears when there are any.
        labels = {key: label for key, label in words.items() if key or any(part[key] for part in counted)}
        yield parts_table(each, labels, *counted, limit=limit)


def _referral_tables(now: Slice, before: Slice, limit: int) -> Iterator[Table]:
    sent = Counter(row.destination for row in now.referrals)
    earlier = Counter(row.destination for row in before.referrals)
    names = sorted({*sent, *earlier}, key=lambda name: (-sent[name], -earlier[name], name))
    labels = {name: name for name in names[:MOST_DESTINATIONS]}
    if left := names[MOST_DESTINATIONS:]:
        labels[OTHERS] = OTHERS
        for counted in (sent, earlier):
            counted[OTHERS] = sum(counted[name] for name in left)
    yield parts_table(_DESTINATIONS, labels, sent, earlier, limit=limit)
    bands = waiting.by_band(now.referrals), waiting.by_band(before.referrals)
    yield parts_table(_SPEED, waiting.BAND_WORDS, *bands, limit=limit)


def _outcomes(now: Slice, before: Slice, limit: int) -> Table:
    counted = _results(now.outcomes), _results(before.outcomes)
    return single_counts_table(_OUTCOMES, wording.OUTCOME_WORDS, *counted, limit=limit)


def _results(outcomes: Iterable[OutcomeCount]) -> Mapping[str, int]:
    counted = totals(Counted(str(row.case), str(row.agency), Kind(row.kind), row.number) for row in outcomes)
    return {kind.value: number for kind, number in counted.items()}


def _whole(label: str, now: int, before: int, limit: int) -> Row:
    return Row(label, alone(now, limit=limit), alone(before, limit=limit))


_DESTINATIONS = Heading("destinations", "Referrals by destination", "Sent to", wording.DESTINATION_CAVEATS)
_SPEED = Heading("speed", "From the first report to the acknowledgement", "Time taken", wording.SPEED_CAVEATS)
_OUTCOMES = Heading("outcomes", "What came of it", "Result", wording.OUTCOME_CAVEATS)
_COUNTED_BY: tuple[tuple[Heading, wording.Words, Callable[[Slice], Counter[str]]], ...] = (
    (
        Heading("kinds", "Reports by kind", "Kind of harm", wording.HARM_CAVEATS),
        wording.HARM_WORDS,
        Slice.by_harm,
    ),
    (
        Heading("sources", "Reports by source", "Source", wording.SOURCE_CAVEATS),
        wording.SOURCE_WORDS,
        Slice.by_source,
    ),
    (
        Heading("environments", "Reports by environment", "Where it happened", wording.ENVIRONMENT_CAVEATS),
        wording.ENVIRONMENT_WORDS,
        Slice.by_environment,
    ),
    (
        Heading("priorities", "Reports by priority", "Priority", wording.PRIORITY_CAVEATS),
        wording.PRIORITY_WORDS,
        Slice.by_priority,
    ),
    (
        Heading("states", "Reports by state", "State", wording.STATE_CAVEATS),
        wording.STATE_WORDS,
        Slice.by_state,
    ),
)
