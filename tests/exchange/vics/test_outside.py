"""Documents of other makers, where they stand beside the project: read, and written again without loss."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from daymark.exchange.vics import write_cases
from exchange.outside_fixtures import outside
from exchange.vics.vics_documents import both, media_of, read_vics, saved


@pytest.mark.parametrize(
    ("name", "version", "region", "cases", "media"),
    [
        ("case-1.3.synthetic.json", "1.3", None, 1, 1),
        ("case-2.0-string-booleans.synthetic.json", "2.0", "UK", 1, 1),
        ("example-VIC-data-hashset-2.0.json", "2.0", "Default", 0, 2),
        ("hashset-1.2-nist-caid.sample.json", "1.2", None, 0, 1),
    ],
)
def test_a_document_of_another_maker_is_read_whole(name, version, region, cases, media):
    document = read_vics(outside(f"vics/{name}"))
    found, bad = both(document)
    assert (document.context.version, document.context.region) == (version, region)
    assert (len(document.cases), len(found), bad, document.is_whole) == (cases, media, [], True)


def test_string_booleans_and_places_of_storage_are_understood():
    (media,) = media_of(read_vics(outside("vics/case-2.0-string-booleans.synthetic.json")))
    assert (media.victim_identified, media.is_distributed, media.is_precategorized) == (True, True, True)
    first, second = media.media_files
    assert (first.deleted, first.source_id, first.physical_location) == (True, "EXH/1", 4096)
    assert (second.unallocated, second.file_path) == (True, "\\Users\\x\\copy of a.jpg")


def test_a_case_of_13_with_the_dates_of_dot_net_is_understood():
    (media,) = media_of(read_vics(outside("vics/case-1.3.synthetic.json")))
    assert media.media_files[0].created.instant == datetime(2024, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert (media.media_size, media.photo_dna, media.category) == (1234, "AAAA", None)


@pytest.mark.parametrize("name", ["case-1.3.synthetic.json", "case-2.0-string-booleans.synthetic.json"])
def test_a_case_of_another_maker_goes_out_again_without_loss(tmp_path, name):
    document = read_vics(outside(f"vics/{name}"))
    media, out = media_of(document), io.BytesIO()
    written = write_cases(out, [(document.cases[0], media)])
    assert written.remarks == ()
    again = saved(tmp_path, out.getvalue())
    (read,) = media_of(again)
    assert numbered(read) == numbered(media[0])
    assert again.cases[0].case_id == document.cases[0].case_id


def numbered(media):
    """Without the numbers of the places, which 2.0 demands, and with instants in place of the dress they came in."""
    files = [
        (file.file_name, file.file_path, file.created.instant if file.created else None, file.source_id)
        for file in media.media_files
    ]
    return replace(media, media_files=()), files
