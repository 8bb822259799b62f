"""Rows for the checks of a file, really committed, made once by each worker and copied."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from conftest import copy_database, keep_database

if TYPE_CHECKING:
    from architecture.world import World


@pytest.fixture(scope="session")
def made_world(django_db_setup: None, django_db_blocker: Any) -> tuple[World, str]:
    """The cast and its stories, and the name of the database that keeps them."""
    from architecture.world import make_world

    with django_db_blocker.unblock():
        copy_database()
        return make_world(), keep_database("world")


@pytest.fixture(scope="module")
def world(made_world: tuple[World, str], django_db_blocker: Any) -> Iterator[World]:
    """The cast and its stories as they were made; a fresh database again when the file is done."""
    made, kept = made_world
    with django_db_blocker.unblock():
        copy_database(kept)
        yield deepcopy(made)
        copy_database()
