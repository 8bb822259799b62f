"""How long a person has looked: looks, and the short pauses between them.

What counts as looking time: every look from its beginning to its end, and the time between the end of one look and the
beginning of the next where it is at most `PAUSE`. A longer gap does not count at all. What overlaps counts once. A look
that was never ended counts as long as it could at most have lasted. A day is a day of the centre's time zone; a look
over midnight is divided between both days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

# Between two pictures a person still has the last one before her eyes. A minute covers coding one file by hand; who is
# away for longer did something else. A choice of ours: no source measures it.
PAUSE = timedelta(seconds=60)
NOTHING = timedelta()


@dataclass(frozen=True, order=True)
class Span:
    """A time from a beginning to an end, which does not lie before it."""

    began: datetime
    ended: datetime

    @property
    def length(self) -> timedelta:
        """How long it lasted, whatever the clocks of a time zone did meanwhile."""
        return self.ended.astimezone(UTC) - self.began.astimezone(UTC)


def desk_time(looks: Iterable[Span], *, pause: timedelta = PAUSE) -> list[Span]:
    """Looks in any order as stretches of looking time, those within one `pause` of each other as one."""
    stretches: list[Span] = []
    for look in sorted(looks):
        if stretches and look.began <= stretches[-1].ended + pause:
            stretches[-1] = Span(stretches[-1].began, max(stretches[-1].ended, look.ended))
        else:
            stretches.append(look)
    return stretches


def by_day(stretches: Iterable[Span], zone: tzinfo) -> dict[date, timedelta]:
    """How much of each day of a time zone the stretches, which do not overlap, take."""
    days: dict[date, timedelta] = {}
    for stretch in stretches:
        for day, part in divided(stretch, zone):
            days[day] = days.get(day, NOTHING) + part.length
    return days


def divided(span: Span, zone: tzinfo) -> Iterator[tuple[date, Span]]:
    """A span cut at every midnight of a time zone, each part with its day."""
    began, ended = span.began.astimezone(UTC), span.ended.astimezone(UTC)
    while (midnight := end_of_day(began, zone)) < ended:
        yield began.astimezone(zone).date(), Span(began, midnight)
        began = midnight
    yield began.astimezone(zone).date(), Span(began, ended)


def end_of_day(moment: datetime, zone: tzinfo) -> datetime:
    """The midnight that ends the day of a moment. Where a clock change makes it happen twice or never, the later."""
    following = moment.astimezone(zone).date() + timedelta(days=1)
    readings = (datetime.combine(following, time(), zone).replace(fold=fold) for fold in (0, 1))
    return max(reading.astimezone(UTC) for reading in readings)


def pause_before(began: datetime, last_ended_at: datetime | None) -> Span | None:
    """The pause before a look that counts as looking time; none after a longer gap, or before the first look."""
    if last_ended_at is None or not NOTHING < began - last_ended_at <= PAUSE:
        return None
    return Span(last_ended_at, began)
