"""One practice centre for the tests of a file: made once, read by many, in a database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from conftest import copy_database

if TYPE_CHECKING:
    from daymark.cli.practice.making import Made


@pytest.fixture(scope="module")
def practice(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Made]:
    """The year, made through the real actions; afterwards the worker has an empty database again."""
    from cli.practice.one import make_one

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        copy_database()
        yield make_one()
        copy_database()
