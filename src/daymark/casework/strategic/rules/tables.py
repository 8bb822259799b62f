"""One table of the picture: its rows now and in the period before, the change, and what must be known to read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from daymark.casework.strategic.rules.small_numbers import Count, alone, protect


@dataclass(frozen=True)
class Change:
    """From the period before to this one; nothing where either number is not shown."""

    number: int | None = None
    percent: float | None = None

    @property
    def words(self) -> str:
        """For instance "+880 (+16 %)"; where there was nothing before, that and no number."""
        if self.number is None:
            return "not shown"
        if self.number == 0:
            return "no change"
        if self.percent is None:
            return "none before"
        share = f"{self.percent:+.0f}" if abs(self.percent) >= 1 else f"{self.percent:+.1f}"
        return f"{self.number:+,} ({share} %)".replace("-", "\N{MINUS SIGN}")


def change(now: Count, before: Count) -> Change:
    """What changed, in number and as a part of what was before."""
    if now.value is None or before.value is None:
        return Change()
    number = now.value - before.value
    return Change(number, 100 * number / before.value if before.value else None)


@dataclass(frozen=True)
class Row:
    """One line."""

    label: str
    now: Count
    before: Count

    @property
    def change(self) -> Change:
        return change(self.now, self.before)


@dataclass(frozen=True)
class Heading:
    """What a table is about. `key` names it in addresses."""

    key: str
    title: str
    first_column: str
    caveats: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One question and its answer in numbers. `total` is None where rows don't add up."""

    heading: Heading
    rows: tuple[Row, ...]
    total: Row | None

    @property
    def key(self) -> str:
        return self.heading.key

    @property
    def title(self) -> str:
        return self.heading.title

    @property
    def is_empty(self) -> bool:
        return all(row.now.value == 0 and row.before.value == 0 for row in self.rows)

    def share(self, row: Row) -> float | None:
        """The row's part of the total, in per cent; nothing where either is not shown."""
        whole = self.total.now.value if self.total else None
        return 100 * row.now.value / whole if whole and row.now.value is not None else None


Numbers = Mapping[str, int]


def parts_table(heading: Heading, labels: Mapping[str, str], now: Numbers, before: Numbers, *, limit: int) -> Table:
    """A table whose rows add up to its total: `labels` gives the rows, their order and words."""
    shown = protect([now.get(each, 0) for each in labels], limit=limit)
    earlier = protect([before.get(each, 0) for each in labels], limit=limit)
    rows = (Row(words, *pair) for words, *pair in zip(labels.values(), shown.parts, earlier.parts, strict=True))
    return Table(heading, tuple(rows), Row("All", shown.total, earlier.total))


def single_counts_table(
    heading: Heading, labels: Mapping[str, str], now: Numbers, before: Numbers, *, limit: int
) -> Table:
    """A table of counts of different things, which nobody adds up."""
    rows = (
        Row(words, alone(now.get(each, 0), limit=limit), alone(before.get(each, 0), limit=limit))
        for each, words in labels.items()
    )
    return Table(heading, tuple(rows), None)
