"""One stream of migrations, in one line, that says what the models say."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader


@pytest.fixture
def stream() -> list[tuple[str, list[str]]]:
    """The name of each of our migrations with the ones of ours that it depends on."""
    loader = MigrationLoader(None)
    ours = {name: migration for (app, name), migration in loader.disk_migrations.items() if app == "casework"}
    return [(name, [n for app, n in ours[name].dependencies if app == "casework"]) for name in sorted(ours)]


def test_migrations_stand_in_one_line(stream: list[tuple[str, list[str]]]) -> None:
    assert stream[0][1] == []
    assert [(name, after) for (before, _), (name, after) in pairwise(stream) if after != [before]] == []


def test_migrations_are_numbered_in_order_and_named_for_the_change(stream: list[tuple[str, list[str]]]) -> None:
    numbers = [int(name[:4]) for name, _ in stream]
    assert numbers == list(range(1, len(stream) + 1))
    assert [name for name, _ in stream if re.search(r"_auto_|_merge|_alter_.*_and_more", name)] == []


def test_nobody_else_has_migrations_of_ours() -> None:
    from django.apps import apps

    ours = [app.label for app in apps.get_app_configs() if app.name.startswith("daymark")]
    stream_of = {app for app, _ in MigrationLoader(None).disk_migrations}
    assert [label for label in ours if label in stream_of] == ["casework"]


@pytest.mark.django_db
def test_the_models_say_what_the_migrations_made() -> None:
    assert "owner" in connections
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
