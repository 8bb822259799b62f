"""What looks the same as a graded stack and comes later is asked again, cheaply; until then no grade holds for it."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from casework.matching.kept_grades import keep
from casework.media.seized_pictures import seize_folder, stack_of
from casework.referrals.referral_cases import Scene, make_scene
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.media import actions
from daymark.casework.media.actions.exporting import Asked, Format, export_case
from daymark.casework.media.models import Content, Seizure, Stack, StackMember
from daymark.casework.media.queries.grading import Place, next_stacks, stacks_to_grade, sweep_of
from daymark.casework.media.rules import Act, AgeBand, Facts, NothingJoined, Queue, Stage, Standing
from daymark.casework.welfare.actions import leave_out
from daymark.cli.practice.landscapes import landscape
from examples import NOON
from people import sign_in

pytestmark = pytest.mark.django_db
GRAVE = Facts(AgeBand.PREPUBESCENT, Act.SOLO)


@pytest.fixture(autouse=True)
def nothing_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance draws one stack in ten for a second opinion: here none."""
    monkeypatch.setattr("daymark.casework.media.queries.stacks.is_drawn", lambda key, share: False)


class Story:
    """A landscape that was graded, and what came later: its copy, the same one smaller, and another landscape."""

    def __init__(self, folder: Path) -> None:
        self.scene: Scene = make_scene()
        self.ines, self.case = self.scene.cast.ines, self.scene.case
        first = folder / "first"
        first.mkdir()
        (first / "whole.png").write_bytes(landscape(3))
        seize_folder(self.case, first)
        self.stack = stack_of(self.case, "whole.png")
        self.grade(GRAVE)
        later = folder / "later"
        later.mkdir()
        (later / "copy.png").write_bytes(landscape(3))
        (later / "small.png").write_bytes(landscape(3, halved=True))
        (later / "other.png").write_bytes(landscape(9))
        self.later: Seizure = seize_folder(self.case, later, "ABC/2")
        self.small = self.content("small.png")

    def content(self, name: str) -> Content:
        """What the file of this name holds."""
        with acting_as_system():
            return Content.objects.get(seized_files__name=name)

    def grade(self, facts: Facts) -> Stack:
        """One person's word on the stack."""
        with acting_as(self.ines):
            return actions.grade(stack=self.stack, facts=facts, by=self.ines, at=NOON)

    def standing(self) -> Standing:
        """What the lists say of what joined, once the worker has kept the grades."""
        with acting_as_system():
            keep()
            return Standing(Content.objects.get(pk=self.small.pk).standing)

    def waits(self) -> list[int]:
        """The contents that the queue shows."""
        with acting_as(self.ines):
            shown = next_stacks(self.later, Queue.JOINED, self.ines, after=Place(), most=24)
            return [each.content for each in shown for _ in range(each.joined)]

    def categories(self) -> dict[str, int | None]:
        """What goes out as VICS: the category of each file by its name."""
        out = io.BytesIO()
        with acting_as_system():
            export_case(case=self.case, asked=Asked(Format.VICS), stream=out, by=None, at=NOON)
        media = json.loads(out.getvalue())["value"][0]["Media"]
        return {file["FileName"]: each.get("Category") for each in media for file in each["MediaFiles"]}


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path)


def test_what_joins_a_graded_stack_waits_and_an_exact_copy_does_not(story: Story) -> None:
    assert stack_of(story.case, "small.png") == stack_of(story.case, "copy.png") == story.stack
    assert story.waits() == [story.small.pk]
    with acting_as(story.ines):
        sweep = sweep_of(story.later)
        assert (sweep.joined, sweep.graded, sweep.new) == (1, 1, 1)
    assert story.standing() is not Standing.KNOWN_BAD


def test_one_word_confirms_it_and_the_grade_holds_from_then_on(story: Story) -> None:
    before = story.categories()
    assert before["small.png"] != before["copy.png"] == before["whole.png"]
    with acting_as(story.ines):
        actions.confirm_joined(stack=story.stack, by=story.ines, at=NOON)
        sweep = sweep_of(story.later)
        assert (sweep.joined, sweep.graded) == (0, 2)
        with pytest.raises(NothingJoined):
            actions.confirm_joined(stack=story.stack, by=story.ines, at=NOON)
    assert story.waits() == []
    assert story.standing() is Standing.KNOWN_BAD
    assert len(set(story.categories().values()) - {before["other.png"]}) == 1


def test_what_was_confirmed_can_be_taken_back(story: Story) -> None:
    with acting_as(story.ines):
        actions.confirm_joined(stack=story.stack, by=story.ines, at=NOON)
        assert actions.undo(case=story.case, by=story.ines, at=NOON).stage == Stage.GRADED
    assert story.waits() == [story.small.pk]
    assert story.standing() is not Standing.KNOWN_BAD


def test_what_is_not_the_same_becomes_a_stack_that_nobody_has_graded(story: Story) -> None:
    with acting_as(story.ines):
        (alone,) = actions.split_joined(stack=story.stack, by=story.ines, at=NOON)
        assert (alone.stage, alone.face, alone.cluster) == (Stage.WAITING, story.small, story.stack.cluster)
        assert sweep_of(story.later).joined == 0
        queue = Queue.PROPOSALS if story.standing() is Standing.LOOKS_KNOWN else Queue.NEW
        assert alone in stacks_to_grade(story.later, queue, story.ines)
    assert story.waits() == []


def test_what_was_taken_out_by_a_slip_goes_back_and_waits_again(story: Story) -> None:
    with acting_as(story.ines):
        actions.split_joined(stack=story.stack, by=story.ines, at=NOON + timedelta(minutes=1))
        back = actions.undo(case=story.case, by=story.ines, at=NOON + timedelta(minutes=2))
    assert back == story.stack
    assert story.waits() == [story.small.pk]


def test_when_the_grade_is_taken_back_the_whole_stack_is_graded_anew_together(story: Story) -> None:
    with acting_as(story.ines):
        assert actions.undo(case=story.case, by=story.ines, at=NOON).stage == Stage.WAITING
    assert story.waits() == []
    story.grade(GRAVE)
    with acting_as(story.ines):
        assert sweep_of(story.later).graded == 2


def test_a_second_word_on_the_stack_does_not_speak_for_what_joined_it(story: Story) -> None:
    story.grade(Facts(AgeBand.PREPUBESCENT, Act.NUDITY))
    assert story.waits() == [story.small.pk]
    assert story.standing() is not Standing.KNOWN_BAD


def test_what_leaves_a_graded_stack_is_no_longer_known_by_its_grade(story: Story) -> None:
    with acting_as(story.ines):
        actions.confirm_joined(stack=story.stack, by=story.ines, at=NOON)
        story.stack.refresh_from_db()
        actions.split(stack=story.stack, content=story.small, by=story.ines, at=NOON)
    assert story.standing() is not Standing.KNOWN_BAD


def test_the_officer_confirms_it_from_the_grid_and_sees_both_beside_each_other(story: Story) -> None:
    client = sign_in(Client(), story.ines)
    address = f"/seizures/{story.later.reference}/grading/?queue=joined"
    page = client.get(address).content.decode()
    assert "1 stack waits for you" in page
    assert f'data-content="{story.small.pk}"' in page
    place = f"/stacks/{story.stack.pk}/{story.small.pk}/look/"
    begun = json.loads(client.post(place, headers={"Accept": "application/json"}).content)
    shown = client.get(begun["picture"]).content
    width, height = (int.from_bytes(shown[at : at + 4]) for at in (16, 20))
    assert max(width, height) > 300, "two pictures beside each other"
    assert "joined since it was graded" in client.get(f"/stacks/{story.stack.pk}/").content.decode()
    after = client.post(f"/stacks/{story.stack.pk}/joined/", {"act": "confirm", "back": address}, follow=True)
    assert "the same: the grade holds" in after.content.decode()
    assert "Nothing waits for you here" in after.content.decode()
    with acting_as_system():
        assert StackMember.objects.get(content=story.small).confirmed_by == story.ines


def test_who_leaves_a_category_out_is_not_shown_what_a_colleague_said_shows_it(story: Story) -> None:
    ines, chen = story.ines, story.scene.cast.chen
    with acting_as(ines):
        leave_out(by=ines, at=timezone.now(), categories={"PREPUBESCENT"})
    assert story.waits() == []
    page = sign_in(Client(), ines).get(f"/seizures/{story.later.reference}/grading/?queue=joined").content.decode()
    assert "1 stack is left out for you" in page
    with acting_as(chen):
        assert list(stacks_to_grade(story.later, Queue.JOINED, chen)) == [story.stack]
