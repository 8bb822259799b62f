"""Finds records of one person: in one file (`deduplicate`), or between two (`link`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daymark.engine.linkage.blocking import MOST_PAIRS, KeyReport, candidates
from daymark.engine.linkage.clusters import clusters
from daymark.engine.linkage.columns import Places, Records, Table, as_records
from daymark.engine.linkage.comparing import Levels, compare
from daymark.engine.linkage.learning import learn
from daymark.engine.linkage.model import Bits, Model, weights
from daymark.engine.linkage.one_to_one import best_links
from daymark.engine.linkage.proposals import Proposal, Proposals
from daymark.engine.linkage.schemes import PERSON, Scheme, UnusableScheme

# As likely as not. What is wanted depends on what a wrong link and a missed one cost; the probability is learned, so
# the threshold needs no tuning.
AT_LEAST = 0.5


@dataclass(frozen=True)
class Report:
    """What was looked at, and what was not.

    pairs: how many of all pairs were compared. keys: what each key brought together and left out. unusable: for each
    field that had any, how many values could not be read and counted as missing.
    """

    pairs: int
    keys: tuple[KeyReport, ...]
    unusable: dict[str, int]


@dataclass(frozen=True)
class Linked:
    """What was found. clusters: records (places from 0; those of a second file follow the first's) of one person each,
    two or more, in which every record fits all the others; a proposal whose ends are in no cluster together was
    outweighed by other records."""

    proposals: Proposals
    clusters: tuple[tuple[int, ...], ...]
    model: Model
    report: Report

    def explain(self, left: int, right: int) -> Proposal:
        """Weight and reasons of any two records, proposed or not; with two files one of each."""
        records = self.proposals.records
        one, other = np.array([left]), np.array([right + (records.split or 0)])
        levels = compare(records, one, other)
        return Proposals(records, self.model, one, other, weights(records, self.model, one, levels), levels)[0]


def deduplicate(
    table: Table,
    scheme: Scheme = PERSON,
    *,
    at_least: float = AT_LEAST,
    model: Model | None = None,
    seed: int = 0,
    most_pairs: int = MOST_PAIRS,
) -> Linked:
    """Records of one file that are of one person.

    table: columns by the names of the scheme's fields, of strings, dates, whole numbers or None. at_least: the
    probability (between 0 and 1) from which a pair is proposed. model: one learned from other records, otherwise it
    is learned from these. seed: of the random pairs. most_pairs: how many candidates may be formed, at 100 bytes each.

    Raises UnusableRecords, UnusableScheme.
    """
    return _linked(as_records(scheme, table), at_least, model, seed, most_pairs, one_to_one=False)


def link(
    left: Table,
    right: Table,
    scheme: Scheme = PERSON,
    *,
    one_to_one: bool = False,
    at_least: float = AT_LEAST,
    model: Model | None = None,
    seed: int = 0,
    most_pairs: int = MOST_PAIRS,
) -> Linked:
    """Records of one file that are of the same person as a record of another.

    one_to_one: each record is proposed once at most, for files in which nobody appears twice. The rest as
    `deduplicate`. Raises UnusableRecords, UnusableScheme.
    """
    return _linked(as_records(scheme, left, right), at_least, model, seed, most_pairs, one_to_one=one_to_one)


def _linked(
    records: Records, at_least: float, model: Model | None, seed: int, most_pairs: int, *, one_to_one: bool
) -> Linked:
    threshold = _threshold(at_least)
    if model is not None and model.scheme != records.scheme:
        raise UnusableScheme("The model was learned with another scheme. Learn it anew, or link with its own scheme.")
    pairs, keys = candidates(records, most=most_pairs)
    levels = compare(records, pairs.left, pairs.right)
    model = model or learn(records, pairs, levels, seed=seed)
    weight = weights(records, model, pairs.left, levels)
    stands = weight >= threshold
    if one_to_one:
        stands[stands] = best_links(pairs.left[stands], pairs.right[stands], weight[stands])
    proposals = _proposals(records, model, pairs.left[stands], pairs.right[stands], weight[stands], levels[stands])
    unusable = {column.field.name: column.unusable for column in records.columns if column.unusable}
    return Linked(proposals, _clusters(proposals, threshold), model, Report(len(pairs), tuple(keys), unusable))


def _threshold(at_least: float) -> float:
    if not 0 < at_least < 1:
        raise UnusableScheme(f"A probability from which pairs are proposed lies between 0 and 1: {at_least} does not.")
    return float(np.log2(at_least / (1 - at_least)))


def _proposals(records: Records, model: Model, left: Places, right: Places, weight: Bits, levels: Levels) -> Proposals:
    order: NDArray[np.int64] = np.lexsort((right, left, -weight))
    return Proposals(records, model, left[order], right[order], weight[order], levels[order])


def _clusters(proposals: Proposals, threshold: float) -> tuple[tuple[int, ...], ...]:
    def weigh(left: Places, right: Places) -> Bits:
        levels = compare(proposals.records, left, right)
        return weights(proposals.records, proposals.model, left, levels)

    found = clusters(proposals.left, proposals.right, proposals.weight, threshold, weigh)
    return tuple(tuple(group.tolist()) for group in found)
