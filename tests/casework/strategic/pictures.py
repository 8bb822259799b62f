"""Snapshots that tests are made of."""

from datetime import UTC, datetime

from daymark.casework.strategic.rules.periods import Month
from daymark.casework.strategic.rules.snapshot import (
    Dimension,
    OutcomeCount,
    ReferralCount,
    ReportCount,
    Snapshot,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
THIS_MONTH, LAST_MONTH = str(Month(2026, 11)), str(Month(2026, 10))


def reports(number, *, month=THIS_MONTH, harm="GROOMING", source="PUBLIC", environment="GAME"):
    """So many reports, counted once in each dimension."""
    same = (month, harm, source)
    return (
        ReportCount(*same, Dimension.ENVIRONMENT, environment, number),
        ReportCount(*same, Dimension.PRIORITY, "2", number),
        ReportCount(*same, Dimension.STATE, "CLOSED", number),
    )


def referral(hours, *, destination="Example Force", month=THIS_MONTH, is_late=False, harm="GROOMING"):
    """A referral acknowledged after so many hours; None: not yet."""
    seconds = None if hours is None else int(hours * 3600)
    return ReferralCount(month, harm, "PUBLIC", destination, seconds, is_late)


def outcome(number, *, case=1, agency=1, kind="CHILD_SAFEGUARDED", month=THIS_MONTH):
    return OutcomeCount(month, "GROOMING", "PUBLIC", case, agency, kind, number)


def snapshot(*parts, referrals=(), outcomes=()):
    return Snapshot(NOW, tuple(row for part in parts for row in part), tuple(referrals), tuple(outcomes))
