"""What a snapshot holds of one period, and how it is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from daymark.casework.strategic.rules.periods import Period
from daymark.casework.strategic.rules.snapshot import Dimension, OutcomeCount, ReferralCount, ReportCount, Snapshot


@dataclass(frozen=True)
class Slice:
    """Rows of one period that fit the filters."""

    period: Period
    reports: Sequence[ReportCount]
    referrals: Sequence[ReferralCount]
    outcomes: Sequence[OutcomeCount]

    @property
    def every_report_once(self) -> Iterator[ReportCount]:
        """Each dimension counts every report; one of them is enough."""
        return (row for row in self.reports if row.dimension is Dimension.ENVIRONMENT)

    @property
    def report_total(self) -> int:
        return sum(row.number for row in self.every_report_once)

    def by_place_in_period(self) -> Counter[str]:
        """Reports of the first month under "0", of the second under "1", to be laid beside another period."""
        places = {str(month): str(place) for place, month in enumerate(self.period)}
        return _sums((places[row.month], row.number) for row in self.every_report_once)

    def by_harm(self) -> Counter[str]:
        return _sums((row.harm, row.number) for row in self.every_report_once)

    def by_source(self) -> Counter[str]:
        return _sums((row.source, row.number) for row in self.every_report_once)

    def by_environment(self) -> Counter[str]:
        return self._by(Dimension.ENVIRONMENT)

    def by_priority(self) -> Counter[str]:
        return self._by(Dimension.PRIORITY)

    def by_state(self) -> Counter[str]:
        return self._by(Dimension.STATE)

    def _by(self, dimension: Dimension) -> Counter[str]:
        return _sums((row.value, row.number) for row in self.reports if row.dimension is dimension)


def slice_of(snapshot: Snapshot, period: Period, *, harm: str, source: str) -> Slice:
    """The rows of a period; `harm` and `source` narrow it when they are not empty."""
    months = {str(month) for month in period}

    def fits(row: ReportCount | ReferralCount | OutcomeCount) -> bool:
        return row.month in months and harm in ("", row.harm) and source in ("", row.source)

    return Slice(
        period,
        [row for row in snapshot.reports if fits(row)],
        [row for row in snapshot.referrals if fits(row)],
        [row for row in snapshot.outcomes if fits(row)],
    )


def _sums(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for key, number in pairs:
        counted[key] += number
    return counted
