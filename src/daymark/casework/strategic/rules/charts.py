"""Charts of tables, as Vega-Lite specifications in one set of colours that can be exchanged for the dark theme's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from daymark.casework.strategic.rules.tables import Row, Table
from daymark.engine.chart_colours import BAR, BEFORE, FONT, LINE, QUIET, TEXT

Spec = dict[str, Any]

# Narrow, with the words above each bar: a telephone shows it in its own size, and a wide page somewhat larger.
WIDTH = 260
# A bar that cannot be read is no use: a longer table is drawn up to here, and says so.
MOST_BARS = 15
_BOTH = "The narrow bar is this period, the wide grey one behind it the period before."


def chart_of(table: Table) -> Spec:
    """Columns for months, bars for everything else; the wide grey bar behind is the period before."""
    return _columns(table) if table.key == "months" else _bars(table)


def alt_of(table: Table) -> str:
    """What the chart shows, in a sentence, for somebody who does not see it."""
    shown = sorted((row for row in table.rows if row.now.value), key=lambda row: row.now.value or 0, reverse=True)
    if not shown:
        return f"{table.title}: no number that can be shown."
    parts = [f"{row.label} {row.now.words}" for row in shown[:3]]
    return f"{table.title}, the largest: {'; '.join(parts)}."


def how_to_read(table: Table) -> list[str]:
    """What the marks mean where there are two, and what was left out of the drawing."""
    both = [] if all(row.before.value == 0 for row in table.rows) else [_BOTH]
    left = sum(1 for row in table.rows if not _is_nothing(row)) - MOST_BARS
    cut = [] if table.key == "months" or left <= 0 else [f"The {left} smallest are in the table only."]
    return both + cut


def _drawn(table: Table) -> Iterator[Row]:
    if table.key == "months":
        yield from table.rows
    else:
        yield from [row for row in table.rows if not _is_nothing(row)][:MOST_BARS]


def _is_nothing(row: Row) -> bool:
    return row.now.value == 0 and row.before.value == 0


def _values(table: Table) -> list[dict[str, Any]]:
    return [
        {
            "label": row.label,
            "now": row.now.value or 0,
            "before": row.before.value,
            "words": row.now.words,
            "shown": row.now.value is not None,
        }
        for row in _drawn(table)
    ]


def _longest(table: Table) -> int:
    """The largest number drawn; one where none is, so that the scale still begins at its left or lower end."""
    return max((value for row in _drawn(table) for value in (row.now.value, row.before.value) if value), default=1)


def _order(table: Table) -> list[str]:
    return [row.label for row in _drawn(table)]


def _frame(table: Table) -> Spec:
    axis = {"labelColor": TEXT, "labelFont": FONT, "labelFontSize": 14, "domainColor": QUIET, "ticks": False}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": None,
        "data": {"values": _values(table)},
        "padding": 4,
        "config": {"view": {"stroke": None}, "axis": {**axis, "gridColor": LINE, "title": None}, "font": FONT},
    }


def _bars(table: Table) -> Spec:
    scale = {"nice": False, "domain": [0, _longest(table)]}
    before, now = (
        {"field": field, "type": "quantitative", "axis": None, "scale": scale} for field in ("before", "now")
    )
    words = {"type": "text", "align": "left", "color": TEXT, "fontSize": 14, "limit": WIDTH + 40}
    end = {"field": "end", "type": "quantitative", "axis": None}
    return {
        **_frame(table),
        "width": WIDTH,
        "height": {"step": 44},
        # The number stands beyond whichever bar reaches further.
        "transform": [{"calculate": "max(datum.now, datum.before === null ? 0 : datum.before)", "as": "end"}],
        "encoding": {"y": {"field": "label", "type": "nominal", "sort": _order(table), "axis": None}},
        "layer": [
            {"mark": {"type": "bar", "color": BEFORE, "height": 18, "yOffset": 10}, "encoding": {"x": before}},
            {"mark": {"type": "bar", "color": BAR, "height": 10, "yOffset": 10}, "encoding": {"x": now}},
            {
                "mark": {**words, "dy": -11, "x": 0},
                "encoding": {"text": {"field": "label"}},
            },
            {"mark": {**words, "dx": 6, "dy": 11}, "encoding": {"x": end, "text": {"field": "words"}}},
        ],
    }


def _columns(table: Table) -> Spec:
    is_first = f"datum.value == '{table.rows[0].label}' || slice(datum.value, 0, 3) == 'Jan'"
    labels = f"[slice(datum.value, 0, 3), {is_first} ? '\u2019' + slice(datum.value, -2) : '']"
    along = {
        "field": "label",
        "type": "ordinal",
        "sort": _order(table),
        "axis": {"labelExpr": labels, "labelAngle": 0, "labelFontSize": 13, "labelOverlap": len(table.rows) > 14},
    }
    axis = {"tickCount": min(4, _longest(table)), "domain": False, "format": ",d"}
    up = {"field": "now", "type": "quantitative", "axis": axis, "scale": {"domain": [0, _longest(table)], "nice": True}}
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "color": BEFORE, "width": {"band": 0.95}},
            "encoding": {"y": {**up, "field": "before"}},
        },
        {"mark": {"type": "bar", "color": BAR, "width": {"band": 0.6}}, "encoding": {"y": up}},
    ]
    if len(table.rows) <= 14:
        longest = max((len(row.now.words) for row in table.rows if row.now.value is not None), default=0)
        words = {"type": "text", "dy": -8, "color": TEXT, "fontSize": 13 if longest < 4 else 11}
        top = {**up, "field": "end"}
        layers.append({"mark": words, "encoding": {"y": top, "text": {"field": "short"}}})
    return {
        **_frame(table),
        "width": WIDTH + 70,
        "height": 240,
        "transform": [
            {"calculate": "max(datum.now, datum.before === null ? 0 : datum.before)", "as": "end"},
            {"calculate": "datum.shown ? datum.words : '\u2013'", "as": "short"},
        ],
        "encoding": {"x": along},
        "layer": layers,
    }
