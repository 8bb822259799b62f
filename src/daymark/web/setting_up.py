"""Brings an installation up to date: keys, tables, reference data. Running it twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from daymark.casework.access.context import acting_as_system
from daymark.casework.partners.actions import seed_agencies
from daymark.vault.keyring import make_keys


def bring_up_to_date(*, tell: Callable[[str], object]) -> None:
    """Makes what is missing and tells each step that changed something."""
    home = settings.DAYMARK.home
    if make_keys(home, master=settings.DAYMARK.master_key):
        tell(f"Keys made in {home / 'keys'}. Back them up: without them nothing sealed can be read.")
    if pending := pending_migrations():
        tell(f"Bringing the tables up to date ({pending} steps).")
        call_command("migrate", database="owner", verbosity=0)
    with acting_as_system():
        added = seed_agencies(at=timezone.now())
    if added:
        tell(f"{added} agencies added from the reference data.")


def pending_migrations() -> int:
    """How many migrations the database still lacks."""
    executor = MigrationExecutor(connections["owner"])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
