"""What is logged names things and never their content, whoever logs it and whatever goes wrong."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog
from django.db import connections
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver
from django.utils.log import log_response

from daymark.casework.access.models import User
from daymark.web.logs import ALLOWED, WithoutContent
from filled import CANARY, Filled, fill_centre
from people import sign_in


@pytest.fixture
def said() -> Iterator[list[str]]:
    """What went to standard error meanwhile, in lines; filled when the test asks."""
    lines: list[str] = []
    handler = logging.StreamHandler()
    handler.setFormatter(WithoutContent())

    class Into:
        def write(self, text: str) -> None:
            lines.append(text)

        def flush(self) -> None:
            return None

    handler.stream = Into()  # type: ignore[assignment]
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def test_a_library_that_logs_an_argument_logs_its_place_alone(said: list[str]) -> None:
    logging.getLogger("some.library").warning("a value: %s", CANARY)
    event = json.loads(said[0])
    assert event == {"event": "a value: %s", "level": "warning", "logger": "some.library"}


def test_an_exception_is_logged_by_its_type_and_place(said: list[str]) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("some.library").exception("it went wrong")
    event = json.loads(said[0])
    assert event["exception_type"] == "ValueError"
    assert CANARY not in said[0]
    assert "test_logs.py" in event["where"][0]


@pytest.mark.django_db
def test_an_answer_that_is_not_found_is_logged_in_words_without_its_address(said: list[str]) -> None:
    Client().get(f"/{CANARY}/")
    [event] = [each for each in map(json.loads, said) if each["logger"] == "django.request"]
    assert event == {
        "event": "Not Found", "level": "warning", "logger": "django.request", "status": 404, "method": "GET",
    }  # fmt: skip


def test_an_answer_of_a_page_is_logged_with_the_route_and_never_the_address(said: list[str]) -> None:
    request = RequestFactory().generic("POST", f"/enrol/{CANARY}/")
    request.resolver_match = ResolverMatch(lambda: None, (), {}, route="enrol/<str:token>/")
    log_response(
        "Method Not Allowed (%s): %s", "POST", request.path, response=HttpResponse(status=405), request=request
    )
    event = json.loads(said[0])
    assert (event["event"], event["route"], event["method"]) == ("Method Not Allowed", "enrol/<str:token>/", "POST")
    assert CANARY not in said[0]


def test_a_method_that_somebody_made_up_is_not_logged(said: list[str]) -> None:
    request = RequestFactory().generic(CANARY, "/")
    log_response("%s: %s", "Bad Request", "/", response=HttpResponse(status=400), request=request)
    assert CANARY not in said[0]


def test_a_jobs_arguments_are_not_logged(said: list[str]) -> None:
    extra = {"action": "job_error", "job": {"task_name": "send_package", "task_kwargs": {"to": CANARY}}}
    logging.getLogger("procrastinate.worker").error(f"Job send_package[7](to={CANARY!r}) ended", extra=extra)
    assert json.loads(said[0])["event"] == "job_error send_package"
    assert CANARY not in said[0]


def test_an_event_of_our_own_keeps_what_is_allowed_and_names_what_was_dropped(
    capsys: pytest.CaptureFixture[str],
) -> None:
    processors = structlog.get_config()["processors"]
    logger = structlog.wrap_logger(structlog.ReturnLogger(), processors=processors)
    event = json.loads(logger.error("stored", reference="R-1", narrative=CANARY, name=CANARY))
    assert event["reference"] == "R-1"
    assert event["dropped"] == ["name", "narrative"]
    assert CANARY not in json.dumps(event)
    assert not ALLOWED & {"narrative", "name", "text", "body", "value", "message"}


# Every page is asked with the canary in every field while the tables behind it are gone, so that most of them fail.


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        route = before + str(each.pattern).replace("^", "").replace("$", "")
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, route)
        else:
            yield "/" + _filled_in(route)


def _filled_in(route: str) -> str:
    uuid = "00000000-0000-4000-8000-000000000000"
    route = re.sub(r"<uuid:\w+>", uuid, route)
    route = re.sub(r"<int:\w+>", "7", route)
    return re.sub(r"<(?:\w+:)?\w+>|\(\?P<\w+>[^)]*\)", CANARY, route)


FIELDS = (
    "text", "reason", "note", "name", "username", "login", "password", "code", "title", "summary",
    "narrative", "q", "query", "value", "answer", "message", "words", "first", "last", "operation",
    "choice_reason", "body", "file", "contact", "email", "phone", "reference", "decision", "priority",
    "outcome", "kind",
)  # fmt: skip


def ask(client: Client, address: str) -> list[int]:
    data = dict.fromkeys(FIELDS, CANARY)
    headers = {"HTTP_USER_AGENT": CANARY, "HTTP_REFERER": f"http://testserver/{CANARY}", "HTTP_AUTHORIZATION": CANARY}
    asked = client.get(address, data, **headers)
    sent = client.post(address, data, **headers)
    raw = client.post(address, f'{{"body": "{CANARY}"', content_type="application/json", **headers)
    return [asked.status_code, sent.status_code, raw.status_code]


@pytest.fixture
def broken(committed: None) -> Filled:
    """A filled centre whose tables of reports, cases and referrals were then taken away."""
    filled = fill_centre()
    with connections["owner"].cursor() as cursor:
        for table in ("reports_report", "reports_draft", "cases_case", "referrals_referral", "partners_agency"):
            cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_gone")
    connections["owner"].close()
    return filled


@pytest.mark.parametrize(
    "who", ["nobody", "ines", *(pytest.param(name, marks=pytest.mark.deep) for name in ("chen", "ada", "dee"))]
)
def test_no_page_that_fails_logs_what_it_was_given(
    broken: Filled, who: str, said: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    statuses: list[int] = []
    for address in sorted(set(addresses(get_resolver().url_patterns))):
        statuses += ask(_client(getattr(broken.cast, who, None)), address)  # one of them signs the person out
    logged = "".join([*capfd.readouterr(), *said])
    if who in ("ines", "chen"):
        assert statuses.count(500) > 20, "too few pages failed for this to prove anything"
        assert "request failed" in logged
    assert CANARY not in logged


def _client(person: User | None) -> Client:
    client = Client(raise_request_exception=False)
    return sign_in(client, person) if person else client
