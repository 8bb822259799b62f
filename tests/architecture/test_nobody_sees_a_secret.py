"""A restricted case as everybody else meets it: by every address that takes a reference, on every list and count."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse

from architecture.routes import Route, routes
from architecture.world import ANONYMOUS, OTHER_PARTNER, Story, World, nothing_kept, values
from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.cases.models import Case, CaseReport, LogEntry
from daymark.casework.referrals.models import ReferralEvent
from daymark.casework.reports.models import Message

# Addresses whose value names a report, a case or a referral.
SPEAKING = ("cases", "reports", "referrals", "referred", "queue")
NAMING = [route for route in routes() if route.stage in SPEAKING and route.places]
LISTS = [route for route in routes() if not route.places and route.stage not in ("accounts", "ispws")]
# Everybody whom the restricted case does not know: its only member is the investigator.
STRANGERS = (
    "triage officer",
    "victim-identification analyst",
    "supervisor",
    "strategic analyst",
    "administrator",
    OTHER_PARTNER,
)
# What names the partner's referral is for the partner alone; staff have their own address for it.
FIELDS = ("report", "reports", "case", "reference", "references", "referral", "q", "to", "other")
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|x-csrftoken[^}]*')


def body(response: HttpResponse) -> str:
    """Everything that was answered, headers as well."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return str(response.headers) + content.decode(errors="replace")


def hints(text: str, story: Story, *, given: str = "") -> list[str]:
    """Marks of a story that a text gives away; what the person wrote in the address gives nothing away."""
    return [mark for mark in story.marks if mark.lower() in text.lower() and mark not in given]


def hidden_values(world: World, route: Route) -> dict[str, str]:
    """The address as it would speak of the secret case. The queue's own row was taken into the case."""
    found = values(world, route, world.hidden)
    return found | ({"reference": world.hidden.report.reference} if route.stage == "queue" else {})


@pytest.mark.parametrize("route", NAMING, ids=lambda route: route.name)
def test_the_secret_case_is_not_there_for_anybody_else(route: Route, world: World) -> None:
    path = route.path(hidden_values(world, route))
    tries = [(who, method, {}) for who in (ANONYMOUS, *STRANGERS) for method in ("GET", "POST")]
    fragments = [("supervisor", method, {"HX-Request": "true"}) for method in ("GET", "POST")]
    for who, method, headers in tries + fragments:
        with nothing_kept():
            response = world.ask(who, method, path, **headers)
        assert response.status_code in {302, 404, 405}, f"{who} {method} {path}"
        assert hints(body(response), world.hidden, given=path) == [], f"{who} {method} {path}"


@pytest.mark.parametrize("route", NAMING, ids=lambda route: route.name)
def test_an_invented_reference_is_answered_like_a_secret_one(route: Route, world: World) -> None:
    secret = hidden_values(world, route)
    invented = {name: re.sub(r"\d{4,6}$", lambda end: "9" * len(end[0]), value) for name, value in secret.items()}
    for who in STRANGERS:
        answers = []
        for found in (secret, invented):
            path = route.path(found)
            with nothing_kept():
                response = world.ask(who, "GET", path)
            said = TOKEN.sub(b"", b"" if response.streaming else response.content).decode()
            answers.append((response.status_code, said.replace(path, "")))
        assert answers[0] == answers[1]


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.name)
def test_no_list_count_or_search_tells_of_the_secret_case(route: Route, world: World) -> None:
    if route.stage == "audit":
        return  # who watches over everybody reads which reference was touched, and nothing of what it holds
    secret = world.hidden
    words = ("", secret.words, secret.area, secret.account, secret.report.reference, secret.case.reference)
    for who in STRANGERS:
        for asked in words:
            with nothing_kept():
                response = world.ask(who, "GET", f"{route.path({})}?q={asked}" if asked else route.path({}))
            if response.status_code != 200:
                break  # the page is not for this person
            assert hints(body(response), secret, given=asked) == [], f"{who} {route.name} ?q={asked}"


def counts(world: World, who: str) -> Iterator[str]:
    """Every number on every list as this person meets it."""
    for route in LISTS:
        if route.stage in {"picture", "audit", "health"}:
            continue  # counts of all reports, without names, and the record of acts
        with nothing_kept():
            text = TOKEN.sub(b"", world.ask(who, "GET", route.path({})).content)
        yield f"{route.name}: {re.findall(rb'[0-9]+ (?:cases?|reports?|referrals?|waiting|found|tasks?)', text)}"


def test_a_further_secret_case_changes_no_count(world: World) -> None:
    from architecture.world import make_secret

    for who in ("triage officer", "supervisor", "administrator", OTHER_PARTNER):
        before = list(counts(world, who))
        with nothing_kept():
            make_secret(world.cast)
            assert list(counts(world, who)) == before


@pytest.mark.parametrize(
    "route", [route for route in routes() if route.stage in SPEAKING], ids=lambda route: route.name
)
def test_a_secret_reference_in_a_form_does_nothing(route: Route, world: World) -> None:
    path = route.path(values(world, route, world.shown))
    for secret in (world.hidden.report.reference, world.hidden.case.reference, str(world.hidden.report.pk)):
        for who in ("triage officer", "supervisor"):
            form = {**dict.fromkeys(FIELDS, secret), "text": "words", "reason": "words", "title": "words"}
            with nothing_kept():
                before = traces(world)
                response = world.ask(who, "POST", path, form)
                assert response.status_code < 500
                assert traces(world) == before
            assert hints(body(response), world.hidden, given=secret) == []


def traces(world: World) -> list[object]:
    """Everything that an act on the secret case would leave behind."""
    hidden = world.hidden
    with acting_as_system():
        return [
            *Case.objects.filter(pk=hidden.case.pk).values_list(),
            *CaseReport.objects.filter(report=hidden.report).values_list(),
            LogEntry.objects.filter(case=hidden.case).count(),
            Message.objects.filter(report=hidden.report).count(),
            ReferralEvent.objects.filter(referral=hidden.referral).count(),
            AuditRecord.objects.filter(object_reference__in=hidden.marks, actor_name__in=["Amina", "Chen"]).count(),
        ]


def test_the_member_does_see_it(world: World) -> None:
    """Else the tests above would be green for an empty house."""
    response = world.ask("investigator", "GET", f"/cases/{world.hidden.case.reference}/")
    assert response.status_code == 200
    assert hints(body(response), world.hidden)
