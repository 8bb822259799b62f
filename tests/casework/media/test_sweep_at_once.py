"""A list speaks of a file in the moment in which somebody grades it: the sums tell of both. This really commits."""

from __future__ import annotations

import time
from threading import Event

import pytest
from django.db import transaction

from casework.media.graded_case import ABUSE, graded_case
from casework.media.test_sweep_parts import COUNTED, KEPT, counts
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.matching.actions.own import note_graded
from daymark.casework.media import actions
from daymark.casework.media.rules import Standing
from examples import NOON
from together import at_once

pytestmark = pytest.mark.usefixtures("committed")


def test_the_sums_tell_of_a_grade_and_of_a_list_that_speaks_meanwhile() -> None:
    graded, said = graded_case(), Event()
    ines = graded.scene.cast.ines

    def grade() -> None:
        with acting_as(ines), transaction.atomic():
            actions.grade(stack=graded.stack("new"), facts=ABUSE, by=ines, at=NOON)
            said.set()
            time.sleep(0.5)  # the act is not stored yet

    def speak() -> None:
        assert said.wait(10)
        with acting_as_system():
            note_graded(content=graded.content("new"), standing=Standing.KNOWN_BAD, by=None, at=NOON)

    at_once(grade, speak)
    assert counts(graded, KEPT) == counts(graded, COUNTED)
    with acting_as_system():
        assert graded.content("new").standing == Standing.KNOWN_BAD
        assert graded.stack("new").stage != "WAITING"
