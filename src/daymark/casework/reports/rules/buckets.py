"""How much is let through: token buckets, one for each address and one for all. Time is passed in, in seconds."""

from __future__ import annotations

from dataclasses import dataclass, field

# Addresses remembered at once; beyond, the fullest buckets (the quietest addresses) are forgotten.
REMEMBERED = 20_000


@dataclass(frozen=True)
class Rate:
    """So many at once, and so many more each second."""

    at_once: float
    each_second: float


@dataclass
class Bucket:
    """What one address, or everybody together, may still take."""

    tokens: float
    seen_at: float

    def refill(self, rate: Rate, now: float) -> None:
        """Adds what has flowed in since the last look."""
        self.tokens = min(rate.at_once, self.tokens + max(now - self.seen_at, 0.0) * rate.each_second)
        self.seen_at = max(now, self.seen_at)


@dataclass
class Limiter:
    """Lets through what both the address and everybody together may take."""

    of_each: Rate
    of_all: Rate
    _each: dict[bytes, Bucket] = field(default_factory=dict)
    _all: Bucket | None = None

    def take(self, who: bytes, now: float, cost: float = 1.0) -> float:
        """0 when let through, else the seconds to wait until it would be. Nothing is taken from who must wait."""
        own, everybody = self._buckets(who, now)
        wait = max(_missing(own, self.of_each, cost), _missing(everybody, self.of_all, cost))
        if wait == 0:
            own.tokens -= cost
            everybody.tokens -= cost
        return wait

    def wait(self, who: bytes, now: float, cost: float = 1.0) -> float:
        """The seconds to wait, taking nothing."""
        own, everybody = self._buckets(who, now)
        return max(_missing(own, self.of_each, cost), _missing(everybody, self.of_all, cost))

    def clear(self) -> None:
        """Forgets everybody: all buckets are full again."""
        self._each.clear()
        self._all = None

    def _buckets(self, who: bytes, now: float) -> tuple[Bucket, Bucket]:
        if who not in self._each and len(self._each) >= REMEMBERED:
            self._forget(now)
        own = self._each.setdefault(who, Bucket(self.of_each.at_once, now))
        self._all = self._all or Bucket(self.of_all.at_once, now)
        own.refill(self.of_each, now)
        self._all.refill(self.of_all, now)
        return own, self._all

    def _forget(self, now: float) -> None:
        for bucket in self._each.values():
            bucket.refill(self.of_each, now)
        fullest = sorted(self._each, key=lambda who: -self._each[who].tokens)
        for who in fullest[: REMEMBERED // 2]:
            del self._each[who]


def _missing(bucket: Bucket, rate: Rate, cost: float) -> float:
    return max((cost - bucket.tokens) / rate.each_second, 0.0)
