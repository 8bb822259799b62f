"""Films of which a part is known: what is new stands out, and is graded scene by scene."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from django.test import Client

from casework.matching.kept_grades import keep
from casework.matching.known_files import bring
from casework.media.seized_pictures import seize_folder, stack_of
from casework.referrals.referral_cases import Scene, make_scene
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import User
from daymark.casework.cases.models import Case
from daymark.casework.matching.actions import confirm, reject
from daymark.casework.matching.actions.own import check_graded
from daymark.casework.matching.models import Hit
from daymark.casework.matching.rules import Says
from daymark.casework.media import actions
from daymark.casework.media.models import Content, ContentFrames, FilmParts, Seizure, Stack, StackVote
from daymark.casework.media.queries.grading import new_parts_in, stacks_to_grade, sweep_of
from daymark.casework.media.queries.scenes import Film, film_of
from daymark.casework.media.rules import Act, AgeBand, Facts, Made, Queue, Stage, Standing
from daymark.cli.practice.landscapes import film
from daymark.engine.video.frames import format_vpdq, frame_hashes
from daymark.engine.video.packed import unpack
from examples import NOON
from people import sign_in

pytestmark = pytest.mark.django_db

HARMLESS = Facts(AgeBand.UNCLEAR, Act.NONE, Made.DRAWN)
GRAVE = Facts(AgeBand.PREPUBESCENT, Act.POSING)
GRAVER = Facts(AgeBand.PREPUBESCENT, Act.SOLO)
KNOWN, NEW = ((11, 10), (12, 10)), ((31, 10), (32, 10))
drawn = cache(lambda *scenes: film(list(scenes)))
SAID = {"age_band": "UNCLEAR", "made": "DRAWN", "self_made": "UNKNOWN", "has_text": "NO", "sureness": "SURE"}


@pytest.fixture(autouse=True)
def nothing_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance draws one stack in ten for a second opinion: here none."""
    monkeypatch.setattr("daymark.casework.media.queries.stacks.is_drawn", lambda key, share: False)


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """A film of two scenes that a list will know, and one that goes on with two others."""
    (tmp_path / "known.avi").write_bytes(drawn(*KNOWN))
    (tmp_path / "longer.avi").write_bytes(drawn(*KNOWN, *NEW))
    return tmp_path


@pytest.fixture
def seizure(scene: Scene, disk: Path) -> Seizure:
    return seize_folder(scene.case, disk)


def list_knows(case: Case, name: str, says: Says = Says.BAD) -> None:
    """A list brings the frames of this film of ours, as vPDQ writes them."""
    with acting_as_system():
        frames = ContentFrames.objects.get(pk=stack_of(case, name).face_id)
        text = format_vpdq(frame_hashes(unpack(bytes(frames.packed))))
        bring(text, standing=says, file_name="film.txt")


def film_in(stack: Stack) -> Film:
    with acting_as_system():
        return film_of(Content.objects.get(pk=stack.face_id))


def say(stack: Stack, by: User, place: int, facts: Facts = HARMLESS) -> Stack:
    """A word on one scene."""
    scene = film_in(stack).scenes[place]
    with acting_as(by):
        return actions.grade(stack=stack, facts=facts, by=by, at=NOON, stretch=scene.ends)


def test_a_film_that_goes_on_beyond_a_known_one_holds_a_new_stretch(scene: Scene, seizure: Seizure) -> None:
    ines = scene.cast.ines
    with acting_as(ines):
        assert new_parts_in(seizure, ines) == 0
    list_knows(scene.case, "known.avi")
    longer, whole = stack_of(scene.case, "longer.avi"), stack_of(scene.case, "known.avi")
    shown = film_in(longer)
    assert shown.new_in_words == "New stretch 0:20 to 0:40 in a film that looks like a known one"
    assert [(each.from_ms, each.is_known) for each in shown.scenes] == [
        (0, True),
        (10_000, True),
        (20_000, False),
        (30_000, False),
    ]
    assert film_in(whole).new_in_words == ""
    with acting_as(ines):
        assert list(stacks_to_grade(seizure, Queue.PARTS, ines)) == [longer]


def test_a_confirmed_abuse_film_is_still_asked_for_what_is_new_in_it(scene: Scene, seizure: Seizure) -> None:
    ines = scene.cast.ines
    list_knows(scene.case, "known.avi")
    longer = stack_of(scene.case, "longer.avi")
    with acting_as(ines):
        hit = Hit.objects.get(content=longer.face_id)
        confirm(hit=hit, by=ines, at=NOON)
        assert Content.objects.get(pk=longer.face_id).standing == Standing.KNOWN_BAD
        assert list(stacks_to_grade(seizure, Queue.PARTS, ines)) == [longer]
        assert sweep_of(seizure).known_bad == 1
    shown = film_in(longer)
    assert shown.new_in_words == "New stretch 0:20 to 0:40 in a known film"
    assert [each.from_ms for each in shown.shown] == [20_000, 30_000], "the known is not shown again"


def test_a_rejected_look_alike_knows_nothing(scene: Scene, seizure: Seizure) -> None:
    list_knows(scene.case, "known.avi")
    longer = stack_of(scene.case, "longer.avi")
    with acting_as(scene.cast.ines):
        reject(hit=Hit.objects.get(content=longer.face_id), reason="Another room.", by=scene.cast.ines, at=NOON)
        assert not FilmParts.objects.filter(content=longer.face_id).exists()


def test_a_stretch_known_as_harmless_is_known_only_when_a_person_confirmed_it(scene: Scene, seizure: Seizure) -> None:
    list_knows(scene.case, "known.avi", Says.GOOD)
    longer = stack_of(scene.case, "longer.avi")
    assert film_in(longer).new_in_words == ""
    assert len(film_in(longer).asked) == 4
    with acting_as(scene.cast.ines):
        confirm(hit=Hit.objects.get(content=longer.face_id), by=scene.cast.ines, at=NOON)
    assert len(film_in(longer).asked) == 2


def test_a_film_graded_here_is_known_as_a_part_of_another_one(scene: Scene, seizure: Seizure) -> None:
    ines = scene.cast.ines
    with acting_as(ines):
        actions.grade(stack=stack_of(scene.case, "known.avi"), facts=GRAVE, by=ines, at=NOON)
    keep()
    with acting_as_system():
        check_graded(at=NOON)
    assert film_in(stack_of(scene.case, "longer.avi")).new_in_words.startswith("New stretch 0:20 to 0:40")
    with acting_as(ines):
        actions.undo(case=scene.case, by=ines, at=NOON)
    keep()
    assert film_in(stack_of(scene.case, "longer.avi")).new_in_words == ""


def test_the_whole_film_has_the_grade_of_its_gravest_scene_when_every_scene_has_a_word(
    scene: Scene, seizure: Seizure
) -> None:
    ines, stack = scene.cast.ines, stack_of(scene.case, "longer.avi")
    for place, facts in enumerate((HARMLESS, GRAVER, GRAVE)):
        assert say(stack, ines, place, facts).stage == Stage.WAITING
    graded = say(stack, ines, 3)
    assert (graded.stage, graded.severity) == (Stage.GRADED, 2)
    with acting_as(ines):
        whole = StackVote.objects.get(stack=stack, from_ms=None)
        assert (whole.act, whole.age_band, whole.follows) == (Act.SOLO, AgeBand.PREPUBESCENT, True)
        assert actions.undo(case=scene.case, by=ines, at=NOON).stage == Stage.WAITING
        assert StackVote.objects.filter(stack=stack, undone=None).count() == 3, "the last scene went with the whole"
    assert say(stack, ines, 3, GRAVE).stage == Stage.GRADED


def test_who_gave_a_second_opinion_on_some_scenes_still_has_the_film_before_her(scene: Scene, seizure: Seizure) -> None:
    ines, chen, stack = scene.cast.ines, scene.cast.chen, stack_of(scene.case, "longer.avi")
    gravest = Facts(AgeBand.PREPUBESCENT, Act.SADISM)
    with acting_as(ines):
        assert actions.grade(stack=stack, facts=gravest, by=ines, at=NOON).stage == Stage.SECOND
    say(stack, chen, 0, gravest)
    with acting_as(chen):
        assert stack in stacks_to_grade(seizure, Queue.SECOND, chen)
    for place in (1, 2, 3):
        stack = say(stack, chen, place)
    assert stack.stage == Stage.GRADED


def test_new_scenes_beside_known_abuse_leave_the_whole_to_a_person(scene: Scene, seizure: Seizure) -> None:
    ines = scene.cast.ines
    list_knows(scene.case, "known.avi")
    longer = stack_of(scene.case, "longer.avi")
    client = sign_in(Client(), ines)
    for place, left in ((2, 1), (3, 0)):
        begins, ends = film_in(longer).scenes[place].ends
        given = SAID | {"act": "NONE", "from_ms": begins, "to_ms": ends, "seizure": seizure.reference}
        answer = client.post(f"/stacks/{longer.pk}/", given, headers={"Accept": "application/json"})
        said = json.loads(answer.content)
        assert (said["scenes_left"], said["whole"], said["stage"]) == (left, False, Stage.WAITING)
    with acting_as(ines):
        assert actions.grade(stack=longer, facts=GRAVE, by=ines, at=NOON).stage == Stage.GRADED


def test_the_pages_say_what_is_new_and_show_each_scene_blurred(scene: Scene, seizure: Seizure) -> None:
    list_knows(scene.case, "known.avi")
    longer, client = stack_of(scene.case, "longer.avi"), sign_in(Client(), scene.cast.ines)
    words = "New stretch 0:20 to 0:40 in a film that looks like a known one"
    page = client.get(f"/stacks/{longer.pk}/").content.decode()
    assert words in page
    assert page.count("Looks known</strong>") == 2
    assert page.count("dm-scene__still") == 4
    strip = client.get(f"/stacks/{longer.pk}/scenes/").content.decode()
    assert words in strip
    assert strip.count('data-known="yes"') == 2
    row = client.get(f"/stacks/{longer.pk}/{longer.face_id}/scenes.png").content
    assert [int.from_bytes(row[at : at + 4]) for at in (16, 20)] == [4 * 14, 14]
    for address in (f"/seizures/{seizure.reference}/", f"/seizures/{seizure.reference}/grading/"):
        assert "1 film holds a new stretch in a known film" in client.get(address).content.decode()
    grid = client.get(f"/seizures/{seizure.reference}/grading/?queue=parts").content.decode()
    assert "1 stack waits for you" in grid
    assert re.search(r"Film, 0:20 new", grid)


def test_scenes_are_graded_without_scripts_on_the_page_of_the_stack(scene: Scene, seizure: Seizure) -> None:
    longer, client = stack_of(scene.case, "longer.avi"), sign_in(Client(), scene.cast.ines)
    begins, ends = film_in(longer).scenes[1].ends
    given = SAID | {"act": "NUDITY", "from_ms": begins, "to_ms": ends}
    page = client.post(f"/stacks/{longer.pk}/", given, follow=True).content.decode()
    assert "Cannot be told, nudity (Ines" in page
    assert "Not graded" in page
