"""Each record linked at most once: for two files in which each person appears once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from daymark.engine.linkage.columns import Places
from daymark.engine.linkage.model import Bits


def best_links(left: Places, right: Places, weight: Bits) -> NDArray[np.bool_]:
    """Which pairs stand: the strongest first, none whose left or right record has been linked before.

    A pair that gives way to a stronger one is not proposed. Equal weights go by place.
    """
    taken: set[int] = set()
    stands = np.zeros(len(left), bool)
    for place in np.lexsort((right, left, -weight)).tolist():
        ends = {int(left[place]), int(right[place])}
        if not ends & taken:
            stands[place] = True
            taken |= ends
    return stands
