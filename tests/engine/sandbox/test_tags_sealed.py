"""What is read inside the sealed process is what is read outside it: nothing is left to be loaded late."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from daymark.engine.kinds import HEAD, Group, kind_of
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.pool import Lane
from daymark.engine.sandbox.reasons import Reason
from engine.sandbox.metadata_files import XMP_TEXT, exif_block, jpeg, jpeg_with_exif, manifest, png, tags_of
from engine.sandbox.test_tags_films import APPLE, film
from engine.sandbox.test_tags_formats import FILES, gif

ODD = {
    "Latin-1": jpeg_with_exif(exif_block({0x013B: (2, 6, b"M\xfcller")}, {0x9286: b"UNICODE\0\0G\0r\0\xfc"})),
    "UTF-16": png((b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0\xfe\xff" + XMP_TEXT.split("?>", 1)[1].encode("utf-16-be"))),
    "Windows": jpeg_with_exif(exif_block({0x9C9B: (1, 8, "Ägyp".encode("utf-16-le"))})),
    "a codec of its own": png(
        (
            b"iTXt",
            b'XML:com.adobe.xmp\0\0\0\0\0<?xml version="1.0" encoding="cp1250"?>'
            b'<t:title xmlns:t="http://purl.org/dc/elements/1.1/">x</t:title>',
        )
    ),
    "damaged": jpeg((0xE1, b"Exif\0\0nothing"), (0xEB, b"JP\0\1\0\0\0\1" + manifest())),
    "a film": film("mov", APPLE, movflags="use_metadata_tags"),
    "a GIF": gif(),
}


@pytest.fixture(scope="module")
def lane() -> Iterator[Lane]:
    lane = Lane(Limits())
    yield lane
    lane.close()


@pytest.mark.parametrize("name", [*FILES, *ODD])
def test_the_same_tags_come_from_inside(name: str, lane: Lane, tmp_path: Path) -> None:
    data = (FILES | ODD)[name]
    path = tmp_path / "file"
    path.write_bytes(data)
    with path.open("rb") as stream:
        seen = lane.tags(stream.fileno(), len(data), film=kind_of(data[:HEAD]).group is Group.FILM)
    assert seen.reason is Reason.DONE
    assert seen.tags == tags_of(data)
    assert seen.tags
