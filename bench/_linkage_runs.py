"""One linkage of one FEBRL set in a process of its own: `python _linkage_runs.py WHO SET`, figures as JSON.

Seconds are from columns in memory to pairs and clusters, the loading of the library left out; processor time and memory
are the whole process's.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from _febrl import Febrl

Found = tuple[list[tuple[str, str]], list[list[str]]]  # pairs and clusters of record names
FIELDS = {
    "given_name": "given_name",
    "surname": "surname",
    "birth_date": "date_of_birth",
    "id_number": "soc_sec_id",
    "street_number": "street_number",
    "street": "address_1",
    "locality": "address_2",
    "suburb": "suburb",
    "postcode": "postcode",
    "state": "state",
}


def daymark(febrl: Febrl) -> Callable[[], Found]:
    """The scheme PERSON as it is; its fields named after the set's columns."""
    from daymark.engine.linkage import deduplicate, link

    tables = [{ours: table[theirs] for ours, theirs in FIELDS.items()} for table in febrl.tables]

    def run() -> Found:
        found = deduplicate(tables[0]) if len(tables) == 1 else link(*tables)
        places = zip(found.proposals.left.tolist(), found.proposals.right.tolist(), strict=True)
        pairs = [(febrl.names[left], febrl.names[right]) for left, right in places]
        return pairs, [[febrl.names[place] for place in cluster] for cluster in found.clusters]

    return run


def splink_demo(febrl: Febrl) -> Callable[[], Found]:
    """As Splink's documentation links these sets: its examples for FEBRL 3 (one file) and FEBRL 4 (two files)."""
    import splink.comparison_library as cl
    from splink import block_on

    one_file = len(febrl.tables) == 1
    if one_file:
        keys = [block_on(name) for name in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")]
        comparisons = [
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            _birth(cl),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ]
    else:
        keys, comparisons = _keys_of_two_files(block_on), _comparisons_of_two_files(cl)
    return _splink(febrl, keys, comparisons)


def splink_all(febrl: Febrl) -> Callable[[], Found]:
    """Its detailed model for FEBRL 4 with the columns added that it leaves out, and the keys of both examples."""
    import splink.comparison_library as cl
    from splink import block_on

    more = [cl.JaroWinklerAtThresholds(name, [0.92, 0.8]) for name in ("address_1", "address_2")]
    more.append(cl.JaroWinklerAtThresholds("suburb", [0.92, 0.8]).configure(term_frequency_adjustments=True))
    more.append(cl.ExactMatch("state"))
    keys = [*_keys_of_two_files(block_on), block_on("given_name"), block_on("surname")]
    return _splink(febrl, keys, [*_comparisons_of_two_files(cl), *more])


def _keys_of_two_files(block_on: Any) -> list[Any]:
    return [
        block_on("given_name", "surname"),
        "l.given_name = r.surname and l.surname = r.given_name",
        block_on("date_of_birth"),
        block_on("soc_sec_id"),
        block_on("state", "address_1"),
        block_on("street_number", "address_1"),
        block_on("postcode"),
    ]


def _comparisons_of_two_files(cl: Any) -> list[Any]:
    return [
        cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
        cl.NameComparison("surname").configure(term_frequency_adjustments=True),
        _birth(cl),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
    ]


def _birth(cl: Any) -> Any:
    return cl.DateOfBirthComparison(
        "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
    )


def _splink(febrl: Febrl, keys: list[Any], comparisons: list[Any]) -> Callable[[], Found]:
    """Trained as both examples train: prior by sure rules, u by random pairs, m by two sessions."""
    import duckdb  # noqa: F401 - loaded before the clock starts
    import pyarrow
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    tables = [pyarrow.table(table) for table in febrl.tables]
    one_file = len(tables) == 1
    settings = SettingsCreator(
        unique_id_column_name="rec_id",
        link_type="dedupe_only" if one_file else "link_only",
        blocking_rules_to_generate_predictions=keys,
        comparisons=comparisons,
    )
    sure = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
    if one_file:
        crosswise = "l.given_name = r.surname and l.surname = r.given_name"
        sure.append(f"{crosswise} and l.date_of_birth = r.date_of_birth")

    def run() -> Found:
        api = DuckDBAPI()
        given = [api.register(table) for table in tables]
        linker = Linker(given[0] if one_file else given, settings)
        training = linker.training
        training.estimate_probability_two_random_records_match(sure, recall=0.9 if one_file else 0.8)
        training.estimate_u_using_random_sampling(max_pairs=1e6, seed=2)
        for name in ("date_of_birth", "postcode"):
            training.estimate_parameters_using_expectation_maximisation(block_on(name))
        proposed = linker.inference.predict(threshold_match_probability=0.5)
        groups = linker.clustering.cluster_pairwise_predictions_at_threshold(proposed, threshold_match_probability=0.5)
        pairs = proposed.as_duckdbpyrelation().project("rec_id_l, rec_id_r").fetchall()
        clusters: dict[Any, list[str]] = {}
        for number, name in groups.as_duckdbpyrelation().project("cluster_id, rec_id").fetchall():
            clusters.setdefault(number, []).append(name)
        return pairs, list(clusters.values())

    return run


RUNS = {"daymark": daymark, "splink-examples": splink_demo, "splink-all": splink_all}


def main(who: str, number: int) -> None:
    """Links, and prints one JSON object as the last line."""
    febrl = Febrl(number)
    run = RUNS[who](febrl)
    began = time.perf_counter()
    pairs, clusters = run()
    seconds = time.perf_counter() - began
    told = {"seconds": seconds, "processor": time.process_time(), "megabytes": _peak()}
    told |= {"pairs": febrl.counted(pairs), "clusters": febrl.counted(febrl.within(clusters))}
    print(json.dumps(told))


def _peak() -> float:
    """The most memory this process held, in megabytes; reset when it began, unlike getrusage's."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
