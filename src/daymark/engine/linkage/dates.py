"""How far two days agree that are not the same: what slips of writing do to eight digits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

DIFFERENT, SAME_YEAR, TWO_PARTS, SLIP, TURNED = range(5)  # the places in `kinds.SCALES`

Digits = NDArray[np.uint8]


def date_levels(ours: Sequence[str], theirs: Sequence[str]) -> NDArray[np.int8]:
    """Levels of pairs of days YYYYMMDD that are not the same."""
    one, other = _digits(ours), _digits(theirs)
    wrong = one != other
    year, month, day = wrong[:, :4].any(axis=1), wrong[:, 4:6].any(axis=1), wrong[:, 6:].any(axis=1)
    levels = np.zeros(len(one), np.int8)
    levels[~year] = SAME_YEAR
    levels[(year.astype(int) + month + day) == 1] = TWO_PARTS
    levels[(wrong.sum(axis=1) == 1) | _neighbours(one, other, wrong)] = SLIP
    levels[~year & (one[:, 4:6] == other[:, 6:]).all(axis=1) & (one[:, 6:] == other[:, 4:6]).all(axis=1)] = TURNED
    return levels


def _digits(days: Sequence[str]) -> Digits:
    return np.frombuffer("".join(days).encode("ascii"), np.uint8).reshape(-1, 8)


def _neighbours(one: Digits, other: Digits, wrong: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether two neighbouring digits have changed places and nothing else differs."""
    changed = (one[:, :-1] == other[:, 1:]) & (one[:, 1:] == other[:, :-1]) & wrong[:, :-1] & wrong[:, 1:]
    only: NDArray[np.bool_] = changed.any(axis=1) & (wrong.sum(axis=1) == 2)
    return only
