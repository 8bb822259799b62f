"""Rows for the checks of a file, really committed, made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, fresh_database: Callable[[], None]) -> Iterator[Any]:
    """The cast and its stories in a fresh database; a fresh one again when the file is done."""
    from architecture.world import make_world

    with django_db_blocker.unblock():
        fresh_database()
        yield make_world()
        fresh_database()
