"""Which of the things that a file asserts could link it with others, and how much an equal value is worth.

Sources: EXIF 3.0, 4.6.6.9 (identifiers); XMP specification part 2 (media management); what makers do with the tags is
field knowledge, to be checked against the collection at hand by counting.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from daymark.engine.exif.asserted import Camera, KeyKind, LinkingKey, Said, Strength
from daymark.engine.exif.names import Statement, Statements

_S = Statement
SHORTEST_SERIAL = 4  # characters; shorter ones are counters or defaults
_SIGNS = re.compile(r"[^0-9a-z]+")
_NOT_A_SERIAL = frozenset(
    (
        *(
            "none",
            "null",
            "unknown",
            "undefined",
            "default",
            "serial",
            "serialnumber",
            "notavailable",
            "notset",
            "test",
        ),
        *("deadbeef", "4294967295", "2147483647", "65535", "1234567890", "0123456789", "abcdef", "xxxxxx"),
    )
)
_COUNTING = "0123456789" * 2
_IMAGE_ID = re.compile(r"[0-9a-f]{32}")  # EXIF: 128 bits in hexadecimal
_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
_APPLE_ID = re.compile(r"[A-Za-z0-9+/_=-]{16,64}")
_COMPANY = re.compile(
    r"\b(corporation|corp|company|co|inc|ltd|limited|gmbh|ag|imaging|electronics|optical|camera|digital"
    r"|technologies|communications|mobile)\b\.?,?"
)


def keys_of(camera: Camera, statements: Statements) -> tuple[LinkingKey, ...]:
    """The keys of one file, the strong ones first. A value that says nothing is kept as NONE with its reason."""
    keys = [
        *_serials(camera, statements),
        *_captures(statements),
        *_images(statements),
        *_documents(statements),
        *_persons(camera, statements),
    ]
    order = list(Strength)
    once: dict[tuple[KeyKind, str], LinkingKey] = {}
    for key in keys:
        once.setdefault((key.kind, key.value or key.source), key)
    return tuple(sorted(once.values(), key=lambda key: order.index(key.strength)))


def maker(make: str) -> str:
    """The maker's name, comparable: `NIKON CORPORATION` and `Nikon` are one."""
    name = " ".join(_COMPANY.sub(" ", _comparable(make)).split())
    return name or _comparable(make)


def serial(text: str) -> str:
    """A serial number, comparable: small letters and digits only; empty when it identifies nothing.

    Leading zeros stay: makers count their digits.
    """
    plain = _SIGNS.sub("", _comparable(text).removeprefix("no="))
    useless = (
        len(plain) < SHORTEST_SERIAL
        or len(plain.strip("0")) < 2
        or len(set(plain)) == 1
        or plain in _NOT_A_SERIAL
        or plain in _COUNTING
        or not any(character.isdigit() for character in plain)
    )
    return "" if useless else plain


def _serials(camera: Camera, statements: Statements) -> Iterator[LinkingKey]:
    internal = tuple(statements.every(_S.MAKER_INTERNAL_SERIAL))
    bodies = (*statements.every(_S.BODY_SERIAL), *statements.every(_S.MAKER_BODY_SERIAL))
    for said in bodies:
        yield _serial_key(KeyKind.CAMERA, said, camera.make, "the same camera by the number on its body")
    for said in internal:
        yield _serial_key(KeyKind.CAMERA_INTERNAL, said, camera.make, "the same camera by the number inside it")
    for said in statements.every(_S.LENS_SERIAL):
        maker_of_lens = camera.lens_make or camera.make
        yield _serial_key(KeyKind.LENS, said, maker_of_lens, "the same lens, which may change from camera to camera")


def _serial_key(kind: KeyKind, said: Said, make: Said | None, meaning: str) -> LinkingKey:
    number = serial(said.text)
    if not number:
        return _nothing(kind, said, "The serial number is empty, constant or a default: it names no device.")
    if make is None:
        why = "A serial number without its maker: others use the same numbers. It only supports a link."
        return LinkingKey(kind, number, Strength.WEAK, why, said.source)
    return LinkingKey(kind, f"{maker(make.text)}|{number}", Strength.STRONG, f"Says that it is {meaning}.", said.source)


def _captures(statements: Statements) -> Iterator[LinkingKey]:
    for said in statements.every(_S.CAPTURE_ID):
        yield _uuid_key(KeyKind.CAPTURE, said, "Says that it is the still or the film of one moment.")
    for said in statements.every(_S.BURST_ID):
        yield _uuid_key(KeyKind.BURST, said, "Says that it is one of a burst of pictures.")


def _uuid_key(kind: KeyKind, said: Said, why: str) -> LinkingKey:
    value = _comparable(said.text)
    if not _UUID.fullmatch(value) or _constant(value):
        return _nothing(kind, said, "This is no identifier of the usual form.")
    return LinkingKey(kind, value.replace("-", ""), Strength.STRONG, why, said.source)


def _images(statements: Statements) -> Iterator[LinkingKey]:
    for said in statements.every(_S.IMAGE_ID):
        value = _comparable(said.text).replace("-", "")
        if not _IMAGE_ID.fullmatch(value) or _constant(value):
            why = "Not 32 hexadecimal digits, or all the same: such values are constant for a model or a firmware."
            yield _nothing(KeyKind.IMAGE, said, why)
        else:
            why = (
                "Copies of one picture share it; but some makers write a constant: link only while few files carry it."
            )
            yield LinkingKey(KeyKind.IMAGE, value, Strength.COUNTED, why, said.source)
    for said in statements.every(_S.APPLE_IMAGE_ID):
        if _APPLE_ID.fullmatch(said.text) and not _constant(said.text):
            why = "Copies of one picture share it: link only while few files carry it."
            yield LinkingKey(KeyKind.IMAGE, said.text, Strength.COUNTED, why, said.source)


def _documents(statements: Statements) -> Iterator[LinkingKey]:
    document = "Made from one document; templates are shared by many: link only while few files carry it."
    instance = "One saved state of a document: link only while few files carry it."
    for statement in (_S.ORIGINAL_ID, _S.DOCUMENT_ID, _S.DERIVED_ID):
        for said in statements.every(statement):
            yield _document_key(KeyKind.DOCUMENT, said, document)
    for said in statements.every(_S.INSTANCE_ID):
        yield _document_key(KeyKind.INSTANCE, said, instance)


def _document_key(kind: KeyKind, said: Said, why: str) -> LinkingKey:
    value = _comparable(said.text).removeprefix("uuid:").removeprefix("xmp.did:").removeprefix("xmp.iid:")
    if len(value) < 16 or _constant(value):
        return _nothing(kind, said, "This is no identifier of the usual form.")
    return LinkingKey(kind, value, Strength.COUNTED, why, said.source)


def _persons(camera: Camera, statements: Statements) -> Iterator[LinkingKey]:
    for said in statements.every(_S.OWNER):
        why = "A name that somebody typed into a camera: it supports a link and never makes one."
        yield LinkingKey(KeyKind.OWNER, _comparable(said.text), Strength.WEAK, why, said.source)
    if camera.make is not None and camera.model is not None:
        why = "Thousands of people own this model: it never links anything by itself."
        value = f"{maker(camera.make.text)}|{_comparable(camera.model.text)}"
        yield LinkingKey(KeyKind.MODEL, value, Strength.WEAK, why, camera.model.source)


def _comparable(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _constant(value: str) -> bool:
    return len(set(_SIGNS.sub("", value.casefold()))) <= 2


def _nothing(kind: KeyKind, said: Said, why: str) -> LinkingKey:
    return LinkingKey(kind, "", Strength.NONE, why, said.source)
