"""What a form can be given that no page of ours would send: each gets an answer in words, and nothing else is lost."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from casework.reports.public_answers import START, begin, page, picture, post, token_in
from daymark.casework.access.context import acting_as_system
from daymark.casework.reports.actions.draft_files import folder_of
from daymark.casework.reports.models import Draft, Report
from daymark.casework.reports.public.questions import questionnaire
from daymark.casework.reports.rules.documents import from_document

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
TYPED = [(step.name, each) for step in questionnaire().steps for each in step.fields if each.kind != "choice"]


def draft() -> Draft:
    with acting_as_system():
        return Draft.objects.get()


def add_files(client: Client, *files: object, **fields: str) -> object:
    path = "/report/files/"
    form = {"token": token_in(page(client, path)), "files": list(files), "add": "1", "whole": "yes", **fields}
    return client.post(path, form)


def prepared(client: Client) -> None:
    """A draft in which every page applies."""
    begin(client)
    post(client, "/report/meeting/", {"meeting": "ARRANGED"})
    post(client, "/report/about/?change=1", {"about": "SOMEONE"})
    post(client, "/report/who/?change=1", {"who": "PARENT"})


def test_a_hundred_kilobytes_in_every_field_are_kept_or_refused_in_words(client: Client):
    prepared(client)
    for name, field in TYPED:
        text = "many words " * 9_100 if field.kind != "age" else "1" * 100_000
        response = post(client, f"/report/{name}/", {field.name: text})
        assert response.status_code in (302, 422), name
        if response.status_code == 422:
            html = response.content.decode()
            assert "There is a problem" in html, name
            if field.kind != "country":
                assert text[:5000] in html, f"what was typed in {name} is not shown again"
    assert draft().document["said"]["harm"] == "GROOMING"


def test_a_story_of_a_hundred_thousand_characters_arrives_whole(client: Client):
    begin(client)
    story = "é" * 100_000
    assert post(client, "/report/what-happened/", {"story": story}).status_code == 302
    post(client, "/report/check/")
    with acting_as_system():
        report = Report.objects.get()
    assert from_document(report.understood).narrative == story


def test_more_text_than_the_server_takes_is_refused_in_words(client: Client):
    begin(client)
    response = post(client, "/report/what-happened/", {"story": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    assert response.status_code in (400, 413)
    assert "your text should still be there" in response.content.decode()
    assert draft().document["said"]["harm"] == "GROOMING"


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x1b", "\x7f"])
def test_control_characters_are_left_out_and_the_text_is_kept(client: Client, character: str):
    begin(client)
    post(client, "/report/what-happened/", {"story": f"be{character}fore\nafter"})
    post(client, "/report/person/", {"person_name": f"Ma{character}x"})
    post(client, "/report/check/")
    with acting_as_system():
        said = from_document(Report.objects.get().understood)
    assert said.narrative == "before\nafter"
    assert said.parties[1].name == "Max"


def test_letters_of_any_alphabet_and_marks_that_turn_text_are_kept(client: Client):
    begin(client)
    story = "Ω≈ç√ 你好 \u202eolleh 😀"
    post(client, "/report/what-happened/", {"story": story})
    assert draft().document["said"]["story"] == story


@pytest.mark.parametrize("age", ["400", "-12 or 999", "99999999999999999999", "121"])
def test_an_age_that_nobody_has_is_refused_in_words(client: Client, age: str):
    begin(client)
    response = post(client, "/report/age/", {"age": age})
    assert response.status_code == 422
    assert "Nobody is that old" in response.content.decode()
    assert f'value="{age}"' in response.content.decode()


def test_an_age_in_words_is_asked_for_as_a_number_and_about_twelve_is_taken(client: Client):
    begin(client)
    assert "as a number" in post(client, "/report/age/", {"age": "twelve"}).content.decode()
    assert post(client, "/report/age/", {"age": "about 12, I think"}).status_code == 302


def test_a_day_that_is_not_in_the_calendar_is_refused_and_words_are_taken(client: Client):
    prepared(client)
    assert post(client, "/report/meeting-details/", {"meeting_day": "31/02/2030"}).status_code == 422
    assert post(client, "/report/meeting-details/", {"meeting_day": "next Saturday"}).status_code == 302


@pytest.mark.parametrize("value", ["MAYBE", "", "x" * 100_000, "\x00"])
def test_an_answer_that_is_not_offered_is_refused(client: Client, value: str):
    response = client.post(START, {"who": value, "whole": "yes"})
    assert response.status_code == 422
    assert "Choose one answer." in response.content.decode()
    with acting_as_system():
        assert not Draft.objects.exists()


@pytest.mark.parametrize("body", ["who=CHI", "who=CHILD", "who=CHILD&whole=ye", ""])
def test_a_body_that_stops_half_way_is_not_taken_for_a_whole_one(client: Client, body: str):
    response = client.post(START, body, content_type=FORM)
    assert response.status_code == 422
    with acting_as_system():
        assert not Draft.objects.exists()


def test_half_a_story_is_shown_again_and_not_kept(client: Client):
    begin(client)
    token = token_in(page(client, "/report/what-happened/"))
    body = urlencode({"token": token, "story": "The first half of"})
    response = client.post("/report/what-happened/", body, content_type=FORM)
    assert response.status_code == 422
    assert "The first half of" in response.content.decode()
    assert "Only a part of it reached us" in response.content.decode()
    assert "story" not in draft().document["said"]


def test_a_broken_form_with_files_is_answered_in_words(client: Client):
    begin(client)
    for body in (
        b"",
        b"--x\r\nnothing",
        b"--x\r\nContent-Disposition: form-data; name=files; filename=a.png\r\n\r\nabc",
    ):
        response = client.post("/report/files/", body, content_type="multipart/form-data; boundary=x")
        assert response.status_code in (400, 422), body
    response = client.post("/report/files/", b"x", content_type="multipart/form-data")
    assert response.status_code == 400
    assert draft().document["files"] == []


def test_a_file_cut_off_half_way_is_named_and_the_page_says_so(client: Client):
    begin(client)
    token = token_in(page(client, "/report/files/"))
    body = (
        f'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n{token}\r\n'
        '--x\r\nContent-Disposition: form-data; name="files"; filename="half.png"\r\n\r\nhalf of i'
    )
    response = client.post("/report/files/", body.encode(), content_type="multipart/form-data; boundary=x")
    assert response.status_code in (400, 422)
    assert "half way" in response.content.decode() or "Only a part" in response.content.decode()


def test_a_file_that_is_too_large_is_refused_and_the_others_are_kept(client: Client):
    begin(client)
    large = picture("large.png", b"x" * (settings.DAYMARK.upload_bytes + 1))
    response = add_files(client, picture("small.png"), large)
    html = response.content.decode()
    assert response.status_code == 422
    assert "large.png is larger than 50 MB" in html
    assert [file["name"] for file in draft().document["files"]] == ["small.png"]


def test_a_body_larger_than_all_files_together_is_refused_before_it_is_read(client: Client):
    begin(client)
    response = client.generic(
        "POST",
        "/report/files/",
        b"--x--",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(11 * settings.DAYMARK.upload_bytes),
    )
    assert response.status_code == 413
    assert "Send fewer or smaller files" in response.content.decode()


def test_an_empty_file_is_refused_in_words(client: Client):
    begin(client)
    response = add_files(client, picture("nothing.png", b""))
    assert "nothing.png is empty" in response.content.decode()
    assert draft().document["files"] == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\Windows\\x.png", "/absolute.png", "a" * 300 + ".png", "<b>.png"]
)
def test_a_path_as_a_name_is_only_a_name(client: Client, name: str):
    begin(client)
    add_files(client, picture(name, name.encode()))
    (kept,) = draft().document["files"]
    assert "/" not in kept["name"]
    assert len(kept["name"]) <= 255
    inside = {path.name for path in folder_of(draft().pk).rglob("*") if path.is_file()}
    assert inside == {kept["sha256"], kept["sha256"] + ".label"}
    assert "<b>" not in page(client, "/report/files/")


def test_of_eleven_files_ten_are_kept_and_the_last_is_named(client: Client):
    begin(client)
    files = [picture(f"{number}.png", f"bytes {number}".encode()) for number in range(11)]
    html = add_files(client, *files).content.decode()
    assert "10.png was not kept: we can take 10 files" in html
    kept = draft().document["files"]
    assert [file["name"] for file in kept] == [f"{number}.png" for number in range(10)]
    labels = list(folder_of(draft().pk).rglob("*.label"))
    assert len(labels) == 10, "the eleventh leaves nothing behind"


def test_the_same_file_twice_is_kept_once_and_said(client: Client):
    begin(client)
    html = add_files(client, picture("a.png", b"same"), picture("b.png", b"same")).content.decode()
    assert "b.png is in the list already" in html
    assert len(draft().document["files"]) == 1


def test_adding_without_choosing_a_file_says_so(client: Client):
    begin(client)
    assert "Choose a file first" in add_files(client).content.decode()


@pytest.mark.parametrize("sha256", ["../../../etc/passwd", "0" * 64, "", "x" * 100_000])
def test_only_a_listed_file_can_be_removed(client: Client, sha256: str):
    begin(client)
    response = post(client, "/report/files/", {"remove": sha256})
    assert response.status_code in (404, 302)


@pytest.mark.parametrize("token", ["", "wrong", "é", "x" * 10_000])
def test_a_form_without_its_token_is_shown_again_with_what_was_typed(client: Client, token: str):
    begin(client)
    response = client.post("/report/what-happened/", {"token": token, "story": "my words", "whole": "yes"})
    assert response.status_code == 422
    assert "my words" in response.content.decode()
    assert "story" not in draft().document["said"]


def test_sending_without_the_token_sends_nothing(client: Client):
    begin(client)
    assert client.post("/report/check/", {"whole": "yes"}).status_code == 422
    with acting_as_system():
        assert not Report.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://elsewhere.example"}],
)
def test_a_form_of_another_site_is_refused(client: Client, headers: dict[str, str]):
    response = client.post(START, {"who": "CHILD", "whole": "yes"}, headers=headers)
    assert response.status_code == 403
    assert "another site" in response.content.decode()
    assert not response.cookies


@pytest.mark.parametrize("name", ["no-such-step", "files2", "check2", "x" * 300, "WHO", "danger_now"])
def test_an_unknown_step_is_a_plain_page_with_the_emergency_number(client: Client, name: str):
    begin(client)
    response = client.get(f"/report/{name}/")
    assert response.status_code == 404
    assert "call 999" in response.content.decode()
    assert client.post(f"/report/{name}/", {"whole": "yes"}).status_code == 404


def test_a_step_that_is_too_far_ahead_leads_to_the_first_open_question(client: Client):
    for path in ("/report/contact/", "/report/files/", "/report/check/", "/report/danger-now/"):
        response = client.get(path)
        assert response.status_code == 302, path
        assert response["Location"] in ("/report/who/", "/report/"), path


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client: Client, method: str):
    for path in (START, "/report/check/", "/report/files/", "/report/return/", "/report/leave/"):
        assert getattr(client, method)(path).status_code == 405, (method, path)


def test_a_cookie_that_is_no_session_is_like_none(client: Client):
    for cookie in ("", "x", "a" * 32, "../../x", "é"):
        client.cookies["daymark"] = cookie
        assert client.get("/report/age/").status_code == 302
        assert client.get("/report/").status_code == 200
