"""The ten stories: read from their files, and put on the timeline step by step through the real actions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from daymark.casework.cases.models import Case, Task
from daymark.casework.referrals.models import Referral
from daymark.casework.reports.models import Report
from daymark.cli.practice.people import Cast
from daymark.cli.practice.signins import ReceiptCode
from daymark.cli.practice.timeline import Timeline
from daymark.cli.practice.volumes import Year
from daymark.problems import Problem

FOLDER = Path(__file__).with_name("stories")
_AFTER = re.compile(r"(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?")
Facts = Mapping[str, Any]


class BadStory(Problem):
    """A story cannot be told as it is written."""


@dataclass(frozen=True)
class Step:
    """One act of a story: so long after its beginning, of which sort, with which facts."""

    after: timedelta
    act: str
    facts: Facts


@dataclass(frozen=True)
class Story:
    """One story."""

    key: str
    title: str
    about: str
    days_ago: int
    clock: str
    steps: tuple[Step, ...]

    @property
    def harms(self) -> Iterator[tuple[str, str]]:
        """Kind of harm and source of each report that the story brings: they belong to the year's numbers."""
        for step in self.steps:
            if step.act == "public":
                yield step.facts["answers"]["harm"], "PUBLIC"
            elif step.act == "industry":
                yield _HARM_OF_TYPE[step.facts["type"]], "INDUSTRY"
            elif step.act == "package":
                yield _HARM_OF_TYPE[step.facts["type"]], "AGENCY"


_HARM_OF_TYPE = {
    "Child Sex Trafficking": "TRAFFICKING",
    "Online Enticement of Children for Sexual Acts": "GROOMING",
    "Child Pornography (possession, manufacture, and distribution)": "IMAGES",
}


@lru_cache(maxsize=1)
def stories() -> tuple[Story, ...]:
    """Every story, in the order of the files' names."""
    return tuple(_story(path) for path in sorted(FOLDER.glob("*.yaml")))


def _story(path: Path) -> Story:
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    begins = told["begins"]
    steps = tuple(_step(path, step) for step in told["steps"])
    return Story(path.stem, told["title"], told["about"], begins["days_ago"], begins["at"], steps)


def _step(path: Path, written: Facts) -> Step:
    found = _AFTER.fullmatch(written["after"])
    acts = [name for name in written if name != "after"]
    if not found or len(acts) != 1:
        raise BadStory(f"{path.name}: a step needs `after` (1d 2h 30m) and one act; this one is {written}.")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return Step(timedelta(days=days, hours=hours, minutes=minutes), acts[0], written[acts[0]])


@dataclass
class Telling:
    """A story while it is told: what its names stand for by now."""

    story: Story
    cast: Cast
    reports: dict[str, Report] = field(default_factory=dict)
    referrals: dict[str, Referral] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    receipts: list[ReceiptCode] = field(default_factory=list)
    case: Case | None = None

    @property
    def open_case(self) -> Case:
        if self.case is None:
            raise BadStory(f"{self.story.key}: a step needs a case, and none is open yet.")
        return self.case


def put_stories(timeline: Timeline, year: Year, cast: Cast) -> list[Telling]:
    """Puts every step of every story on the line."""
    from daymark.cli.practice.story_acts import ACTS

    tellings = [Telling(story, cast) for story in stories()]
    for telling in tellings:
        begin = year.moment(telling.story.days_ago, telling.story.clock)
        for step in telling.story.steps:
            act = ACTS[step.act]
            timeline.put(begin + step.after, _Told(act, telling, step.facts))
    return tellings


@dataclass(frozen=True)
class _Told:
    """One step, ready for the line."""

    act: Any
    telling: Telling
    facts: Facts

    def __call__(self, at: datetime) -> None:
        self.act(self.telling, at, **self.facts)
