"""The figures of a cohort as rows of a table that may leave the centre: counts only, no file, no case, no coder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daymark.casework.media.research.rules.counting import Share, Tally
from daymark.casework.media.research.rules.intervals import Interval

HEAD = ("Question", "Answer", "Items", "Of", "Per cent", "95 % from", "95 % to")
AGREEMENT_HEAD = (
    *("Question", "Items coded by two", "Agreed", "Per cent", "95 % from", "95 % to"),
    *("Kappa", "Standard error", "95 % from", "95 % to", "Remark"),
)
Cell = str | int | float | None


def rows_of(tallies: Iterable[Tally]) -> Iterator[tuple[Cell, ...]]:
    """A row for each answer, with shares in per cent to a tenth."""
    for tally in tallies:
        for share in tally.shares:
            yield (tally.question.words, share.words, share.count, tally.items, *_per_cent(share))


def agreement_rows_of(tallies: Iterable[Tally]) -> Iterator[tuple[Cell, ...]]:
    """A row for each question. Where kappa does not exist its cells are empty and the remark says why."""
    for tally in tallies:
        said = tally.agreement
        kappa = said.kappa
        figures: tuple[Cell, ...] = (None, None, None, None)
        if kappa is not None:
            ends = kappa.interval
            figures = tuple(round(each, 3) for each in (kappa.value, kappa.standard_error, ends.low, ends.high))
        share = None if said.share is None else _tenth(said.share)
        ends_of_share = _ends(said.interval)
        yield (tally.question.words, said.items, said.agreed, share, *ends_of_share, *figures, said.why_no_kappa)


def _per_cent(share: Share) -> tuple[Cell, ...]:
    return (None if share.share is None else _tenth(share.share), *_ends(share.interval))


def _ends(interval: Interval | None) -> tuple[Cell, Cell]:
    return (None, None) if interval is None else (_tenth(interval.low), _tenth(interval.high))


def _tenth(share: float) -> float:
    return round(100 * share, 1)
