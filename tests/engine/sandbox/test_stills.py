"""One picture in every format: found, measured and hashed as the reference hashes it."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
import simplejpeg
from PIL import Image

from daymark.engine.kinds import Group, Kind
from daymark.engine.pdq import TURNS, distance, from_hex
from daymark.engine.sandbox.child import stills
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason
from daymark.engine.sandbox.seen import Extent
from engine.pdq.drawn import plane
from engine.sandbox.still_making import bits_from, look_at, picture, saved

# pdqhash 0.2.8: compute_dihedral(np.dstack([plane(240, 320, seed) for seed in (1, 2, 3)])), packed and as text;
# then compute() of the same for plane(100, 75, seed).
REFERENCE = [
    "927b648e6bd193efb1064d3d93de923f3d800fc853b253c06d396d515da91720",
    "9b00dbd1688c64cc24cebf30bb71c10072f25dab952b58d3d74aa4ffdb20caf1",
    "c72ece241c843945e453e397c68b389570d5a56206e7b96a386cc7fb08fcbd8a",
    "ce55316b1dd9ce66711b159ac6246baa27a7e701c07ef279821f0a558e75605b",
    "927a9b7149d16c10b106b6c293de6dc02580f03753b2ac3f6d3992ae5da9e8df",
    "c72f71db3e84c6fae6531c6cc68bc76a78d55a9d06e74695386c380408fc4275",
    "9b00643e688c9bb324ce44cfb3713eff72f2b254952ba72cd74a5f00db20b50e",
    "ce55ce841dd93199711bea65c624945527a718fec07e0d86821ff5aa8e751fa4",
]
REFERENCE_SMALL = "9b33b40e6dd112ffb106653d995e923eb7a80dc85b3a13c06fb96f505da91320"

# Written by libjpeg-turbo 2.1.5 at quality 30: plane(64, 64, 1) in grey with cinfo.arith_code = 1, and planes 1 to 3 as
# colours with the sampling 3x1, for which there is no name.
ARITHMETIC = """
/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8
ybqmx5moq6T/yQALCABAAEABAREA/8wABgAQEAX/2gAIAQEAAD8A/q+sWJk3WTsDFtMb7We3tVYIBtpuboFIs3KmJXkTk4eksIL7pZEvfCym
lJ7z4YrIO9fc2QHacimFf/lTlLnUT+lUSXr2czTTCBbMVNajLBxcpPWW64z5KlA9QU0/ECVxOfEX5AnXEwuPj2qKTCrI6ITsJZlUnY3tU9MH
VLF/2WqEfXZIQWB71jLvkQUHt/E8KJwXeciEwRuQ6743IUzgQoHHSWxgXJlM++C4YWv4a0A3wBTOAg2RiVlmkxJ8GKbBUzjukr8ROuX27wNH
hT7F1Uv0y7saI2gPE0bMvsrwM9Y7XZwLAnInswuGGfvw6z6hyqfo4/j3SVoMZam15XNpHwLtosT4x/wRufczUD6dzy9kgINevtTM9011UgEY
7ePl1xTMi0715Ol8NrghOF2TqXbgID+Naov3OcdKRJZroWPuc/BtnxOwM7hNDgqKR03/AJcvTrdLbm+iTTL0L/DzbcuwTE3Ic6qKhED9t2Le
dVJNBGhp3K+IMpPXXoGGwEehBy7DLW5VrEs1uVusqTRvpmHkHk6L1Cs9yyXaUBVCrMP+XfT3wbacuGxIRi9fPpelhG+H+rbSrZXA0/v2jr9/
rwFaF1Kxc/HPy8700eGWmSstQJ3nk5DAuK6aYGEkchRFyxOzwQtxeIbSmYMyH7TaEtmA/dgmIrCeN6pwXuDiYwEAsf8AhRHEZBY3hB5z7HoJ
g6ZicbR1l8wQ/9k=
"""
UNNAMED_SAMPLING = """
/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8
ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAAR
CABAAEADATEAAhEBAxEB/8QAGQAAAwEBAQAAAAAAAAAAAAAAAAMEAgUB/8QAKRAAAgEDAwQBBAMBAAAAAAAAAQIAAxEhEjFRBBMiQWEjMnGB
M5GxUv/EABgBAAMBAQAAAAAAAAAAAAAAAAADBAIB/8QAIBEAAgICAgMBAQAAAAAAAAAAAAECEQMhEiIEMUFRYf/aAAwDAQACEQMRAD8A5ZFi
FQZnV6KmqUF1eRzK1K2ucARM9tIHTaiI6mvjSALX3khpafNMi+RxHhe4ARg8ylVXE1HTa/BaC6lSLEbXlFOvfp6ZT5BPxCL8j2mZaT0xdFbX
c+8CJr1AtQjc8RBqsx3j8Ct2Yi+9nv3D8SjpfJgDsTKQwpMy/sCSZHeRj8q6pBVY9xW5iHS9Wqu/v+4RzaihU5U7I9f0wE2tvHdP/CoG+f8A
YVBtCOhUtaN0hbJ2jKLkkBcDmev/ADWHExjWyrFrZM48Kf5jlAVyTjxzCLybbOQTcRtPKFBuJO9P6hi3AU23PErT6NE63lMOCVuf1CitppRr
ct+hE40VTfei2qwV1Tcj1PASXd73AhO1dkmKNxomKdttY2E1qFRfp4/O8Z01EC98QbpWUxjUXIoCFmsBCswWmyIc2yeJJqCKLYH+wapWSp89
hSXJqN6i3BHiMsxyYQxeijI96Lrte1S9uRE1qT90kHHxBVqbBifzmLytWos566/DFYlVtcsb7eooDSQ1Q59CbVWfLYEdFPjRvHV6LPuIRcKN
zMMwW72zgKISeatkmOHO0xIDAWYY5EArKL03x7tE12rNazWHNhHxpypliTa4v0M6BKndIBJ8eJcUVFYudTWOBvJmJsS50jiHkW9fBM2ktGS+
q6p4oN25iio7mq3wohNY7rR1x+I6j1AmFOv49j9yCsFeqSzEHiaRFOe4f7iHr4Cq/wCG3QaQC+L35iWqKh001LN8+os3ZrudTcD1GxrWxity
MBceWB6XmdDpUPbX/o7/AAITPkupKxbr6f/Z
"""


LOSSLESS = {
    "PNG": lambda: saved("PNG"),
    "PNG with alpha": lambda: saved("PNG", picture().convert("RGBA")),
    "WebP": lambda: saved("WEBP", lossless=True),
    "TIFF": lambda: saved("TIFF"),
    "TIFF, LZW": lambda: saved("TIFF", compression="tiff_lzw"),
    "TIFF, deflate": lambda: saved("TIFF", compression="tiff_adobe_deflate"),
    "TIFF, CMYK": lambda: saved("TIFF", picture().convert("CMYK")),
    "BigTIFF": lambda: saved("TIFF", big_tiff=True),
    "BMP": lambda: saved("BMP"),
    "JPEG 2000": lambda: saved("JPEG2000", irreversible=False),
    "JPEG 2000 codestream": lambda: saved("JPEG2000", irreversible=False, no_jp2=True),
    "PPM": lambda: saved("PPM"),
    "PCX": lambda: saved("PCX"),
    "SGI": lambda: saved("SGI"),
    "QOI": lambda: saved("QOI"),
    "DDS": lambda: saved("DDS"),
}
LOSSY = {
    "JPEG": lambda: saved("JPEG", quality=95),
    "JPEG, progressive": lambda: saved("JPEG", quality=95, progressive=True),
    "JPEG, CMYK": lambda: saved("JPEG", picture().convert("CMYK"), quality=95),
    "JPEG, RGB": lambda: saved("JPEG", quality=95, keep_rgb=True),
    "JPEG, restart markers": lambda: saved("JPEG", quality=95, restart_marker_rows=1),
    "JPEG, optimized, 4:4:4": lambda: saved("JPEG", quality=95, subsampling=0, optimize=True),
    "JPEG and what follows it": lambda: saved("JPEG", quality=95) + saved("PNG", picture(99, 99)),
    "MPO": lambda: saved("MPO", save_all=True, append_images=[picture(320, 240)], quality=95),
    "WebP": lambda: saved("WEBP", quality=90),
    "HEIC": lambda: saved("HEIF", quality=90),
    "AVIF": lambda: saved("AVIF", quality=90, speed=10),
    "TIFF, JPEG": lambda: saved("TIFF", compression="jpeg", quality=95),
}


@pytest.mark.parametrize("name", LOSSLESS)
def test_a_lossless_file_has_the_references_hashes(name: str) -> None:
    seen = look_at(LOSSLESS[name](), turned=True)
    assert (seen.reason, seen.extents, len(seen.frames)) == (Reason.DONE, [Extent(320, 240)], 1)
    frame = seen.frames[0]
    assert (frame.number, frame.at_ms, frame.change, frame.quality) == (0, 0, 0, 100)
    assert len(frame.hashes) == len(TURNS)
    assert max(distance(*pair) for pair in zip(frame.hashes, map(from_hex, REFERENCE), strict=True)) <= 2


@pytest.mark.parametrize("name", LOSSY)
def test_a_lossy_file_is_near_the_reference(name: str) -> None:
    seen = look_at(LOSSY[name]())
    assert (seen.reason, seen.extents, len(seen.frames)) == (Reason.DONE, [Extent(320, 240)], 1)
    assert distance(seen.frames[0].hashes[0], from_hex(REFERENCE[0])) <= 4  # what the coding itself takes away


def test_small_pictures_are_hashed_to_the_bit() -> None:
    """They are hardly averaged: luma rounded to whole numbers would be felt."""
    seen = look_at(saved("PNG", picture(75, 100)))
    assert seen.frames[0].hashes == (from_hex(REFERENCE_SMALL),)


@pytest.mark.parametrize("size", [(60, 70), (75, 100), (128, 96), (64, 64)])
def test_a_small_jpeg_of_red_green_and_blue_is_hashed_to_the_bit(size: tuple[int, int]) -> None:
    """Of its colours, not of a luma that its decoder rounds."""
    data = saved("JPEG", picture(*size), keep_rgb=True)
    with Image.open(io.BytesIO(data)) as decoded:
        assert look_at(data) == look_at(saved("PNG", decoded.convert("RGB")))


def test_turned_hashes_come_when_asked_for() -> None:
    assert len(look_at(LOSSY["JPEG"]()).frames[0].hashes) == 1
    assert len(look_at(LOSSY["JPEG"](), turned=True).frames[0].hashes) == 8


def test_a_view_of_memory_is_as_good_as_bytes() -> None:
    for form in ("JPEG", "PNG", "GIF", "HEIF", "AVIF", "WEBP", "TIFF"):
        data = saved(form, picture(64, 64))
        assert look_at(memoryview(data)) == look_at(data)


SIZES = [(1, 1), (7, 5), (17, 333), (641, 479), (1023, 8)]


@pytest.mark.parametrize(
    ("form", "size"),
    [
        *((form, size) for form in ("JPEG", "PNG", "WEBP", "TIFF") for size in SIZES),
        ("HEIF", (17, 333)),
        ("HEIF", (9, 8)),
    ],
)
def test_odd_sizes_are_found_exactly(form: str, size: tuple[int, int]) -> None:
    seen = look_at(saved(form, picture(*size)))
    assert (seen.reason, seen.size, len(seen.frames)) == (Reason.DONE, size, 1)
    if min(size) < 5:
        assert (seen.frames[0].quality, seen.frames[0].hashes) == (0, (bytes(32),))


def test_a_jpeg_with_arithmetic_coding_is_opened() -> None:
    seen = look_at(base64.b64decode(ARITHMETIC))
    assert seen.reason is Reason.DONE
    assert bits_from(Image.fromarray(plane(64, 64)), seen.frames[0]) <= 12  # quality 30


def test_a_jpeg_that_the_fast_decoder_has_no_name_for_is_opened_by_the_other() -> None:
    data = base64.b64decode(UNNAMED_SAMPLING)
    with pytest.raises(ValueError, match="subsampling"):
        simplejpeg.decode_jpeg_header(data)
    seen = look_at(data)
    assert seen.reason is Reason.DONE
    assert bits_from(picture(64, 64), seen.frames[0]) <= 16  # quality 30


def test_a_jpeg_with_tables_of_sixteen_bits_is_opened() -> None:
    image = picture()
    seen = look_at(saved("JPEG", image, qtables=[[300] * 64] * 2))
    assert seen.reason is Reason.DONE
    assert bits_from(image, seen.frames[0]) <= 60  # next to nothing is left of it, but the same


@pytest.mark.parametrize("sampling", ["444", "422", "420", "440", "411"])
def test_every_sampling_of_colour_gives_the_same_luma(sampling: str) -> None:
    data = simplejpeg.encode_jpeg(np.asarray(picture()), quality=95, colorsubsampling=sampling)
    assert distance(look_at(data).frames[0].hashes[0], from_hex(REFERENCE[0])) <= 4


def test_the_colour_beneath_transparency_counts() -> None:
    image = picture()
    image.putalpha(0)
    for data in (saved("PNG", image), saved("WEBP", image, lossless=True, exact=True), saved("TIFF", image)):
        assert distance(look_at(data).frames[0].hashes[0], from_hex(REFERENCE[0])) <= 2


def test_a_colour_profile_changes_nothing() -> None:
    plain, profiled = (look_at(saved("JPEG", icc_profile=profile)) for profile in (b"", b"a profile" * 100))
    assert plain == profiled


def test_the_orientation_of_exif_is_left_to_the_turned_hashes() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image = picture(576, 320)
    plain, marked = look_at(saved("JPEG", image), turned=True), look_at(saved("JPEG", image, exif=exif), turned=True)
    assert plain == marked
    shown = look_at(saved("JPEG", image.transpose(Image.Transpose.ROTATE_270))).frames[0].hashes[0]
    assert min(distance(shown, value) for value in marked.frames[0].hashes[1:]) <= 8


@pytest.mark.parametrize("form", ["PNG", "GIF", "TIFF", "BMP"])
def test_a_palette_is_looked_up(form: str) -> None:
    image = picture().quantize(64)
    seen = look_at(saved(form, image))
    assert bits_from(image.convert("RGB"), seen.frames[0]) <= 4
    assert distance(seen.frames[0].hashes[0], from_hex(REFERENCE[0])) <= 40


GREY = plane(240, 320)


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("16 bits", saved("PNG", Image.fromarray(GREY.astype(np.uint16) * 257))),
        ("16 bits, the other byte order", saved("TIFF", Image.fromarray((GREY.astype(np.uint16) * 257).astype(">u2")))),
        ("12 bits in 16", saved("TIFF", Image.fromarray(GREY.astype(np.uint16) * 16))),
        ("32 bits", saved("TIFF", Image.fromarray(GREY.astype(np.int32) * 65793))),
        ("fractions", saved("TIFF", Image.fromarray(GREY.astype(np.float32) / 255))),
        ("large fractions", saved("TIFF", Image.fromarray(GREY.astype(np.float32) * 1e6 - 3e7))),
        ("grey and alpha", saved("PNG", Image.fromarray(GREY).convert("LA"))),
    ],
)
def test_deep_grey_is_scaled_and_not_cut_off(what: str, data: bytes) -> None:
    seen = look_at(data)
    assert seen.reason is Reason.DONE
    assert bits_from(Image.fromarray(GREY), seen.frames[0]) <= 2, what
    assert seen.frames[0].quality == 100


def test_fractions_that_are_no_numbers_do_no_harm() -> None:
    luma = GREY.astype(np.float32)
    luma[:10] = np.nan
    luma[10:20] = np.inf
    assert look_at(saved("TIFF", Image.fromarray(luma))).reason is Reason.DONE
    luma[:] = np.nan
    assert look_at(saved("TIFF", Image.fromarray(luma))).frames[0].quality == 0


def test_one_bit_is_black_and_white() -> None:
    image = picture().convert("1")
    for data in (saved("PNG", image), saved("TIFF", image, compression="group4"), saved("BMP", image)):
        assert bits_from(image, look_at(data).frames[0]) <= 2


def test_of_an_icon_the_largest_is_looked_at() -> None:
    for form, size in (("ICO", (128, 96)), ("ICNS", (1024, 1024))):
        assert look_at(saved(form)).size == size


def test_layers_of_a_drawing_are_seen_as_they_are_shown() -> None:
    rows = np.asarray(picture()).transpose(2, 0, 1).tobytes()
    header = b"8BPS\0\1" + bytes(6) + b"\0\3" + (240).to_bytes(4, "big") + (320).to_bytes(4, "big") + b"\0\x08\0\3"
    seen = look_at(header + bytes(12) + b"\0\0" + rows)
    assert distance(seen.frames[0].hashes[0], from_hex(REFERENCE[0])) <= 2


def test_an_empty_page_is_seen_and_has_no_features() -> None:
    seen = look_at(saved("JPEG", Image.new("RGB", (300, 200), "white")))
    assert (seen.reason, seen.frames[0].quality) == (Reason.DONE, 0)


@pytest.mark.parametrize(
    ("mime", "group", "reason"),
    [
        ("image/jxl", Group.STILL, Reason.NOT_SUPPORTED),
        ("image/x-canon-cr3", Group.STILL, Reason.NOT_SUPPORTED),
        ("application/pdf", Group.OTHER, Reason.UNKNOWN_KIND),
    ],
)
def test_what_cannot_be_opened_is_said(mime: str, group: Group, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        list(stills.look(b"", Kind(mime, group), Limits(), turned=False))
    assert refused.value.reason is reason


def test_twelve_bits_are_said_to_be_not_supported() -> None:
    data = bytearray(saved("JPEG"))
    data[data.index(b"\xff\xc0") + 4] = 12
    assert look_at(bytes(data)).reason is Reason.NOT_SUPPORTED
