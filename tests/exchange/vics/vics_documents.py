"""Synthetic cases and media, drawn by hypothesis, and documents of them."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from daymark.exchange.moments import moment_of
from daymark.exchange.vics import (
    AlternativeHash,
    BadRow,
    Case,
    CaseMetadata,
    Exif,
    Found,
    Identifier,
    IdentifierMetadata,
    Media,
    MediaFile,
    MediaMetadata,
    Repository,
    Segment,
    VicsDocument,
    Written,
    read_vics,
    write_cases,
    write_hash_set,
)

CASE_ID = UUID("0a1b2c3d-0001-0002-0304-05060708090a")
PHOTODNA = "A" * 192
V13_CASES = "http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Cases"
V20 = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/Default/$metadata#"


def md5(number: int) -> bytes:
    """A made-up MD5."""
    return number.to_bytes(8, "big") + bytes(8)


def medium(number: int = 1, **said: Any) -> Media:
    """A medium with little more than its MD5."""
    return Media(md5(number), media_id=number, **said)


def raw(number: int = 1, **said: Any) -> dict[str, Any]:
    """The JSON object of a medium as others write it."""
    return {"MediaID": number, "MD5": md5(number).hex().upper(), "IsPrecategorized": False, **said}


def saved(folder: Path, document: Any, name: str = "a.json") -> VicsDocument:
    """The document read from a file of this content: bytes, text, or an object that becomes JSON."""
    path = folder / name
    text = document if isinstance(document, bytes | str) else json.dumps(document)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_vics(path)


def case_document(media: list[Any], context: str = V20 + "Cases", **said: Any) -> dict[str, Any]:
    """A document of one case."""
    key = "@odata.context" if "/2.0.xml" in context else "odata.metadata"
    return {key: context, "value": [{"CaseID": str(CASE_ID), "Media": media, **said}]}


def both(document: VicsDocument) -> tuple[list[Found], list[BadRow]]:
    """All media and all bad rows."""
    rows = list(document)
    return [row for row in rows if isinstance(row, Found)], [row for row in rows if isinstance(row, BadRow)]


def media_of(document: VicsDocument) -> list[Media]:
    """The media of a document without a bad row."""
    found, bad = both(document)
    assert bad == []
    return [each.media for each in found]


def cases_out(*cases: tuple[Case, list[Media]], **asked: Any) -> tuple[bytes, Written]:
    """The bytes of a document of cases, and what the writer says of it."""
    out = io.BytesIO()
    return (out.getvalue(), said) if (said := write_cases(out, cases, **asked)) else (b"", said)


def hash_set_out(*media: Media, **asked: Any) -> tuple[bytes, Written]:
    """The bytes of a hash set, and what the writer says of it."""
    out = io.BytesIO()
    said = write_hash_set(out, media, **asked)
    return out.getvalue(), said


texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC) | offsets).map(moment_of)  # noqa: DTZ001
flags = st.booleans()
int32s = st.integers(-(2**31), 2**31 - 1)
int64s = st.integers(-(2**63) + 1, 2**63 - 1)  # the lowest of all is one that our JSON parser does not take
digests = st.binary(min_size=16, max_size=16)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A value or none."""
    return st.none() | strategy


def several(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A short list without repetitions."""
    return st.lists(strategy, max_size=3, unique=True).map(tuple)


in_1x_files = st.builds(
    MediaFile,
    file_name=maybe(texts),
    file_path=maybe(texts),
    created=maybe(moments),
    written=maybe(moments),
    accessed=maybe(moments),
    unallocated=maybe(flags),
)
in_20_files = st.builds(
    lambda in_1x, **more: replace(in_1x, **more),
    in_1x_files,
    media_file_id=int32s,
    source_id=maybe(texts),
    physical_location=maybe(int64s),
    deleted=maybe(flags),
    parent_md5=maybe(digests),
    parent_file_name=maybe(texts),
    parent_file_path=maybe(texts),
    parent_physical_location=maybe(int64s),
)
paths = st.lists(texts.map(lambda text: text.replace("/", "_")), min_size=1, max_size=3).map("\\".join)
in_1x_media = st.builds(
    Media,
    md5=digests,
    media_id=int32s,
    category=maybe(st.integers(0, 255)),
    sha1=maybe(st.binary(min_size=20, max_size=20)),
    photo_dna=maybe(texts),
    victim_identified=maybe(flags),
    offender_identified=maybe(flags),
    is_distributed=maybe(flags),
    comments=maybe(texts),
    tags=maybe(texts),
    series=maybe(texts),
    media_size=maybe(int64s),
    relative_file_path=maybe(paths),
    is_precategorized=flags,
    is_suspected=maybe(flags),
    alternative_hashes=several(st.builds(AlternativeHash, st.sampled_from(["SHA256", "PDQ"]), texts)),
    exifs=several(st.builds(Exif, texts, maybe(texts))),
    media_files=several(in_1x_files),
)
identifiers = st.builds(
    Identifier,
    md5=maybe(texts),
    identifier_type=maybe(texts),
    name=maybe(texts),
    application=maybe(texts),
    comments=maybe(texts),
    tags=maybe(texts),
    identifier_metadata=several(st.builds(IdentifierMetadata, texts, maybe(texts))),
)
in_20_media = st.builds(
    lambda in_1x, **more: replace(in_1x, **more),
    in_1x_media,
    date_updated=maybe(moments),
    precategorization_source=maybe(texts),
    mime_type=maybe(texts),
    self_generated=maybe(flags),
    exifs=several(st.builds(Exif, texts, maybe(texts), maybe(texts))),
    media_files=several(in_20_files),
    repositories=several(st.builds(Repository, texts)),
    segments=several(st.builds(Segment, int32s, maybe(texts), maybe(texts), st.integers(0, 255))),
    media_metadata=several(st.builds(MediaMetadata, texts, maybe(texts))),
    identifiers=several(identifiers),
)
in_1x_cases = st.builds(
    Case,
    case_id=st.uuids(),
    case_number=maybe(texts),
    contact_organization=maybe(texts),
    contact_name=maybe(texts),
    contact_phone=maybe(texts),
    contact_email=maybe(texts),
    contact_title=maybe(texts),
    seizure_date=maybe(moments),
    source_application_name=maybe(texts),
    source_application_version=maybe(texts),
    case_metadata=several(st.builds(CaseMetadata, texts, maybe(texts))),
)
in_20_cases = st.builds(
    lambda case, identifiers: replace(case, identifiers=identifiers), in_1x_cases, several(identifiers)
)


def documents(case: st.SearchStrategy[Case], media: st.SearchStrategy[Media]) -> st.SearchStrategy[Any]:
    """Cases with media of different content."""
    own = st.lists(media, max_size=4, unique_by=lambda each: each.md5)
    return st.lists(st.tuples(case, own), max_size=3)
