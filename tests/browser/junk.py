"""Files reports that say nothing, each a little different, as the public page would: `python -m browser.junk 10000`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import django

django.setup()

from daymark.casework.access.context import acting_as_system  # noqa: E402
from daymark.casework.reports.actions import Arrival, file_reports  # noqa: E402
from daymark.casework.reports.models import Way  # noqa: E402
from daymark.casework.reports.rules.from_answers import Setting, understand_answers  # noqa: E402

AT_ONCE = 500


def junk(number: int, setting: Setting) -> Arrival:
    """One report of no worth."""
    said = {
        "who": "OTHER",
        "danger": "YES",
        "harm": "OTHER",
        "story": f"Nothing at all, number {number}, again and again.",
    }
    return Arrival(understand_answers(said, setting), Way.PUBLIC, body=str(said).encode())


def main(count: int) -> None:
    """Files so many, marked as urgent as the form allows: that is what somebody would do who wants to bury the rest."""
    setting = Setting(datetime.now(tz=UTC), ZoneInfo("Europe/London"), "GB")
    for first in range(0, count, AT_ONCE):
        arrivals = [junk(number, setting) for number in range(first, min(first + AT_ONCE, count))]
        with acting_as_system():
            file_reports(arrivals=arrivals, by=None, at=setting.at)


main(int(sys.argv[1]))
