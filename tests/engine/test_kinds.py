"""What a file really is, told from its bytes."""

from __future__ import annotations

import io
import sqlite3
import tarfile
import zipfile
from contextlib import closing
from pathlib import Path

import av
import numpy as np
import pillow_heif
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from daymark.engine.kinds import HEAD, UNKNOWN, Group, Kind, kind_of


def _saved(form: str, mode: str = "RGB", **options: object) -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").convert(mode).save(target, form, **options)
    return target.getvalue()


def _two_frames(form: str) -> bytes:
    second = Image.radial_gradient("L").convert("RGB")
    return _saved(form, save_all=True, append_images=[second], duration=100)


def _heif() -> bytes:
    target = io.BytesIO()
    pillow_heif.from_pillow(Image.linear_gradient("L").convert("RGB")).save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("mime", "data"),
    [
        ("image/jpeg", _saved("JPEG")),
        ("image/jpeg", _saved("JPEG", "CMYK", progressive=True)),
        ("image/png", _saved("PNG")),
        ("image/apng", _two_frames("PNG")),
        ("image/gif", _saved("GIF")),
        ("image/webp", _saved("WEBP")),
        ("image/webp", _two_frames("WEBP")),
        ("image/tiff", _saved("TIFF")),
        ("image/tiff", _saved("TIFF", big_tiff=True)),
        ("image/bmp", _saved("BMP")),
        ("image/vnd.microsoft.icon", _saved("ICO")),
        ("image/jp2", _saved("JPEG2000")),
        ("image/j2c", _saved("JPEG2000", no_jp2=True)),
        ("image/avif", _saved("AVIF")),
        ("image/heic", _heif()),
        ("image/x-portable-anymap", _saved("PPM")),
        ("image/vnd.zbrush.pcx", _saved("PCX")),
        ("image/x-icns", _saved("ICNS")),
        ("image/x-sgi", _saved("SGI")),
        ("image/x-dds", _saved("DDS")),
        ("image/qoi", _saved("QOI")),
        ("image/tiff", b"MM\0*\0\0\0\x08" + bytes(100)),
        ("image/vnd.adobe.photoshop", b"8BPS\0\x01" + bytes(100)),
        ("image/heic", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"),
        ("image/heif", b"\0\0\0\x14ftypmif1\0\0\0\0mif1"),
        ("image/avif", b"\0\0\0\x18ftypmif1\0\0\0\0avifmiaf"),
        ("image/jxl", b"\xff\x0a" + bytes(100)),
    ],
)
def test_a_still_is_known_by_its_bytes(mime: str, data: bytes) -> None:
    assert kind_of(data) == Kind(mime, Group.STILL)


def _film(container: str, codec: str, folder: Path) -> bytes:
    path = folder / "film"
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for _ in range(30):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((240, 320, 3), np.uint8), "rgb24")))
        out.mux(stream.encode())
    return path.read_bytes()


@pytest.mark.parametrize(
    ("mime", "container", "codec"),
    [
        ("video/mp4", "mp4", "mpeg4"),
        ("video/quicktime", "mov", "mpeg4"),
        ("video/3gpp", "3gp", "mpeg4"),
        ("video/x-matroska", "matroska", "mpeg4"),
        ("video/webm", "webm", "libvpx"),
        ("video/x-msvideo", "avi", "mpeg4"),
        ("video/mpeg", "mpeg", "mpeg1video"),
        ("video/mpeg", "vob", "mpeg2video"),
        ("video/mp2t", "mpegts", "mpeg2video"),
        ("video/x-ms-asf", "asf", "wmv2"),
        ("video/x-flv", "flv", "flv1"),
        ("application/mxf", "mxf", "mpeg2video"),
    ],
)
def test_a_film_is_known_by_its_bytes(mime: str, container: str, codec: str, tmp_path: Path) -> None:
    assert kind_of(_film(container, codec, tmp_path)[:HEAD]) == Kind(mime, Group.FILM)


@pytest.mark.parametrize(
    ("mime", "head"),
    [
        ("image/heic-sequence", b"\0\0\0\x18ftyphevc\0\0\0\0msf1heic"),
        ("video/x-m4v", b"\0\0\0\x14ftypM4V \0\0\0\0isom"),
        ("video/quicktime", b"\0\0\0\x08wide\0\0\0\0mdat"),
        ("video/mp4", b"\0\0\0\x14ftypnew1\0\0\0\0abcd"),
        ("application/ogg", b"OggS" + bytes(60)),
        ("video/mp2t", b"".join(bytes(4) + b"\x47" + bytes(187) for _ in range(5))),
        ("audio/mp4", b"\0\0\0\x14ftypM4A \0\0\0\0isom"),
    ],
)
def test_a_head_is_enough_to_call_it_a_film(mime: str, head: bytes) -> None:
    assert kind_of(head) == Kind(mime, Group.FILM)


def _archive(*members: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for member in members:
            archive.writestr(member, "application/vnd.oasis.opendocument.text" if member == "mimetype" else "x")
    return target.getvalue()


def _tar() -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"))
    return target.getvalue()


def _database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("create table a (b)")
        return database.serialize()


@pytest.mark.parametrize(
    ("mime", "data"),
    [
        ("application/pdf", b"%PDF-1.7\n"),
        ("application/zip", _archive("a.txt")),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _archive("xl/workbook.xml")),
        ("application/vnd.oasis.opendocument.text", _archive("mimetype", "content.xml")),
        ("application/x-tar", _tar()),
        ("application/vnd.sqlite3", _database()),
        ("audio/vnd.wave", b"RIFF\x24\0\0\0WAVEfmt "),
        ("text/plain", "Straße\n".encode()),
        ("text/plain", "€".encode() * 2000),
        ("text/plain", "text".encode("utf-16")),
        ("text/html", b"\n<!DOCTYPE html><p>"),
        ("image/svg+xml", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("application/xml", b"<?xml version='1.0'?><a/>"),
        ("application/octet-stream", b""),
        ("application/octet-stream", b"\x80\x81\x82"),
        ("application/octet-stream", b"\x89PNG"),
        ("application/octet-stream", b"BM" + b"\0\xff" * 20),
    ],
)
def test_anything_else_is_named_and_never_opened(mime: str, data: bytes) -> None:
    assert kind_of(data) == Kind(mime, Group.OTHER)


@pytest.mark.parametrize("words", [b"BM is how a bitmap begins", b"P1 was seen at noon", b"P7 opened"])
def test_a_text_that_begins_like_a_picture_is_a_text(words: bytes) -> None:
    assert kind_of(words).group is Group.OTHER


@given(st.binary(max_size=HEAD + 10))
def test_any_bytes_have_a_kind_that_only_the_head_decides(data: bytes) -> None:
    kind = kind_of(data)
    assert kind == kind_of(data[:HEAD])
    assert kind is UNKNOWN or "/" in kind.mime
