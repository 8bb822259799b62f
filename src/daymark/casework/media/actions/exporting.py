"""A case goes out as one file: VICS, ICSE's table, or a plain table of files. Each time is on record."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import BinaryIO, TypeVar

from django.db import transaction

from daymark import __version__
from daymark.casework.access.models import User
from daymark.casework.cases.actions import put_on_record
from daymark.casework.cases.models import Case
from daymark.casework.media.queries.exporting import files_without_content, outgoing
from daymark.casework.media.rules.exporting import (
    FILE_COLUMNS,
    NUMBERED,
    NotNumbered,
    Outgoing,
    as_hash_set,
    as_icse,
    as_listed,
    as_vics,
    category_of,
    why_without,
)
from daymark.casework.media.rules.scales import SCALES
from daymark.casework.media.rules.scales import VERSION as SCALES_VERSION
from daymark.casework.partners.queries import own_centre
from daymark.exchange import vics
from daymark.exchange.filelist import write_file_list
from daymark.exchange.icse import IcseRow, write_icse

Kept = TypeVar("Kept")
_PIECE = 1 << 20  # bytes
_NEVER_GOOD = "Nobody may take this file for a list of harmless files: what has no category may be anything."


class Format(StrEnum):
    """What a case can go out as."""

    VICS = "vics"
    HASH_SET = "hash-set"
    ICSE = "icse"
    FILES = "files"


WORDS = {
    Format.VICS: "VICS case",
    Format.HASH_SET: "VICS hash set",
    Format.ICSE: "ICSE table",
    Format.FILES: "list of files",
}
ENDINGS = {Format.VICS: "json", Format.HASH_SET: "json", Format.ICSE: "csv", Format.FILES: "csv"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What should go out. Version, region and scale speak of VICS alone."""

    format: Format
    version: vics.Version = vics.Version.V2_0
    region: str = vics.DEFAULT_REGION
    scale: str = NUMBERED[0]

    @property
    def words(self) -> str:
        """The format as people call it."""
        is_vics = self.format in (Format.VICS, Format.HASH_SET)
        return f"{WORDS[self.format]} {self.version}, {SCALES[self.scale]}" if is_vics else WORDS[self.format]


@dataclass(frozen=True, slots=True)
class Exported:
    """What went out: how many rows or media, with what must be known about them, a sentence each."""

    rows: int
    sha256: str
    remarks: tuple[str, ...]


@dataclass
class _Left:
    """Counts what goes out without a category, and what does not go out at all, by the reason."""

    without: Counter[str] = field(default_factory=Counter)
    out: int = 0

    def remarks(self, why_out: str) -> list[str]:
        said = why_without(list(self.without.items()))
        return [*said, f"{self.out:,} left out: {why_out}."] if self.out else said


@transaction.atomic
def export_case(
    *, case: Case, asked: Asked, stream: BinaryIO, by: User | None, at: datetime, machine_user: str = ""
) -> Exported:
    """Writes the case into `stream`, which can be read again, and puts on record what went out.

    Nothing is on record when the writing fails. `machine_user` is who ran the command, where nobody signed in.
    Raises NotNumbered and UnknownRegion.
    """
    if asked.scale not in NUMBERED:
        raise NotNumbered()
    rows, remarks = _WRITERS[asked.format](case, asked, stream)
    exported = Exported(rows, sha256_of(stream), tuple(remarks))
    detail = {"format": asked.words, "rows": rows, "sha256": exported.sha256, "scales": SCALES_VERSION}
    detail |= {"machine_user": machine_user} if machine_user else {}
    text = f"Exported as {asked.words}: {rows:,} {'row' if rows == 1 else 'rows'}, SHA-256 {exported.sha256}."
    put_on_record(case=case, act="case exported", text=text, by=by, at=at, detail=detail)
    return exported


def sha256_of(stream: BinaryIO) -> str:
    """The digest of what was written, from its beginning; the stream is at its beginning again."""
    stream.flush()
    stream.seek(0)
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
    stream.seek(0)
    return digest.hexdigest()


def _vics(case: Case, asked: Asked, stream: BinaryIO) -> tuple[int, list[str]]:
    left = _Left()

    def media() -> Iterator[vics.Media]:
        for content in outgoing(case):
            if why := category_of(content, asked.scale).why_not:
                left.without[why] += 1
            yield as_vics(content, asked.scale)

    written = vics.write_cases(stream, [(_case(case, asked), media())], version=asked.version, region=asked.region)
    return written.media, [*left.remarks(""), *([_NEVER_GOOD] if left.without else []), *written.remarks]


def _hash_set(case: Case, asked: Asked, stream: BinaryIO) -> tuple[int, list[str]]:
    left = _Left()
    media = _kept((as_hash_set(each, asked.scale) for each in _once(case)), left)
    written = vics.write_hash_set(stream, media, version=asked.version, region=asked.region)
    return written.media, [*left.remarks("no grade that holds, or a person decides its category"), *written.remarks]


def _icse(case: Case, asked: Asked, stream: BinaryIO) -> tuple[int, list[str]]:
    left = _Left()
    rows: Iterator[IcseRow] = _kept((as_icse(each) for each in _once(case)), left)
    return write_icse(stream, rows), left.remarks("no grade that holds says that they are abuse material")


def _files(case: Case, asked: Asked, stream: BinaryIO) -> tuple[int, list[str]]:
    read = (row for content in outgoing(case, only_shown=False) for row in as_listed(content))
    return write_file_list(stream, chain(read, files_without_content(case)), columns=FILE_COLUMNS), []


_WRITERS = {Format.VICS: _vics, Format.HASH_SET: _hash_set, Format.ICSE: _icse, Format.FILES: _files}


def _once(case: Case) -> Iterator[Outgoing]:
    """Each content once, however many places it has."""
    before = b""
    for content in outgoing(case):
        if content.sha256 != before:
            yield content
        before = content.sha256


def _kept(rows: Iterator[Kept | None], left: _Left) -> Iterator[Kept]:
    for row in rows:
        if row is None:
            left.out += 1
        else:
            yield row


def _case(case: Case, asked: Asked) -> vics.Case:
    """Who sends it and under which number; no person's name."""
    centre = own_centre()
    said = {"Daymark.Scale": asked.scale, "Daymark.ScaleTable": SCALES_VERSION}
    return vics.Case(
        case_id=case.pk,
        case_number=case.reference,
        contact_organization=centre.name if centre else None,
        source_application_name="Daymark",
        source_application_version=__version__,
        case_metadata=tuple(vics.CaseMetadata(name, value) for name, value in said.items()),
    )
