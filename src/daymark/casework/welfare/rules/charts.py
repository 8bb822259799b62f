"""The last days of looking time as a drawn chart, and durations in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from daymark.casework.welfare.rules.counting import NOTHING
from daymark.engine.chart_colours import BAR, FONT, LINE, QUIET, TEXT

Spec = dict[str, Any]
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
# Tenths of an hour: what is drawn changes at most every six minutes, and each change is drawn anew.
TENTH = timedelta(minutes=6)


def in_words(duration: timedelta) -> str:
    """How long somebody looked: "none", "under a minute", "5 min", "2 h 10 min"."""
    if duration <= NOTHING:
        return "none"
    minutes = duration // MINUTE
    hours, rest = divmod(minutes, 60)
    if not minutes:
        return "under a minute"
    return f"{hours} h {rest} min" if hours and rest else f"{hours} h" if hours else f"{rest} min"


def days_chart(days: Sequence[tuple[date, timedelta]], limit: timedelta) -> Spec:
    """Hours of looking time for each day, oldest first, with a line at the daily limit."""
    values = [{"day": day.isoformat(), "label": f"{day.day} {day:%b}", "hours": _tenths(spent)} for day, spent in days]
    top = max([_tenths(limit), 1.0, *(value["hours"] for value in values)])  # type: ignore[type-var]
    axis = {
        "labelColor": TEXT,
        "labelFont": FONT,
        "labelFontSize": 13,
        "domainColor": QUIET,
        "ticks": False,
        "labelPadding": 6,
    }
    up = {"type": "quantitative", "scale": {"domain": [0, top], "nice": False}, "title": None}
    along = {
        "field": "label",
        "type": "ordinal",
        "sort": [value["label"] for value in values],
        "axis": {"labelAngle": 0, "labelOverlap": True, "title": None},
    }
    hours = {**up, "field": "hours", "axis": {"tickCount": 4, "domain": False, "labelExpr": "datum.label + ' h'"}}
    bars = {"mark": {"type": "bar", "color": BAR, "width": {"band": 0.7}}, "encoding": {"x": along, "y": hours}}
    dashed = {"type": "rule", "color": QUIET, "strokeDash": [4, 4]}
    rule = {"mark": dashed, "encoding": {"y": {"datum": _tenths(limit)}}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": None,
        "data": {"values": values},
        "padding": 4,
        "width": 330,
        "height": 140,
        "config": {"view": {"stroke": None}, "axis": {**axis, "gridColor": LINE, "title": None}, "font": FONT},
        "layer": [bars, rule],
    }


def chart_words(days: Sequence[tuple[date, timedelta]]) -> str:
    """What the chart shows, in a sentence, for somebody who does not see it."""
    looked = [(spent, day) for day, spent in days if spent > NOTHING]
    if not looked:
        return "No looking time in these days."
    longest, on = max(looked)
    total = sum((spent for spent, _ in looked), NOTHING)
    return (
        f"{in_words(total)} on {len(looked)} of {len(days)} days; the longest, {on.day} {on:%B}, {in_words(longest)}."
    )


def _tenths(duration: timedelta) -> float:
    return (duration // TENTH) / 10
