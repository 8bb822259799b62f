"""What waits for those who run the system: ways in that stand open or were never finished."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from daymark.casework.access.models import CASE_READING_ROLES, Enrolment, Role, User
from daymark.casework.access.queries.checkpoints import is_late, last_checkpoint_at
from daymark.casework.access.queries.people import PeopleQuestion, people
from daymark.casework.access.queries.vaults import SAMPLED, vaults_standing
from daymark.casework.access.rules import Section, Waiting, WaitingPart

SHOWN = 5
NEW_FOR = timedelta(days=7)


def waiting_for(user: User, *, at: datetime) -> WaitingPart:
    """For an administrator: links not used, people without a second factor. For a supervisor: new sight of cases."""
    lines: list[Waiting] = []
    total = 0
    if user.has_role(Role.ADMINISTRATOR):
        links, unfinished = _open_links(), _without_factor()
        lines += [_link_line(link, at) for link in links.select_related("user")[:SHOWN]]
        lines += [_factor_line(person) for person in unfinished[:SHOWN]]
        total += links.count() + unfinished.count()
        if is_late(at=at):
            lines.insert(0, _checkpoint_line())
            total += 1
    if user.has_role(Role.ADMINISTRATOR, Role.SUPERVISOR) and (found := vaults_standing().findings):
        lines.insert(0, _vault_line(found))
        total += 1
    if user.has_role(Role.SUPERVISOR):
        new = _newly_sighted(at)
        lines += [_sight_line(person) for person in new[:SHOWN]]
        total += new.count()
    return WaitingPart(lines=tuple(lines), totals=((Section.SYSTEM, total),) if total else ())


def _open_links() -> QuerySet[Enrolment]:
    """The newest link of each person who has not used it, run out or not."""
    newer = Enrolment.objects.filter(user=OuterRef("user"), made_at__gt=OuterRef("made_at"))
    # An unusable password begins with Django's mark "!".
    unfinished = Enrolment.objects.filter(used_at=None, user__is_active=True).filter(user__password__startswith="!")  # noqa: S106
    return unfinished.exclude(Exists(newer)).order_by("expires_at")


def _without_factor() -> QuerySet[User]:
    return people(PeopleQuestion(state="unfinished")).exclude(password__startswith="!")  # noqa: S106


def _newly_sighted(at: datetime) -> QuerySet[User]:
    """People with sight of cases whose way in an administrator made within the last week."""
    roles = list(CASE_READING_ROLES)
    made = Enrolment.objects.filter(made_at__gt=at - NEW_FOR, made_by__roles__contains=[Role.ADMINISTRATOR])
    return User.objects.filter(Q(roles__overlap=roles), is_active=True, pk__in=made.values("user")).order_by("name")


def _link_line(link: Enrolment, at: datetime) -> Waiting:
    ran_out = link.expires_at <= at
    changed = "The enrolment link ran out unused." if ran_out else "Has not used the enrolment link yet."
    button = "Make a new link" if ran_out else "Open"
    return _line(link.user, changed, button, None if ran_out else link.expires_at)


def _factor_line(person: User) -> Waiting:
    return _line(person, "Has a password and no second factor: can do nothing until one is enrolled.", "Open", None)


def _sight_line(person: User) -> Waiting:
    return _line(person, f"An administrator let this person in: {person.role_words}. Is that right?", "Look", None)


def _checkpoint_line() -> Waiting:
    last = last_checkpoint_at()
    since = f"since {last:%d %B, %H:%M} UTC" if last else "yet"
    changed = f"No signed checkpoint {since}: is the worker running? Until then a cut at the end cannot be seen."
    return Waiting(Section.SYSTEM, "Audit record", "", changed, reverse("audit"), "Look")


def _vault_line(found: int) -> Waiting:
    what = "1 sealed file does" if found == 1 else f"{found:,} sealed files do"
    changed = f"{what} not stand as stored. The operator runs daymark vault verify, which says what mends it."
    url = f"{reverse('audit')}?{urlencode({'act': SAMPLED})}"
    return Waiting(Section.SYSTEM, "Sealed files", "", changed, url, "Look")


def _line(person: User, changed: str, button: str, due_at: datetime | None) -> Waiting:
    url = reverse("person", args=[person.username])
    return Waiting(Section.SYSTEM, person.name, person.username, changed, url, button, due_at=due_at)
