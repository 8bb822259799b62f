"""Films against lists: known by their bytes, and by stretches that a listed film shows too, with the times of both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from django.test import Client
from django.urls import reverse

from casework.matching.known_files import arrive, bring, content, content_of, csv, digest, look, standing_of
from daymark.casework.access.context import acting_as_system
from daymark.casework.matching.actions.looking import Looker
from daymark.casework.matching.models import Hit
from daymark.casework.matching.rules import HitState
from daymark.casework.media.models import Content, ContentFrames
from daymark.casework.media.rules import Standing
from daymark.engine.sandbox.seen import FrameSeen
from daymark.engine.video.packed import pack
from people import make_cast, sign_in

pytestmark = pytest.mark.django_db
EVERY = 5  # seconds from one frame to the next


@pytest.fixture(autouse=True)
def system() -> Iterator[None]:
    with acting_as_system():
        yield


def film(name: bytes, shown: Sequence[int]) -> Content:
    """A film of ours whose keyframes show these pictures, a few bits from how a list has them."""
    made = content_of(name)
    frames = [
        FrameSeen(number * 125, number * EVERY * 1000, 100, (look(picture, flipped=[1, 2, 3]),))
        for number, picture in enumerate(shown)
    ]
    Content.objects.filter(pk=made.pk).update(kind="video/mp4", group="film")
    ContentFrames.objects.create(content=made, packed=pack(frames))
    return made


def listed(shown: Sequence[int]) -> str:
    """A film as vPDQ writes it."""
    return "".join(
        f"{number * 125},100,{look(picture).hex()},{number * EVERY:.3f}\n" for number, picture in enumerate(shown)
    )


def test_a_film_is_known_by_its_md5_whatever_it_shows() -> None:
    bring(csv([{"md5": digest(1, "md5")}]))
    known = content(1)
    ContentFrames.objects.create(content=known, packed=pack([FrameSeen(0, 0, 100, (look(90),))]))
    arrive(known)
    assert standing_of(known) is Standing.KNOWN_BAD
    assert Hit.objects.get().method == "md5"


@pytest.mark.parametrize("list_first", [True, False])
def test_a_known_stretch_in_another_film_is_a_proposal_that_says_which_times(list_first: bool) -> None:
    if list_first:
        bring(listed(range(100, 112)), file_name="film.txt")
    ours = film(b"ours", [*range(200, 204), *range(102, 110), *range(300, 304)])
    other = film(b"other", range(400, 416))
    if list_first:
        arrive(ours, other)
    else:
        bring(listed(range(100, 112)), file_name="film.txt")
    hit = Hit.objects.get()
    assert (hit.content_id, hit.method, hit.state) == (ours.pk, "video", HitState.PROPOSED)
    (stretch,) = hit.stretches
    assert (stretch["query_from"], stretch["known_from"]) == (20, 10)
    assert stretch["query_to"] == pytest.approx(55, abs=EVERY)
    assert stretch["known_to"] == pytest.approx(45, abs=EVERY)
    assert [standing_of(each) for each in (ours, other)] == [Standing.LOOKS_KNOWN, Standing.NEW]
    client = sign_in(Client(), make_cast().ben)
    page = client.get(reverse("look-alike", args=[hit.pk])).content.decode()
    assert f"{stretch['query_from']} to {stretch['query_to']} s here" in page


def test_a_process_that_loaded_the_lists_before_finds_a_film_that_came_since() -> None:
    looker = Looker()
    bring(listed(range(100, 112)), file_name="film.txt")
    ours = film(b"ours", range(100, 112))
    arrive(ours, looker=looker)
    assert Hit.objects.get().method == "video"
