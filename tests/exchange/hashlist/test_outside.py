"""The fixtures of other makers, where they stand beside the project."""

from __future__ import annotations

import pytest

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist import read_hash_list
from exchange.hashlist.list_files import entries
from exchange.outside_fixtures import outside


@pytest.mark.parametrize(
    ("path", "form", "standing", "count"),
    [
        ("vics/case-1.3.synthetic.json", "VICS case", Standing.UNKNOWN, 1),
        ("vics/case-2.0-string-booleans.synthetic.json", "VICS case", Standing.UNKNOWN, 1),
        ("vics/example-VIC-data-hashset-2.0.json", "VICS hash set", Standing.UNKNOWN, 2),
        ("vics/hashset-1.2-nist-caid.sample.json", "VICS hash set", Standing.KNOWN_GOOD, 1),
        ("vics/icse-export.synthetic.csv", "ICSE export (CSV)", Standing.KNOWN_BAD, 1),
        ("nsrl/RDS_mini_2026.03.1.db", "NSRL RDS 3 (SQLite, FILE)", Standing.KNOWN_GOOD, 5),
        ("hash-sharing/ncmec-v2/entries_xml.xml", "NCMEC hash sharing (XML)", Standing.KNOWN_BAD, 4),
        ("hash-sharing/ncmec-v2/entries_no_data_xml.xml", "NCMEC hash sharing (XML)", Standing.KNOWN_BAD, 0),
        ("pdq/haystack.txt", "one hash a line", Standing.UNKNOWN, 1350),
        ("pdq/needles.txt", "one hash a line", Standing.UNKNOWN, 100),
    ],
)
def test_a_list_of_another_maker_is_read_whole(path, form, standing, count):
    hash_list = read_hash_list(outside(path))
    read = entries(hash_list)
    assert (hash_list.format, hash_list.standing, len(read)) == (form, standing, count)
    assert {entry.standing for entry in read} <= {standing}
    assert hash_list.tally.complete
