"""The picture in the form that leaves the page: caveats, rows of a spreadsheet, the data of the printed overview."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from daymark.casework.strategic.rules.periods import Month
from daymark.casework.strategic.rules.picture import Picture
from daymark.casework.strategic.rules.small_numbers import Count
from daymark.casework.strategic.rules.tables import Row, Table, change

Line = tuple[str | int | float | None, ...]


def caveats_of(picture: Picture, *, today: date) -> tuple[str, ...]:
    """What must be known to read the whole picture, in sentences."""
    last = picture.asked.period.last
    said = [
        "These are counts of reports, not of children: several reports may name one child, and one may name several.",
    ]
    if last == Month.of(today):
        said.append(
            f"{last.words} is not over: it is counted to {picture.counted_at:%-d %B}, and compared with whole months."
        )
    elif last > Month.of(today):
        said.append("A part of this period lies ahead.")
    if picture.reports.before.value == 0:
        said.append("No report of the period before is known, so there is nothing to compare with.")
    if picture.limit > 1:
        said.append(
            f"A number below {picture.limit} is not shown, so that it points to no child. Where it could be worked out "
            "from the others, further numbers are withheld."
        )
        said.append(
            "This protects each table by itself. Pass on one set of tables, not several with different filters: from "
            "their differences small numbers could be worked out."
        )
    return tuple(said)


def as_rows(picture: Picture) -> Iterator[Line]:
    """Every table, one line for each of its rows; a number that is not shown stands there in words."""
    now, before = picture.asked.period.words, picture.asked.period.before.words
    for row in (picture.reports, picture.referrals):
        yield _line("Totals", row, now, before)
    for measure in picture.times:
        yield ("Totals", measure.label, now, measure.now, before, measure.before, None, None)
    for table in picture.every_table:
        for row in _with_total(table):
            yield _line(table.title, row, now, before)


def as_overview(picture: Picture, *, centre: str, practice: bool, today: date) -> dict[str, Any]:
    """The data of the printed overview, ready for JSON."""
    asked = picture.asked
    return {
        "centre": centre,
        "practice": practice,
        "period": asked.period.words,
        "before": asked.period.before.words,
        "filters": asked.words,
        "counted_at": f"{picture.counted_at:%-d %B %Y, %H:%M} UTC",
        "totals": [_printed(row, None) for row in (picture.reports, picture.referrals, _safeguarded(picture))],
        "times": [{"label": each.label, "now": each.now, "before": each.before} for each in picture.times],
        "caveats": list(caveats_of(picture, today=today)),
        "tables": [
            {
                "key": table.key,
                "title": table.title,
                "column": table.heading.first_column,
                "rows": [_printed(row, table.share(row)) for row in table.rows],
                "total": _printed(table.total, None) if table.total else None,
                "caveats": list(table.heading.caveats),
            }
            for table in picture.every_table
            if not table.is_empty
        ],
    }


def _safeguarded(picture: Picture) -> Row:
    return picture.outcomes.rows[0]


def _with_total(table: Table) -> Iterator[Row]:
    yield from table.rows
    if table.total:
        yield table.total


def _line(title: str, row: Row, now: str, before: str) -> Line:
    moved = change(row.now, row.before)
    percent = None if moved.percent is None else round(moved.percent, 1)
    return (title, row.label, now, _cell(row.now), before, _cell(row.before), moved.number, percent)


def _cell(count: Count) -> int | str:
    return count.words if count.value is None else count.value


def _printed(row: Row, share: float | None) -> dict[str, str]:
    return {
        "label": row.label,
        "now": row.now.words,
        "before": row.before.words,
        "change": row.change.words,
        "share": "" if share is None else f"{share:.0f} %",
    }
