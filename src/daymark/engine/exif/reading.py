"""Makes facts of tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from daymark.engine.exif.asserted import Camera, MediaFacts, Provenance, Said
from daymark.engine.exif.keys import keys_of
from daymark.engine.exif.moments import moments_of
from daymark.engine.exif.names import Statement, Statements
from daymark.engine.exif.positions import positions_of
from daymark.engine.sandbox.seen import Tag

_S = Statement
MOST_TAGS = 1_000  # of one file; the sandbox gives at most 201, lists from outside may have more
MOST_REMARKS = 50
_SINGLE = {
    _S.MAKE: "camera make",
    _S.MODEL: "camera model",
    _S.BODY_SERIAL: "body serial number",
    _S.LENS_SERIAL: "lens serial number",
    _S.OWNER: "owner",
}


def facts(tags: Sequence[Tag], *, read_at: datetime | None = None) -> MediaFacts:
    """What a file asserts about itself, from the tags that the sandbox or a case file gave.

    `read_at`, aware, is the time of the look: with it, times in the future are remarked on. Never raises, whatever the
    tags hold; what could not be understood is in `remarks`.
    """
    remarks: list[str] = []
    statements = Statements(tags[:MOST_TAGS], remarks)
    camera = _camera(statements)
    found = MediaFacts(
        camera=camera,
        moments=moments_of(statements, remarks, read_at),
        positions=positions_of(statements, remarks),
        keys=keys_of(camera, statements),
        captions=tuple(statements.every(_S.CAPTION)),
        authors=tuple(statements.every(_S.AUTHOR)),
        provenance=_provenance(statements),
    )
    remarks.extend(_disagreements(statements))
    return replace(found, remarks=tuple(dict.fromkeys(remarks))[:MOST_REMARKS])


def _camera(statements: Statements) -> Camera:
    return Camera(
        make=statements.first(_S.MAKE),
        model=statements.first(_S.MODEL),
        body_serial=statements.first(_S.BODY_SERIAL),
        maker_serials=(*statements.every(_S.MAKER_BODY_SERIAL), *statements.every(_S.MAKER_INTERNAL_SERIAL)),
        lens_make=statements.first(_S.LENS_MAKE),
        lens_model=statements.first(_S.LENS_MODEL),
        lens_serial=statements.first(_S.LENS_SERIAL),
        owner=statements.first(_S.OWNER),
        image_unique_id=statements.first(_S.IMAGE_ID),
        software=tuple(statements.every(_S.SOFTWARE)),
    )


def _provenance(statements: Statements) -> Provenance:
    return Provenance(
        c2pa_manifest=statements.first(_S.MANIFEST) is not None,
        claim_generator=statements.first(_S.CLAIM_GENERATOR),
        digital_source=statements.first(_S.DIGITAL_SOURCE),
        generator_settings=tuple(statements.every(_S.GENERATOR_SETTINGS)),
    )


def _disagreements(statements: Statements) -> list[str]:
    """A file that names two cameras was put together from two."""
    remarks = []
    for statement, what in _SINGLE.items():
        said = tuple(statements.every(statement))
        if len(said) > 1:
            remarks.append(f"The file names more than one {what}: {_listed(said)}.")
    return remarks


def _listed(said: tuple[Said, ...]) -> str:
    return ", ".join(f'"{one.text[:40]}" ({one.source})' for one in said[:4])
