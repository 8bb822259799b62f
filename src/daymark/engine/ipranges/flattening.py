"""Ranges that overlap, made into borders: from each border on one answer holds, until the next.

The rule: of the ranges that cover an address the narrowest holds, because registries write a customer's block inside
its provider's; of two that are equally wide, the one that begins later. Where the very same range is given twice with
different answers, neither holds: the answer there is CONTRADICTED.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush

NOTHING, CONTRADICTED = 0, 1  # answers that every table has: outside of every range, and two answers for one range

Covering = tuple[int, int, int, int]  # width, first negated, last, answer: the smallest is the one that holds


class Borders:
    """Border and answer, in order, without two neighbours that say the same. `highest` is the last address there is."""

    def __init__(self, highest: int) -> None:
        self._highest = highest
        self.starts: list[int] = []
        self.answers: list[int] = []

    def set(self, start: int, answer: int) -> None:
        """From `start` on `answer` holds; the same start again takes the place of what was said of it."""
        if start > self._highest:
            return
        if self.starts and self.starts[-1] == start:
            self.starts.pop()
            self.answers.pop()
        if (self.answers[-1] if self.answers else NOTHING) != answer:
            self.starts.append(start)
            self.answers.append(answer)


def flattened(rows: Iterable[tuple[int, int, int]], *, highest: int) -> Borders:
    """The borders of ranges (first, last, answer) that are sorted by first and last."""
    borders, covering = Borders(highest), list[Covering]()
    for first, last, answer in _merged(rows):
        _close(covering, borders, before=first)
        heappush(covering, (last - first, -first, last, answer))
        borders.set(first, covering[0][3])
    _close(covering, borders, before=highest + 1)
    return borders


def _close(covering: list[Covering], borders: Borders, *, before: int) -> None:
    """Ends what ends before an address, and lets what lies under it hold again."""
    while covering and covering[0][2] < before:
        end = heappop(covering)[2] + 1
        while covering and covering[0][2] < end:
            heappop(covering)
        borders.set(end, covering[0][3] if covering else NOTHING)


def _merged(rows: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Each range once; the same range with another answer is contradicted."""
    waiting: tuple[int, int, int] | None = None
    for row in rows:
        if waiting is None or row[:2] != waiting[:2]:
            if waiting is not None:
                yield waiting
            waiting = row
        elif row[2] != waiting[2]:
            waiting = (*row[:2], CONTRADICTED)
    if waiting is not None:
        yield waiting
