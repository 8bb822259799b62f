"""The many reports of the year, planned before the first is filed: when, what, where, and what becomes of each."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from daymark.cli.practice.people import people_table
from daymark.cli.practice.stories import Story
from daymark.cli.practice.volumes import Year, arrival_times, volumes

TABLE = Path(__file__).with_name("sentences.yaml")
# How many reports of each kind lead to a case of their own, besides the stories.
CASES = {
    "MEETING": 21,
    "CONTACT_ABUSE": 32,
    "TRAFFICKING": 8,
    "THREATS": 22,
    "INCITING": 18,
    "GROOMING": 25,
    "OWN_IMAGES": 11,
    "IMAGES": 18,
    "WEBSITE": 4,
}
LATE_CASES = 11  # more of the last days, so that referrals stand at every step at the moment of making
COPIES = 180  # reports that come a second time
CONVERSATIONS = 36  # public reports in which questions and answers go back and forth
# The queue must look alive at the moment of making: three from the public within the last two hours, and one of them
# of a child who is to meet somebody tomorrow.
JUST_NOW = {"MEETING": (timedelta(minutes=12),), "THREATS": (timedelta(minutes=31), timedelta(minutes=95))}
_AGES = ((3, 2), (8, 10), (11, 12), (12, 18), (13, 20), (14, 18), (15, 13), (16, 7))  # years, how often
PACKAGE_DAYS = 10  # agencies send their packages every tenth day


class Fate(Enum):
    """What becomes of a report."""

    CLOSED = "closed"
    CASE = "case"
    TALK = "talk"


@dataclass(frozen=True)
class Place:
    """Where the child is said to be, and the authority there."""

    town: str
    country: str
    authority: str


@dataclass(frozen=True)
class Planned:
    """One report to come. `number` is its place in the year, `copy_of` another one that says the same; a live one must
    be acted on at the moment of making."""

    number: int
    at: datetime
    harm: str
    source: str
    place: Place
    age: int
    sex: str
    account: str
    fate: Fate = Fate.CLOSED
    copy_of: int | None = None
    copied_from: datetime | None = None
    is_live: bool = False

    @property
    def root(self) -> int:
        """The number of the report that this one says again, or its own."""
        return self.number if self.copy_of is None else self.copy_of

    @property
    def said_at(self) -> datetime:
        """The day that the words name."""
        return self.copied_from or self.at


@lru_cache(maxsize=1)
def sentences() -> dict[str, Any]:
    """What reports say, read once."""
    table: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return table


def plan(year: Year, told: tuple[Story, ...], chance: random.Random) -> list[Planned]:
    """Every report of the year but those of the stories, in order of time."""
    bare = sorted(_moments(year, told, chance), key=lambda each: each[0])
    reports = [_planned(number, at, harm, source, chance) for number, (at, harm, source) in enumerate(bare)]
    return _with_fates(_with_copies(_with_live_ones(reports, year), chance), year, chance)


def _moments(year: Year, told: tuple[Story, ...], chance: random.Random) -> list[tuple[datetime, str, str]]:
    in_stories = Counter(pair for story in told for pair in story.harms)
    moments = []
    for (harm, source), number in volumes().reports.items():
        for at in arrival_times(year, source, number - in_stories[harm, source], chance):
            moments.append((_delivered(at, year) if source == "AGENCY" else at, harm, source))
    return moments


def _delivered(at: datetime, year: Year) -> datetime:
    """When the package of that moment arrives: at seven in the morning of every tenth day."""
    days = ((at - year.begin).days // PACKAGE_DAYS) * PACKAGE_DAYS
    return min((year.begin + timedelta(days=days)).replace(hour=7), year.now - timedelta(hours=5))


def _planned(number: int, at: datetime, harm: str, source: str, chance: random.Random) -> Planned:
    ages, often = zip(*_AGES, strict=True)
    sex = chance.choices(["GIRL", "BOY"], [3, 2])[0]
    account = f"{chance.choice(_FIRST)}_{chance.choice(_SECOND)}_{number:04d}"
    return Planned(number, at, harm, source, _place(chance), chance.choices(ages, often)[0], sex, account)


def _place(chance: random.Random) -> Place:
    towns = [(Place(town, "GB", force), often * 10) for town, force, often in people_table()["towns"]]
    towns += [(Place(town, country, code), often * 5) for town, country, code, often in people_table()["abroad"]]
    places, often = zip(*towns, strict=True)
    found: Place = chance.choices(places, often)[0]
    return found


def _with_live_ones(reports: list[Planned], year: Year) -> list[Planned]:
    """Moves the last reports of a child in threat or before a meeting to the last two hours."""
    moved = {}
    for harm, agos in JUST_NOW.items():
        last = [each for each in reports if each.source == "PUBLIC" and each.harm == harm][-len(agos) :]
        for each, ago in zip(last, agos, strict=True):
            moved[each.number] = replace(each, at=year.now - ago, is_live=True)
    return sorted((moved.get(each.number, each) for each in reports), key=lambda each: each.at)


def _with_copies(reports: list[Planned], chance: random.Random) -> list[Planned]:
    """Lets some reports say what another of the same kind and source said within the three days before."""
    chosen = set(chance.sample([each.number for each in reports if each.source != "AGENCY"], COPIES))
    latest: dict[tuple[str, str], Planned] = {}
    planned = []
    for each in reports:
        before = latest.get((each.harm, each.source))
        if each.number in chosen and before and each.at - before.at < timedelta(days=3):
            planned.append(
                replace(before, number=each.number, at=each.at, copy_of=before.number, copied_from=before.at)
            )
        else:
            planned.append(each)
            latest[each.harm, each.source] = each
    return planned


def _with_fates(reports: list[Planned], year: Year, chance: random.Random) -> list[Planned]:
    fates: dict[int, Fate] = {}
    for harm, number in CASES.items():
        fit = [each.number for each in reports if each.harm == harm and each.copy_of is None and _may_lead(each, year)]
        fates |= dict.fromkeys(chance.sample(fit, number), Fate.CASE)
    late = [each.number for each in reports if _is_late(each, year) and each.number not in fates]
    fates |= dict.fromkeys(chance.sample(late, min(LATE_CASES, len(late))), Fate.CASE)
    talk = [
        each.number
        for each in reports
        if each.source == "PUBLIC" and each.copy_of is None and each.number not in fates and _may_lead(each, year)
    ]
    fates |= dict.fromkeys(chance.sample(talk, CONVERSATIONS), Fate.TALK)
    return [replace(each, fate=fates.get(each.number, Fate.CLOSED)) for each in reports]


def _may_lead(each: Planned, year: Year) -> bool:
    return each.at < year.now - timedelta(hours=3)


def _is_late(each: Planned, year: Year) -> bool:
    grave = each.harm in ("CONTACT_ABUSE", "INCITING", "THREATS", "MEETING") and each.copy_of is None
    return grave and each.source == "PUBLIC" and each.at > year.now - timedelta(days=4) and _may_lead(each, year)


# Parts of account names: nobody is called so.
_FIRST = (
    "amber",
    "autumn",
    "brook",
    "cedar",
    "cloud",
    "coast",
    "dawn",
    "fern",
    "field",
    "frost",
    "glade",
    "hazel",
    "lake",
)
_SECOND = ("badger", "crane", "finch", "fox", "hare", "heron", "jay", "kite", "lark", "linnet", "newt", "otter", "wren")
