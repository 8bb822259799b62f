"""What of a seizure has to be looked at, and how much looking it spares that machines and people saw it before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from daymark.casework.media.rules.seizing import Standing
from daymark.casework.media.rules.votes import Stage

# What one look costs, to tell how long a seizure will take: a practised officer's few seconds for a stack of pictures,
# and a strip of stills for each scene of a film. Assumptions of ours, shown as such; the centre's own pace replaces
# them once it has looked at a hundred stacks.
SECONDS_A_STACK, SECONDS_A_FILM = 4.0, 30.0


class Queue(StrEnum):
    """Which stacks somebody wants to grade."""

    NEW = "new"  # never seen before
    PARTS = "parts"  # films of which a part is known and a part is new
    PROPOSALS = "proposals"  # look like known ones
    JOINED = "joined"  # graded; something that looks the same has come since
    SECOND = "second"  # wait for a second person, who is somebody else
    DISPUTED = "disputed"


# The stage of what joined a stack after somebody had said what it shows, until a person confirms that it is the same.
JOINED = "JOINED"
ASKED = (Standing.NEW, Standing.LOOKS_KNOWN)  # the standings that somebody has to look at
BAR = 1_000  # units of the bar's whole length


@dataclass(frozen=True)
class Part:
    """One part of the bar, from `begin` on and `length` long of BAR units."""

    tone: str
    label: str
    count: int
    begin: int
    length: int


@dataclass
class Sweep:
    """The files of a seizure by why they are or need not be looked at. Files that are copies are counted once."""

    files: int = 0
    copies: int = 0
    not_read: int = 0
    new: int = 0  # never seen before, to be looked at
    new_stacks: int = 0
    proposals: int = 0
    known_bad: int = 0
    known_good: int = 0
    disputed: int = 0
    joined: int = 0  # look the same as what is graded, to be confirmed
    graded: int = 0
    waiting_for_second: int = 0
    not_pictures: int = 0
    film_time: timedelta = field(default_factory=timedelta)
    new_films: int = 0
    in_series: int = 0  # files, copies too, that lists count to a series
    series: int = 0

    def count(self, standing: Standing, group: str, stage: str, files: int, film_time: timedelta) -> None:
        """Takes different files of one standing, group and stage of grading."""
        if group == "film":
            self.film_time += film_time
        if stage == Stage.GRADED:
            self.graded += files
        elif stage in (Stage.SECOND, Stage.DISPUTED):
            self.waiting_for_second += files
        elif stage == JOINED and standing in ASKED:
            self.joined += files
        elif standing is Standing.KNOWN_BAD:
            self.known_bad += files
        elif standing is Standing.KNOWN_GOOD:
            self.known_good += files
        elif standing is Standing.DISPUTED:
            self.disputed += files
        elif standing is Standing.LOOKS_KNOWN:
            self.proposals += files
        elif group not in ("still", "film"):
            self.not_pictures += files
        else:
            self.new += files

    @property
    def known(self) -> int:
        """Different files that a list knows."""
        return self.known_bad + self.known_good + self.disputed

    @property
    def read(self) -> int:
        """Files that were read, copies too."""
        return (
            self.copies
            + self.known
            + self.new
            + self.proposals
            + self.joined
            + self.graded
            + self.waiting_for_second
            + self.not_pictures
        )

    @property
    def spared(self) -> int:
        """Files that nobody has to look at, because they are copies, known, or graded before as part of a stack."""
        return self.copies + self.known + max(0, self.new - self.new_stacks)

    @property
    def looking_time(self) -> timedelta:
        """How long looking at what is new will take."""
        stills = self.new_stacks - self.new_films
        return timedelta(seconds=round(stills * SECONDS_A_STACK + self.new_films * SECONDS_A_FILM))

    @property
    def film_ms(self) -> int:
        """The length of all different films, in milliseconds."""
        return round(self.film_time.total_seconds() * 1_000)

    def parts(self) -> list[Part]:
        """All files by why they are or need not be looked at, for the bar: what is new comes first."""
        counted = (
            ("new", "Never seen before", self.new),
            ("proposals", "Look like known ones, to be confirmed", self.proposals),
            ("second", "Wait for a second person or a senior", self.waiting_for_second),
            ("joined", "Look the same as graded ones, to be confirmed", self.joined),
            ("graded", "Graded in this case", self.graded),
            ("bad", "Known bad", self.known_bad),
            ("disputed", "Disputed between lists", self.disputed),
            ("good", "Known good", self.known_good),
            ("other", "No picture and no film", self.not_pictures),
            ("copies", "Copies of these", self.copies),
            ("unreadable", "Could not be read", self.not_read),
        )
        whole, begin, parts = max(1, sum(count for _, _, count in counted)), 0, []
        for tone, label, count in counted:
            if count:
                parts.append(Part(tone, label, count, BAR * begin // whole, max(1, BAR * count // whole)))
            begin += count
        return parts

    def in_one_sentence(self) -> str:
        """What an officer reads first."""
        known = f"{_share(self.copies + self.known, self.read)} known or copies" if self.read else "none read yet"
        new = "none left to be seen" if not self.new else f"{self.new:,} never seen before"
        graded = f"{self.graded:,} graded; " if self.graded else ""
        series = f"{self.in_series:,} in {self.series:,} known series; " if self.series else ""
        return f"{self.files:,} {'file' if self.files == 1 else 'files'}; {known}; {series}{graded}{new}."


def _share(part: int, whole: int) -> str:
    """A percentage that never claims all or nothing when it is not so."""
    if part == whole:
        return "100 %"
    return f"{min(99, max(1 if part else 0, round(100 * part / whole)))} %"
