"""What happens in the year, in order of time."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

Act = Callable[[datetime], object]


class Timeline:
    """Acts, each with its moment. An act may put further ones on the line; what lies after the end never happens."""

    def __init__(self, end: datetime) -> None:
        self.end = end
        self._acts: list[tuple[datetime, int, Act]] = []
        self._number = count()

    def put(self, at: datetime, act: Act) -> None:
        """Puts an act on the line; of two at the same moment the one that was put first comes first."""
        if at <= self.end:
            heapq.heappush(self._acts, (at, next(self._number), act))

    def run(self, *, tell: Callable[[datetime], object]) -> None:
        """Lets everything happen."""
        while self._acts:
            at, _, act = heapq.heappop(self._acts)
            tell(at)
            act(at)
