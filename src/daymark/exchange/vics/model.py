"""What a VICS document says, in the schema's own words and types; fields are its property names in snake case.

None and an empty list mean that the document says nothing; an empty text is no text. `more` holds properties that the
schema does not have, and values that could not be understood, as they came. Category numbers mean what the profile
(the region of the document) says and nothing by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

from daymark.exchange.moments import Moment

NOTHING: Mapping[str, Any] = MappingProxyType({})


def _more() -> Any:
    return field(default_factory=lambda: NOTHING, hash=False)


@dataclass(frozen=True, slots=True)
class CaseMetadata:
    """A free property of a case."""

    property_name: str | None = None
    property_value: str | None = None
    more: Mapping[str, Any] = _more()


@dataclass(frozen=True, slots=True)
class AlternativeHash:
    """A hash of a kind that has no place of its own: SHA256, PDQ. PhotoDNA stands with the medium."""

    hash_name: str | None = None
    hash_value: str | None = None
    more: Mapping[str, Any] = _more()


@dataclass(frozen=True, slots=True)
class Exif:
    """One thing that the file asserts about itself."""

    property_name: str | None = None
    property_value: str | None = None
    property_group: str | None = None
    more: Mapping[str, Any] = _more()


@dataclass(frozen=True, slots=True)
class MediaMetadata:
    """A free property of a medium."""

    property_name: str | None = None
    property_value: str | None = None
    more: Mapping[str, Any] = _more()


@dataclass(frozen=True, slots=True)
class Repository:
    """A collection that the medium is in."""

    repository_name: str | None = None
    more: Mapping[str, Any] = _more()


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a film with a category of its own."""

    segment_index: int | None = None
    start: str | None = None
    end: str | None = None
    category: int | None = None
    more: Mapping[str, Any] = _more()


@dataclass(frozen=True, slots=True)
class IdentifierMetadata:
    """A free property of an identifier."""

    property_name: str | None = None
    property_value: str | None = None
    more: Mapping[str, Any] = _more()


@dataclass(frozen=True, slots=True)
class Identifier:
    """An account, a name, an address that the case or the medium has to do with. Its `md5` is its own key."""

    md5: str | None = None
    identifier_type: str | None = None
    name: str | None = None
    application: str | None = None
    comments: str | None = None
    tags: str | None = None
    identifier_metadata: tuple[IdentifierMetadata, ...] = ()
    more: Mapping[str, Any] = _more()


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One place where a medium lay. `physical_location` counts bytes from the beginning of its store."""

    media_file_id: int | None = None
    file_name: str | None = None
    file_path: str | None = None
    created: Moment | None = None
    written: Moment | None = None
    accessed: Moment | None = None
    unallocated: bool | None = None
    source_id: str | None = None
    physical_location: int | None = None
    deleted: bool | None = None
    parent_md5: bytes | None = None
    parent_file_name: str | None = None
    parent_file_path: str | None = None
    parent_physical_location: int | None = None
    more: Mapping[str, Any] = _more()


@dataclass(frozen=True, slots=True)
class Media:
    """One content, by its MD5 (16 bytes), with every place where it lay. `media_size` is in bytes."""

    md5: bytes
    media_id: int | None = None
    category: int | None = None
    sha1: bytes | None = None
    photo_dna: str | None = None  # base64 of 144 bytes
    victim_identified: bool | None = None
    offender_identified: bool | None = None
    is_distributed: bool | None = None
    comments: str | None = None
    tags: str | None = None
    series: str | None = None
    media_size: int | None = None
    relative_file_path: str | None = None
    date_updated: Moment | None = None
    is_precategorized: bool = False
    precategorization_source: str | None = None
    is_suspected: bool | None = None
    mime_type: str | None = None
    self_generated: bool | None = None
    alternative_hashes: tuple[AlternativeHash, ...] = ()
    exifs: tuple[Exif, ...] = ()
    media_files: tuple[MediaFile, ...] = ()
    repositories: tuple[Repository, ...] = ()
    segments: tuple[Segment, ...] = ()
    media_metadata: tuple[MediaMetadata, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    more: Mapping[str, Any] = _more()


@dataclass(frozen=True, slots=True)
class Case:
    """A case without its media. The totals are the sender's word: exporters count different things under the name."""

    case_id: UUID | None = None
    case_number: str | None = None
    contact_organization: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    contact_email: str | None = None
    contact_title: str | None = None
    seizure_date: Moment | None = None
    source_application_name: str | None = None
    source_application_version: str | None = None
    case_metadata: tuple[CaseMetadata, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    total_media_files: int | None = None
    total_precategorized: int | None = None
    more: Mapping[str, Any] = _more()


ENTITIES: Mapping[str, type[Any]] = {
    entity.__name__: entity
    for entity in (
        Case,
        CaseMetadata,
        Media,
        MediaFile,
        AlternativeHash,
        Exif,
        MediaMetadata,
        Repository,
        Segment,
        Identifier,
        IdentifierMetadata,
    )
}
