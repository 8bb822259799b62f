"""What this stage announces of its stacks and seizures; who follows is connected in `flow.py`."""

from __future__ import annotations

from dataclasses import dataclass

from daymark.casework.access.models import User
from daymark.casework.media.models import Seizure, Stack
from daymark.casework.media.rules import Facts
from daymark.casework.steps import Announcement


@dataclass(frozen=True)
class Graded:
    """A stack whose facts hold now, or (`facts` None) no longer do, with the contents that it stands for."""

    stack: Stack
    facts: Facts | None
    contents: tuple[int, ...]
    by: User


SEIZURE_READ: Announcement[Seizure] = Announcement("every file of a seizure has been read")
STACK_GRADED: Announcement[Graded] = Announcement("the facts of a stack have changed")
