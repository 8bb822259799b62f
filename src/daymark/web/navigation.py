"""Which pages each role finds in the navigation."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from daymark.casework.access.models import CASE_READING_ROLES, Role, User


@dataclass(frozen=True)
class Place:
    """One entry of the navigation; `also`: where else the pages of its section lie."""

    label: str
    url_name: str
    roles: frozenset[str]
    also: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Whether this page belongs to it."""
        url = reverse(self.url_name)
        return path == url if url == "/" else path.startswith((url, *self.also))


STAFF = frozenset(CASE_READING_ROLES)
PLACES = (
    Place("Waiting for me", "home", STAFF | {Role.ADMINISTRATOR}),
    Place("Queue", "queue", STAFF),
    Place("Reports", "reports", STAFF),
    Place("Monitoring", "monitoring", STAFF),
    Place("Cases", "cases", STAFF, also=("/exhibits/", "/seizures/", "/stacks/")),
    Place("Lists", "lists", STAFF, also=("/files/",)),
    Place("Referrals", "referrals", STAFF),
    Place("Referred to us", "partner-referrals", frozenset({Role.PARTNER})),
    Place("Partners", "agencies", STAFF | {Role.ADMINISTRATOR}),
    Place("Picture", "picture", STAFF | {Role.STRATEGIC_ANALYST}),
    Place("Care", "wellbeing", STAFF),
    Place(
        "Research", "research", frozenset({Role.VICTIM_IDENTIFICATION_ANALYST, Role.SUPERVISOR, Role.STRATEGIC_ANALYST})
    ),
    Place("People", "people", frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})),
    Place("Audit", "audit", frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})),
)


def navigation_for(user: User, path: str) -> list[dict[str, object]]:
    """Entries for one person, the one whose section `path` lies in marked current."""
    return [
        {"label": place.label, "url": reverse(place.url_name), "current": place.holds(path)}
        for place in PLACES
        if user.has_role(*place.roles)
    ]
