"""A person with full power over the database server, who switches its guards off: what the chain must withstand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from psycopg.rows import TupleRow

from daymark.web.postgres import ServerAddress
from daymark.web.postgres.address import SUPERUSER


@contextmanager
def superuser() -> Iterator[psycopg.Connection[TupleRow]]:
    """A superuser's connection to this worker's database, with every trigger and policy out of force."""
    database = str(connection.settings_dict["NAME"])
    with psycopg.connect(ServerAddress.load(Path(os.environ["DAYMARK_TEST_HOME"])).dsn(SUPERUSER, database)) as link:
        link.execute("SET session_replication_role = replica")
        yield link


def run(statement: str, *values: Any) -> None:
    """Runs one statement as the superuser, guards off."""
    with superuser() as link:
        link.execute(statement, values)
