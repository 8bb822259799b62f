"""Persons as the chaining gives them, in columns, as persons that rules can look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np

from daymark.casework.monitoring.rules.persons import SeenPerson
from daymark.engine.chaining import Chained, neighbours, persons_of
from daymark.engine.chaining.columns import Codes, Numbers

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def seen_persons(chained: Chained, *, lists: Codes | Numbers | None = None) -> Iterator[SeenPerson]:
    """Every person of a chaining, in its order. lists: for each file of the table how many known-bad lists name it."""
    about = persons_of(chained, lists=lists)
    pairs = np.concatenate(neighbours(chained))
    near = np.bincount(pairs, minlength=len(about))
    columns = (
        about.first,
        about.last,
        about.sightings,
        about.days,
        about.sent,
        about.offered,
        about.files,
        about.lists,
        about.addresses,
        about.shared_addresses,
        about.tools,
        near,
        about.by_identifier,
    )
    for first, last, *counts in zip(*(column.tolist() for column in columns), strict=True):
        yield SeenPerson(_moment(first), _moment(last), *counts)


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
