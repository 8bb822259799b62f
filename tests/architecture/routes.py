"""Every address of the program, read from the resolver: nobody keeps this list by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Route:
    """One address: its name, its pattern as written, and the view behind it."""

    name: str
    pattern: str
    view: Callable[..., HttpResponse]

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the places in the pattern that take a value."""
        return tuple(PLACE.findall(self.pattern))

    @property
    def stage(self) -> str:
        """The first word of the pattern."""
        return self.pattern.split("/")[0]

    def path(self, values: dict[str, str]) -> str:
        """The address with these values in its places."""
        return "/" + PLACE.sub(lambda place: values[place.group(1)], self.pattern)


def routes() -> list[Route]:
    """Every address, as it stands in English."""
    with override("en"):
        return sorted(_below(get_resolver().url_patterns, ""), key=lambda route: (route.name, route.pattern))


def _below(patterns: list[Any], prefix: str) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            assert isinstance(pattern, URLPattern)
            yield Route(pattern.name or "", prefix + str(pattern.pattern), pattern.callback)


def wrapped(view: Callable[..., HttpResponse]) -> Iterator[Callable[..., HttpResponse]]:
    """The view and every view inside it, the outermost first."""
    while view:
        yield view
        view = getattr(view, "__wrapped__", None)  # type: ignore[assignment]
