"""Brings an installation up to date: keys, tables, reference data. Running it twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from daymark.casework.access.actions import enrol_first_administrator, renew_administrator
from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import Role, User
from daymark.casework.partners.actions import establish_centre, seed_agencies
from daymark.problems import Problem
from daymark.vault.keyring import make_keys
from daymark.web.configuration import address_of_pages

_ONE_AT_A_TIME = 0x6D696772  # "migr": an advisory lock, so that two starts at once do not both change the tables


class NewerTables(Problem):
    """The database was brought up to date by a newer Daymark than this one. Install that version again."""


def bring_up_to_date(*, tell: Callable[[str], object]) -> None:
    """Makes what is missing and tells each step that changed something."""
    home = settings.DAYMARK.home
    if make_keys(home, master=settings.DAYMARK.master_key):
        tell(f"Keys made in {home / 'keys'}. Back them up: without them nothing sealed can be read.")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
        refuse_newer_tables()
        if pending := pending_migrations():
            tell(f"Bringing the tables up to date ({pending} steps).")
            call_command("migrate", database="owner", verbosity=0)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])
    with acting_as_system():
        added = seed_agencies(at=timezone.now())
        establish_centre(name=settings.DAYMARK.centre, country=settings.DAYMARK.country, at=timezone.now())
    if added:
        tell(f"{added} agencies added from the reference data.")


def pending_migrations() -> int:
    """How many migrations the database still lacks."""
    executor = MigrationExecutor(connections["owner"])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_newer_tables() -> None:
    """Stops an older program on tables that a newer one has changed: it would write what they no longer mean."""
    loader = MigrationExecutor(connections["owner"]).loader
    ours = {app for app, _ in loader.disk_migrations}
    unknown = sorted(
        f"{app} {name}"
        for app, name in loader.applied_migrations or ()
        if app in ours and (app, name) not in loader.disk_migrations and not _was_squashed(loader, app, name)
    )
    if unknown:
        raise NewerTables(
            f"The database knows steps that this program does not: {', '.join(unknown)}. It was brought up to date by "
            "a newer Daymark. Install that version again, or restore the back-up from before the upgrade."
        )


def _was_squashed(loader: object, app: str, name: str) -> bool:
    return any((app, name) in squashed.replaces for squashed in loader.replacements.values())  # type: ignore[attr-defined]


def has_administrator() -> bool:
    """Whether somebody runs this centre already."""
    return User.objects.filter(roles__contains=[Role.ADMINISTRATOR], is_active=True).exists()


def first_administrator_link(*, name: str, username: str) -> str:
    """The one-time link by which the first administrator sets a password and a second factor."""
    with acting_as_system():
        return _link(enrol_first_administrator(name=name, username=username, at=timezone.now()))


def renewed_administrator_link(*, username: str, system_user: str) -> str:
    """The one-time link by which an administrator who was locked out sets both anew."""
    with acting_as_system():
        return _link(renew_administrator(username=username, system_user=system_user, at=timezone.now()))


def _link(token: str) -> str:
    return f"{address_of_pages(settings.DAYMARK)}enrol/{token}/"
