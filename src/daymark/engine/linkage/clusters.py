"""Records of one person, put together without chains.

Pairs alone would chain: A is like B and B like C, and so A and C, who differ in all, become one. Here two groups are
joined only while the mean of all weights between them reaches the threshold, the strongest first (average linkage,
Sokal and Michener 1958), and never across a pair that is far below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from daymark.engine.linkage.columns import Places
from daymark.engine.linkage.model import Bits

# A pair stands between two groups when its odds are a million times below the threshold's.
FAR = 20.0
# One weight says no more than this: beyond, a pair would decide for a whole group.
MOST = 40.0
# Everything is compared with everything inside a group of records that pairs connect; a larger group is first cut at
# higher weights. 500 are 124,750 pairs: about a second.
LARGEST = 500

# Pairs inside groups that are weighed in one call.
AT_ONCE = 250_000

Weigh = Callable[[Places, Places], Bits]


def clusters(left: Places, right: Places, weight: Bits, threshold: float, weigh: Weigh) -> list[Places]:
    """Groups of two records and more, each sorted, the group with the lowest record first.

    left, right, weight: pairs at or above the threshold (bits). weigh: weights of any pairs.
    """
    connected = list(_connected(left, right, weight))
    groups = [group for group in connected if len(group) == 2]  # a pair of its own is one proposal
    for some in _portions([group for group in connected if len(group) > 2]):
        groups += _divided(some, threshold, weigh)
    return sorted((group for group in groups if len(group) > 1), key=lambda group: int(group[0]))


def _portions(groups: list[Places]) -> Iterator[list[Places]]:
    """Groups whose pairs are weighed at once: neither many calls nor much memory."""
    some: list[Places] = []
    pairs = 0
    for group in groups:
        some.append(group)
        pairs += len(group) ** 2 // 2
        if pairs > AT_ONCE:
            yield some
            some, pairs = [], 0
    if some:
        yield some


def _connected(left: Places, right: Places, weight: Bits) -> Iterator[Places]:
    """Records that pairs connect, at most `LARGEST` in each group."""
    for edges in _components(left, right):
        records = np.unique(np.concatenate((left[edges], right[edges])))
        if len(records) <= LARGEST:
            yield records
            continue
        strong = edges[weight[edges] > np.median(weight[edges])]
        if len(strong):
            yield from _connected(left[strong], right[strong], weight[strong])
        else:  # all weigh the same: nothing tells them apart
            yield from np.array_split(records, -(-len(records) // LARGEST))


def _components(left: Places, right: Places) -> Iterator[Places]:
    """For each connected group the places of its pairs."""
    names, flat = np.unique(np.concatenate((left, right)), return_inverse=True)
    one, other = flat[: len(left)], flat[len(left) :]
    root = np.arange(len(names))
    while True:
        lower = np.minimum(root[one], root[other])
        before = root.copy()
        np.minimum.at(root, root[one], lower)
        np.minimum.at(root, root[other], lower)
        root = root[root]
        if np.array_equal(root, before):
            break
    order = np.argsort(root[one], kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(root[one][order])) + 1) if len(order) else ()


def _divided(groups: list[Places], threshold: float, weigh: Weigh) -> list[Places]:
    """What becomes of some groups once everything in each is compared with everything."""
    inside = [np.triu_indices(len(group), 1) for group in groups]
    ones = np.concatenate([group[one] for group, (one, _) in zip(groups, inside, strict=True)])
    others = np.concatenate([group[other] for group, (_, other) in zip(groups, inside, strict=True)])
    above = np.clip(weigh(ones, others) - threshold, -MOST, MOST)
    ends = np.cumsum([len(one) for one, _ in inside])[:-1]
    divided = []
    for group, places, share in zip(groups, inside, np.split(above, ends), strict=True):
        mutual = np.zeros((len(group), len(group)))
        mutual[places] = mutual[places[::-1]] = share
        divided += [group[np.sort(some)] for some in _joined(mutual)]
    return divided


def _joined(mutual: NDArray[np.float64]) -> list[list[int]]:
    """Average linkage over weights above the threshold; groups of places."""
    groups = [[place] for place in range(len(mutual))]
    total, weakest, sizes = mutual.copy(), mutual.copy(), np.ones(len(mutual))
    np.fill_diagonal(weakest, -np.inf)
    while True:
        mean = np.where(weakest > -FAR, total / np.outer(sizes, sizes), -np.inf)
        one, other = divmod(int(mean.argmax()), len(mutual))
        if mean[one, other] < 0:
            return [group for group in groups if group]
        groups[one], groups[other] = groups[one] + groups[other], []
        sizes[one] += sizes[other]
        for table, join in ((total, np.add), (weakest, np.minimum)):
            table[one] = table[:, one] = join(table[one], table[other])
        weakest[one, one] = -np.inf
        weakest[other] = weakest[:, other] = -np.inf
