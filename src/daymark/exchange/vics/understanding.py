"""JSON objects of a VICS document as dataclasses: what is known is understood, the rest is kept as it came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from daymark.exchange.moments import Moment, doubt_about
from daymark.exchange.remarks import Remarks
from daymark.exchange.vics.model import ENTITIES, NOTHING, AlternativeHash, Case, Media
from daymark.exchange.vics.properties import properties_of
from daymark.exchange.vics.values import READERS, NotUnderstood

_PHOTODNA = "photodna"


class NoMedia(Exception):
    """An entry that is no medium; the message says why."""


def media_of(raw: Mapping[str, Any], where: str, remarks: Remarks) -> Media:
    """The medium of one entry. Raises NoMedia when it has no MD5, by which VICS tells media apart."""
    if "" in raw:
        raise NoMedia("the entry is no object")
    said = _said("Media", raw, where, "", remarks)
    if "md5" not in said:
        why = "its MD5 cannot be read" if raw.get("MD5") else "it has no MD5"
        raise NoMedia(f"{why}, and VICS tells media apart by it")
    return _with_photodna(Media(**said))


def case_of(raw: Mapping[str, Any], where: str, remarks: Remarks) -> Case:
    """The case without its media."""
    case = Case(**_said("Case", {key: value for key, value in raw.items() if key != "Media"}, where, "", remarks))
    if case.case_id is None:
        remarks.warn(where, "it has no CaseID that can be read")
    return case


class _Known(NamedTuple):
    """How a property is read: its field, the reader of its kind, or the entity of the elements of a list."""

    field: str
    read: Callable[[Any], Any] | None
    element: str


@cache
def _known_of(entity: str) -> dict[str, _Known]:
    return {each.name: _Known(each.field, READERS.get(each.kind), each.element) for each in properties_of(entity)}


def _said(entity: str, raw: Mapping[str, Any], where: str, owner: str, remarks: Remarks) -> dict[str, Any]:
    """The fields of an entity. `owner` is the key of what it belongs to, which it repeats."""
    said: dict[str, Any] = {}
    more: dict[str, Any] = {}
    known = _known_of(entity)
    for name, value in raw.items():
        if value is None or value == "" or value == []:
            continue
        property = known.get(name)
        if property is None:
            if "odata." not in name and not _repeats(name, value, owner):
                more[name] = value
            continue
        try:
            said[property.field] = _value(name, property, value, where, raw, remarks)
        except NotUnderstood as why:
            remarks.warn(where, f"{name}: {why}; it is kept as it came")
            more[name] = value
    if more:
        said["more"] = more
    return said


def _repeats(name: str, value: Any, owner: str) -> bool:
    return name in ("MD5", "CaseID") and isinstance(value, str) and (value == owner or _bare(value) == _bare(owner))


def _bare(key: str) -> str:
    return key.strip("{} ").casefold()


def _value(name: str, known: _Known, value: Any, where: str, raw: Mapping[str, Any], remarks: Remarks) -> Any:
    if known.read is None:
        return _elements(known.element, value, where, raw, remarks)
    read = known.read(value)
    if type(read) is Moment and read.instant is None and (doubt := doubt_about(read)):
        remarks.warn(where, f"{name}: {doubt}")
    return read


def _elements(entity: str, value: Any, where: str, raw: Mapping[str, Any], remarks: Remarks) -> tuple[Any, ...]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise NotUnderstood("it is no list of objects")
    owner = str(raw.get("MD5") or raw.get("CaseID") or "")
    kind = ENTITIES[entity]
    return tuple(kind(**_said(entity, each, where, owner, remarks)) for each in value)


def _with_photodna(media: Media) -> Media:
    """1.x has PhotoDNA among the alternative hashes; here it stands with the medium."""
    for place, other in enumerate(media.alternative_hashes):
        if (other.hash_name or "").casefold() == _PHOTODNA and media.photo_dna in (None, other.hash_value):
            rest = media.alternative_hashes[:place] + media.alternative_hashes[place + 1 :]
            return _moved(media, other, rest)
    return media


def _moved(media: Media, other: AlternativeHash, rest: tuple[AlternativeHash, ...]) -> Media:
    if other.more != NOTHING or other.hash_value is None:
        return media
    fields = {name: getattr(media, name) for name in Media.__dataclass_fields__}
    return Media(**{**fields, "photo_dna": other.hash_value, "alternative_hashes": rest})
