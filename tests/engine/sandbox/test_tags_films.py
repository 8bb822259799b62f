"""What the container of a film says about it."""

from __future__ import annotations

import io
import subprocess
import sys

import av
import numpy as np
import pytest

from daymark.engine.kinds import Group, Kind
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.child.tags import read
from daymark.engine.sandbox.limits import Limits
from engine.sandbox.metadata_files import XMP, XMP_VALUES, box, manifest, tags_of, values_of


def film(format: str, metadata: dict[str, str], codec: str = "mpeg4", **options: str) -> bytes:
    """Four small frames in a container of this format."""
    stream = io.BytesIO()
    with av.open(stream, "w", format=format, options=options) as container:
        container.metadata.update(metadata)
        video = container.add_stream(codec, rate=4)
        video.width, video.height, video.pix_fmt = 32, 32, "yuv420p"
        for number in range(4):
            frame = av.VideoFrame.from_ndarray(np.full((32, 32, 3), number * 60, np.uint8), format="rgb24")
            container.mux(video.encode(frame))
        container.mux(video.encode())
    return stream.getvalue()


APPLE = {
    "com.apple.quicktime.make": "Apple",
    "com.apple.quicktime.model": "iPhone 17",
    "com.apple.quicktime.software": "26.1",
    "com.apple.quicktime.creationdate": "2026-11-22T10:15:30+0100",
    "com.apple.quicktime.location.ISO6709": "+51.5007-000.1246+035.000/",
    "com.apple.quicktime.content.identifier": "A1B2C3D4-0000-4111-8222-ABCDEFABCDEF",
}


def test_a_telephones_film_tells_maker_time_and_place():
    values = values_of(film("mov", APPLE, movflags="use_metadata_tags"))
    assert {f"film {name}": value for name, value in APPLE.items()}.items() <= values.items()


@pytest.mark.parametrize("format", ["mp4", "matroska", "avi"])
def test_other_containers_tell_their_title_and_program(format):
    values = values_of(film(format, {"title": "A gradient", "creation_time": "2026-11-22T09:15:30Z"}))
    assert values["film title"] == "A gradient"
    assert values["film software" if format == "avi" else "film encoder"].startswith("Lavf")
    if format != "avi":
        assert values["film creation_time"] == "2026-11-22T09:15:30.000000Z"


def test_a_film_without_tags_names_no_more_than_its_program():
    assert set(values_of(film("mpegts", {}, "mpeg2video"))) <= {"film encoder"}


def test_xmp_and_a_manifest_beside_the_film_are_found():
    xmp = box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), XMP)
    c2pa = box(b"uuid", bytes.fromhex("d8fec3d61b0e483c92975828877ec481"), manifest())
    values = values_of(film("mp4", {}) + xmp + c2pa)
    assert XMP_VALUES.items() <= values.items()
    assert values["c2pa manifest"] == "present"


def test_the_same_from_an_open_file(tmp_path):
    data = film("mov", APPLE, movflags="use_metadata_tags")
    (tmp_path / "film").write_bytes(data)
    with (tmp_path / "film").open("rb", buffering=0) as stream:
        assert list(read(stream, Kind("video/quicktime", Group.FILM), Limits())) == tags_of(data)


def test_what_is_no_film_is_refused():
    with pytest.raises(Refused):
        list(read(b"\x1aE\xdf\xa3" + b"nonsense" * 100, Kind("video/x-matroska", Group.FILM), Limits()))


def test_a_process_without_ffmpeg_refuses_films_and_reads_pictures():
    code = """
import sys
from daymark.engine.kinds import Group, Kind, JPEG
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.child.tags import read
from daymark.engine.sandbox.limits import Limits
assert "av" not in sys.modules, "reading tags loads FFmpeg"
sys.modules["av"] = None
assert list(read(b"\\xff\\xd8", JPEG, Limits())) == []
try:
    list(read(b"\\x1aE\\xdf\\xa3", Kind("video/webm", Group.FILM), Limits()))
except Refused as refused:
    print(refused.reason.name)
"""
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "NOT_SUPPORTED"
