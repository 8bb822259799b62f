"""Every view carries exactly one gate, and says which methods it answers."""

from __future__ import annotations

from collections import Counter

import pytest
from django.views.generic import View

from architecture.routes import Route, routes, wrapped
from daymark.casework.access.gates import EVERYBODY
from daymark.casework.access.models import Role

# Views of allauth that decide by themselves what a person who signs in may do next: open without a session.
OPEN_VIEWS_OF_OTHERS = {"account_login", "account_logout", "mfa_authenticate", "mfa_login_webauthn"}


def gates_of(route: Route) -> list[object]:
    """Who each gate on the way to the view lets in: there ought to be one."""
    layers = list(wrapped(route.view))
    gated = [layer.open_to for layer in layers if made_by(layer, "for_roles")]  # type: ignore[attr-defined]
    open_to_all = any(getattr(layer, "open_to", None) == EVERYBODY for layer in layers)
    return gated + [EVERYBODY] * open_to_all


def made_by(layer: object, name: str) -> bool:
    """Whether a wrapper was made inside the function of this name (its own name is that of the view)."""
    return name in getattr(getattr(layer, "__code__", None), "co_qualname", "")


def says_its_methods(route: Route) -> bool:
    """Whether a decorator of Django's, or the class of the view, names the methods that are answered."""
    for layer in wrapped(route.view):
        if "request_method_list" in (getattr(layer, "__code__", says_its_methods.__code__).co_freevars):
            return True
        if issubclass(getattr(layer, "view_class", object), View):
            return True
    return False


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name or route.pattern)
def test_the_view_carries_exactly_one_gate(route: Route) -> None:
    gates = gates_of(route)
    assert len(gates) == 1, f"/{route.pattern} has {len(gates)} gates"
    assert gates[0] == EVERYBODY or gates[0] <= frozenset(Role)
    assert gates[0] != frozenset(), f"/{route.pattern} is open to nobody"


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name or route.pattern)
def test_the_view_says_which_methods_it_answers(route: Route) -> None:
    assert says_its_methods(route)


def test_every_address_has_a_name_of_its_own() -> None:
    named = Counter(route.name for route in routes())
    assert "" not in named
    assert [name for name, times in named.items() if times > 1] == []


def test_what_is_open_without_a_session_is_the_public_and_the_way_in() -> None:
    public = ("report", "help", "ispws", "button")
    opened = {route.name for route in routes() if gates_of(route) == [EVERYBODY] and route.stage not in public}
    assert opened == OPEN_VIEWS_OF_OTHERS | {"home", "health", "enrol"}
