"""What is the same to the eye is looked at once, said by people as facts, and known from then on."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from casework.matching.kept_grades import keep
from casework.media.seized_pictures import seize_folder, stack_of
from casework.referrals.referral_cases import Scene, make_scene
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import User
from daymark.casework.cases.actions import open_case
from daymark.casework.cases.models import Case
from daymark.casework.media import actions
from daymark.casework.media.models import Content, Seizure, Stack, StackVote
from daymark.casework.media.queries.grading import Place, next_stacks, stacks_to_grade, sweep_of
from daymark.casework.media.rules import (
    Act,
    AgeBand,
    Facts,
    Made,
    NothingToUndo,
    NotInStack,
    NotSenior,
    OnlyOne,
    Queue,
    Stage,
    Standing,
)
from daymark.casework.welfare.actions import begin_look
from daymark.casework.welfare.models import Exposure
from daymark.cli.practice.landscapes import film, landscape
from daymark.cli.practice.pictures import picture
from examples import NOON, make_report
from people import sign_in

pytestmark = pytest.mark.django_db

HARMLESS = Facts(AgeBand.UNCLEAR, Act.NONE, Made.DRAWN)
GRAVE = Facts(AgeBand.PREPUBESCENT, Act.POSING)
GRAVEST = Facts(AgeBand.PREPUBESCENT, Act.SADISM)


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """Three landscapes, a copy of the first, the first again smaller, and two pictures without features."""
    for number in (1, 2, 3):
        (tmp_path / f"{number}.png").write_bytes(landscape(2 + number))
    (tmp_path / "copy.png").write_bytes(landscape(3))
    (tmp_path / "small.png").write_bytes(landscape(3, halved=True))
    for number in (1, 2):
        (tmp_path / f"plain {number}.png").write_bytes(picture(number))
    return tmp_path


@pytest.fixture
def seizure(scene: Scene, disk: Path) -> Seizure:
    return seize_folder(scene.case, disk)


def grade(stack: Stack, by: User, facts: Facts = HARMLESS, **given: bool) -> Stack:
    with acting_as(by):
        return actions.grade(stack=stack, facts=facts, by=by, at=NOON, **given)


@pytest.fixture(autouse=True)
def nothing_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance draws one stack in ten for a second opinion: here none."""
    monkeypatch.setattr("daymark.casework.media.queries.stacks.is_drawn", lambda key, share: False)


def test_the_same_picture_in_another_size_shares_a_stack_and_featureless_ones_never_do(
    scene: Scene, seizure: Seizure
) -> None:
    assert stack_of(scene.case, "small.png") == stack_of(scene.case, "1.png") == stack_of(scene.case, "copy.png")
    assert stack_of(scene.case, "1.png").members == 2  # two different files; the copy is the same bytes
    assert stack_of(scene.case, "plain 1.png") != stack_of(scene.case, "plain 2.png")
    with acting_as_system():
        assert Stack.objects.filter(case=scene.case).count() == 5


def test_a_film_cut_a_little_shorter_shares_a_stack_and_one_with_another_part_stands_beside(
    scene: Scene, tmp_path: Path
) -> None:
    (tmp_path / "whole.avi").write_bytes(film([(11, 20), (12, 20), (13, 20)]))
    (tmp_path / "cut.avi").write_bytes(film([(11, 20), (12, 20), (13, 18)]))
    (tmp_path / "other.avi").write_bytes(film([(14, 20), (12, 20), (15, 20)]))
    seize_folder(scene.case, tmp_path)
    whole, other = stack_of(scene.case, "whole.avi"), stack_of(scene.case, "other.avi")
    assert stack_of(scene.case, "cut.avi") == whole
    assert other != whole
    assert other.cluster == whole.cluster


def test_one_word_grades_a_stack_and_what_is_graded_is_known_in_every_case_from_then_on(
    scene: Scene, seizure: Seizure, disk: Path
) -> None:
    ines = scene.cast.ines
    assert grade(stack_of(scene.case, "1.png"), ines, GRAVE).stage == Stage.GRADED
    assert grade(stack_of(scene.case, "2.png"), ines).stage == Stage.GRADED
    keep()
    with acting_as(ines):
        sweep = sweep_of(seizure)
        assert (sweep.graded, sweep.new, sweep.new_stacks, sweep.copies) == (3, 3, 3, 1)
        assert [stack.pk for stack in stacks_to_grade(seizure, Queue.NEW, ines)].count(seizure.pk) == 0
        assert Content.objects.get(pk=stack_of(scene.case, "1.png").face_id).standing == Standing.KNOWN_BAD
        assert Content.objects.get(pk=stack_of(scene.case, "2.png").face_id).standing == Standing.KNOWN_GOOD
    elsewhere = seize_folder(another_case(scene), disk)
    with acting_as(ines):
        found = sweep_of(elsewhere)
    assert (found.known_bad, found.known_good, found.new) == (2, 1, 3)


def another_case(scene: Scene) -> Case:
    """A case of a report of its own, worked by the same people."""
    report = make_report()
    with acting_as(scene.cast.ines):
        return open_case(reports=[report], by=scene.cast.ines, at=NOON)


def test_what_was_taken_back_waits_again_and_is_known_no_longer(scene: Scene, seizure: Seizure) -> None:
    ines, stack = scene.cast.ines, stack_of(scene.case, "1.png")
    grade(stack, ines, GRAVE)
    with acting_as(ines):
        assert actions.undo(case=scene.case, by=ines, at=NOON).stage == Stage.WAITING
    keep()
    with acting_as(ines):
        assert Content.objects.get(pk=stack.face_id).standing == Standing.NEW
        assert stack in stacks_to_grade(seizure, Queue.NEW, ines)
        with pytest.raises(NothingToUndo):
            actions.undo(case=scene.case, by=ines, at=NOON)


def test_the_gravest_wait_for_somebody_else(scene: Scene, seizure: Seizure) -> None:
    ines, chen, stack = scene.cast.ines, scene.cast.chen, stack_of(scene.case, "3.png")
    assert grade(stack, ines, GRAVEST).stage == Stage.SECOND
    with acting_as(ines):
        assert stack not in stacks_to_grade(seizure, Queue.SECOND, ines)
    with acting_as(chen):
        assert list(stacks_to_grade(seizure, Queue.SECOND, chen)) == [stack]
    page = sign_in(Client(), chen).get(f"/stacks/{stack.pk}/").content.decode()
    assert "before she reads what the first one said" in page
    assert "Ines" not in page.partition("<main")[2]
    assert grade(stack, chen, GRAVEST).stage == Stage.GRADED
    assert "Ines" in sign_in(Client(), chen).get(f"/stacks/{stack.pk}/").content.decode()


def test_two_who_disagree_leave_it_to_a_senior_and_nobody_else_decides(scene: Scene, seizure: Seizure) -> None:
    cast, stack = scene.cast, stack_of(scene.case, "3.png")
    grade(stack, cast.ines, GRAVEST)
    assert grade(stack, cast.amina, GRAVE).stage == Stage.DISPUTED
    with acting_as(cast.chen):
        assert list(stacks_to_grade(seizure, Queue.DISPUTED, cast.chen)) == [stack]
    with pytest.raises(NotSenior):
        grade(stack, cast.ines, GRAVE, as_senior=True)
    decided = grade(stack, cast.chen, GRAVE, as_senior=True)
    assert (decided.stage, decided.severity) == (Stage.GRADED, 1)


def test_splitting_makes_a_stack_that_nobody_has_graded(scene: Scene, seizure: Seizure) -> None:
    ines, stack = scene.cast.ines, stack_of(scene.case, "1.png")
    grade(stack, ines)
    with acting_as_system():
        small = Content.objects.get(width=480)
    with acting_as(ines):
        alone = actions.split(stack=stack, content=small, by=ines, at=NOON)
        assert (alone.stage, alone.face, alone.cluster) == (Stage.WAITING, small, stack.cluster)
        assert stack_of(scene.case, "small.png") == alone
        with pytest.raises(NotInStack):
            actions.split(stack=stack, content=small, by=ines, at=NOON)
        stack.refresh_from_db()
        with pytest.raises(OnlyOne):
            actions.split(stack=stack, content=stack.face, by=ines, at=NOON)
        actions.join_again(stack=alone, into=stack, by=ines, at=NOON)
        stack.refresh_from_db()
        assert stack.members == 2


def test_what_people_said_cannot_be_changed(scene: Scene, seizure: Seizure) -> None:
    grade(stack_of(scene.case, "1.png"), scene.cast.ines, GRAVE)
    with acting_as_system(), pytest.raises(DatabaseError), transaction.atomic():
        StackVote.objects.update(act=Act.NONE)
    with acting_as_system(), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("DELETE FROM media_stack_vote")


def test_the_next_stacks_follow_the_ones_before(scene: Scene, seizure: Seizure) -> None:
    with acting_as(scene.cast.ines):
        every = list(stacks_to_grade(seizure, Queue.NEW, scene.cast.ines))
        after = Place(every[1].cluster, every[1].pk)
        found = next_stacks(seizure, Queue.NEW, scene.cast.ines, after=after, most=2)
        assert [shown.stack for shown in found] == every[2:4]
        assert [shown.content for shown in found] == [stack.face_id for stack in every[2:4]]


def test_the_grid_shows_blurred_tiles_and_goes_on_from_any_of_them(scene: Scene, seizure: Seizure) -> None:
    client = sign_in(Client(), scene.cast.ines)
    with acting_as(scene.cast.ines):
        stack = stacks_to_grade(seizure, Queue.NEW, scene.cast.ines)[0]
    page = client.get(f"/seizures/{seizure.reference}/grading/").content.decode()
    assert "5 stacks wait for you" in page
    assert f"/stacks/{stack.pk}/{stack.face_id}/tile.png" in page
    part = client.get(f"/seizures/{seizure.reference}/grading/?part=1&after={stack.pk}").content.decode()
    assert f'data-stack="{stack.pk}"' not in part
    assert part.count("data-stack=") == 4


def test_a_tile_is_too_small_to_show_anything(scene: Scene, seizure: Seizure) -> None:
    client, stack = sign_in(Client(), scene.cast.ines), stack_of(scene.case, "1.png")
    answer = client.get(f"/stacks/{stack.pk}/{stack.face_id}/tile.png")
    assert answer.headers["Content-Type"] == "image/png"
    width, height = (int.from_bytes(answer.content[at : at + 4]) for at in (16, 20))
    assert max(width, height) <= 14


def test_a_look_is_counted_and_shows_the_picture_only_while_it_lasts(scene: Scene, seizure: Seizure) -> None:
    client, stack = sign_in(Client(), scene.cast.ines), stack_of(scene.case, "1.png")
    place = f"/stacks/{stack.pk}/{stack.face_id}/"
    assert client.get(f"{place}looks/{uuid4()}.png").status_code == 404
    begun = json.loads(client.post(f"{place}look/", headers={"Accept": "application/json"}).content)
    assert begun["for_ms"] == 10_000
    assert client.get(begun["picture"]).content.startswith(b"\x89PNG")
    assert sign_in(Client(), scene.cast.chen).get(begun["picture"]).status_code == 404
    assert client.post(f"/looks/{begun['look']}/end/", headers={"Accept": "application/json"}).status_code == 204
    assert client.get(begun["picture"]).status_code == 404
    with acting_as(scene.cast.ines):
        seen = Exposure.objects.get()
        assert (seen.kind, seen.number, seen.case_reference) == ("stack", stack.pk, scene.case.reference)


def test_a_look_that_nobody_ended_shows_nothing_after_its_time(scene: Scene, seizure: Seizure) -> None:
    client, stack = sign_in(Client(), scene.cast.ines), stack_of(scene.case, "1.png")
    with acting_as(scene.cast.ines):
        asked = {"case_reference": scene.case.reference, "kind": "stack", "number": stack.pk, "severity": None}
        begun = begin_look(by=scene.cast.ines, at=timezone.now() - timedelta(seconds=11), **asked)
    assert client.get(f"/stacks/{stack.pk}/{stack.face_id}/looks/{begun.look}.png").status_code == 404


def test_who_has_reached_the_limit_is_shown_nothing_and_told_why(scene: Scene, seizure: Seizure) -> None:
    ines, stack = scene.cast.ines, stack_of(scene.case, "1.png")
    with acting_as(ines):
        at = timezone.now() - timedelta(seconds=10)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO welfare_tally (person_id, day_on, grade, ms, looks) VALUES (%s, %s, '0', %s, 1)",
                [ines.pk, timezone.localdate(at), 4 * 3_600_000],
            )
    client = sign_in(Client(), ines)
    answer = client.post(f"/stacks/{stack.pk}/{stack.face_id}/look/", headers={"Accept": "application/json"})
    assert answer.status_code >= 400
    assert "limit" in answer.content.decode()
    assert "You cannot look now" in client.get(f"/seizures/{seizure.reference}/grading/").content.decode()


def test_a_picture_that_is_gone_from_the_disk_says_so(scene: Scene, seizure: Seizure, disk: Path) -> None:
    client, stack = sign_in(Client(), scene.cast.ines), stack_of(scene.case, "2.png")
    (disk / "2.png").unlink()
    answer = client.get(f"/stacks/{stack.pk}/{stack.face_id}/tile.png")
    assert answer.status_code == 404
    assert "no longer where it was" in answer.content.decode()


def test_grading_without_scripts_goes_by_the_page_of_the_stack(scene: Scene, seizure: Seizure) -> None:
    client, stack = sign_in(Client(), scene.cast.ines), stack_of(scene.case, "2.png")
    said = {"age_band": "UNCLEAR", "made": "DRAWN", "self_made": "UNKNOWN", "has_text": "NO", "sureness": "SURE"}
    refused = client.post(f"/stacks/{stack.pk}/", said)
    assert refused.status_code == 422
    assert "Say what it shows" in refused.content.decode()
    given = said | {"act": "NONE", "note": "A sign at the house.", "seizure": seizure.reference}
    page = client.post(f"/stacks/{stack.pk}/", given, follow=True).content.decode()
    assert "graded." in page
    assert "A sign at the house." in page
    grid = client.get(f"/seizures/{seizure.reference}/grading/").content.decode()
    assert f"after={stack.pk}" in grid, "where she left off"
    assert "4 stacks wait for you" in grid
    undone = client.post(f"/seizures/{seizure.reference}/grading/undo/", follow=True).content.decode()
    assert "Taken back" in undone


def test_how_somebody_likes_the_grid_is_kept(scene: Scene, seizure: Seizure) -> None:
    client = sign_in(Client(), scene.cast.ines)
    address = f"/seizures/{seizure.reference}/grading/"
    client.post(f"{address}taste/", {"tile": 128, "tiles": 12, "in_colour": "on"})
    assert "dm-tiles--128" in client.get(address).content.decode()
    refused = client.post(f"{address}taste/", {"tile": 9, "tiles": 12}, follow=True).content.decode()
    assert "Choose one of the sizes" in refused
