"""What of ours looks like a file of ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from daymark.casework.media.models import Content
from daymark.engine.hamming import RADIUS
from daymark.engine.known.unmatchable import why_never_by_look
from daymark.engine.pdq import BYTES, FEATURELESS_BELOW

MOST_ALIKE = 200  # look-alikes that are followed
_AT_ONCE = 50_000  # looks compared at once
# Joined by the server into two long values: row by row, reading them would take ten times as long as comparing them.
_LOOKS = """
SELECT max(id), string_agg(int8send(id), ''::bytea ORDER BY id), string_agg(pdq, ''::bytea ORDER BY id) FROM (
    SELECT id, pdq FROM media_content
    WHERE id > %s AND quality >= %s AND octet_length(pdq) = %s ORDER BY id LIMIT %s
) AS portion
"""


@dataclass(frozen=True)
class Likeness:
    """A content of ours that looks like the file, with the bits in which they differ."""

    content: Content
    distance: int


def look_alikes_of(content: Content) -> list[Likeness]:
    """The contents here that look like this one, the nearest first."""
    if not has_look(content):
        return []
    near: dict[int, int] = {}
    asked = np.frombuffer(bytes(content.pdq or b""), np.uint8).reshape(1, -1)
    for numbers, hashes in _looks():
        distances = np.bitwise_count(hashes ^ asked).sum(axis=1, dtype=np.int64)
        near |= {int(numbers[place]): int(distances[place]) for place in np.flatnonzero(distances <= RADIUS)}
    near.pop(content.pk, None)
    chosen = sorted(near, key=lambda number: (near[number], number))[:MOST_ALIKE]
    there = Content.objects.in_bulk(chosen)
    return [Likeness(there[number], near[number]) for number in chosen]


def has_look(content: Content) -> bool:
    """Whether it can be compared by look: it has one, with features enough."""
    look = bytes(content.pdq or b"")
    return bool(look) and (content.quality or 0) >= FEATURELESS_BELOW and why_never_by_look(look) is None


def _looks() -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint8]]]:
    """The looks of all contents with features: numbers (n,) and hashes (n, 32), in portions."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_LOOKS, [last, FEATURELESS_BELOW, BYTES, _AT_ONCE])
            last, numbers, hashes = cursor.fetchone()
        if last is None:
            return
        yield np.frombuffer(bytes(numbers), ">i8"), np.frombuffer(bytes(hashes), np.uint8).reshape(-1, BYTES)
