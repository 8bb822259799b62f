"""Every address, every method, every role: tried for real against the table in `authorisation.csv`.

A cell says what a person gets: `in` (the page, or the act with whatever its form answers), `sign-in`, `401`, `404`,
`405`. An address or a method that the table does not hold is red; the failure prints the line as it was met, for a
person to judge.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.http import HttpResponse

from architecture.routes import METHODS, Route, routes
from architecture.world import ANONYMOUS, FORMS, World, is_sign_in, nothing_kept, values

TABLE = Path(__file__).with_name("authorisation.csv")
ROUTES = {route.name: route for route in routes()}


def listed() -> dict[tuple[str, str], dict[str, str]]:
    """The table: address and method to role to answer."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row.pop("name"), row.pop("method")): row for row in rows}


LISTED = listed()
# Methods that no page of ours answers are tried with somebody whom the page does let in.
RARE = {"PUT", "PATCH", "DELETE"}


def answer(response: HttpResponse) -> str:
    """What a person gets, in the words of the table."""
    if is_sign_in(response):
        return "sign-in"
    if response.status_code >= 500:
        return "fault"
    return str(response.status_code) if response.status_code in {401, 403, 404, 405, 429} else "in"


def met(world: World, route: Route, method: str, roles: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """What each role gets."""
    path = route.path(values(world, route, world.shown))
    for who in roles or (ANONYMOUS, *world.people):
        with nothing_kept():
            yield who, answer(world.ask(who, method, path, FORMS.get(route.name)))


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_each_role_gets_what_the_table_says(name: str, world: World) -> None:
    let_in = {role for (each, _), row in LISTED.items() if each == name for role in row if row[role] == "in"}
    for method in METHODS:
        expected = LISTED.get((name, method))
        if expected:
            assert dict(met(world, ROUTES[name], method)) == expected
            continue
        tried = sorted(let_in)[:1] if method in RARE else ()
        found = dict(met(world, ROUTES[name], method, tried))
        assert set(found.values()) == {"405"}, f"not listed: {name},{method},{','.join(found.values())}"


def test_the_table_names_every_address_and_none_that_is_gone() -> None:
    assert {name for name, _ in LISTED} == set(ROUTES)


def test_without_signing_in_nothing_is_changed_but_by_the_public_pages() -> None:
    public = {"report", "help", "ispws", "accounts", "enrol", "button"}
    opened = {name for (name, method), row in LISTED.items() if method != "GET" and row[ANONYMOUS] == "in"}
    assert sorted(name for name in opened if ROUTES[name].stage not in public) == []


def test_who_cannot_read_cases_gets_no_address_that_speaks_of_one() -> None:
    speaking = {"cases", "reports", "queue", "referrals"}
    outside = ("administrator", "strategic analyst", "partner", "partner of another agency")
    let_in = {
        (name, role)
        for (name, _), row in LISTED.items()
        for role in outside
        if ROUTES[name].stage in speaking and row[role] == "in"
    }
    assert let_in == set()
