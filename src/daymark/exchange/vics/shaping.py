"""Dataclasses as the JSON objects of one version, obeying what the strictest known reader wants.

No nulls, whole numbers as numbers (64 bits as text in 1.x, as its protocol writes them), digests in upper case, times
with their offset, backslashes in the path of the enclosed file. What cannot be written is counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from daymark.exchange.moments import Moment
from daymark.exchange.vics.losses import Losses
from daymark.exchange.vics.model import Media
from daymark.exchange.vics.properties import Property, properties_of
from daymark.exchange.vics.versions import Version

PHOTODNA = "PhotoDNA"
_DTO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)", re.ASCII)


class _Refused(Exception):
    """A value that the property cannot hold; the message says why."""


class _Part(NamedTuple):
    name: str
    field: str
    put: Callable[[Any], Any] | None  # None: the value as it is
    element: str


class _Plan(NamedTuple):
    carried: tuple[_Part, ...]
    lost: tuple[tuple[str, str], ...]  # names and fields without a place


class Shaper:
    """Makes the objects of one document."""

    def __init__(self, version: Version, losses: Losses) -> None:
        self._is_1x = version is not Version.V2_0
        self._losses = losses
        self._plans: dict[str, _Plan] = {}

    def shaped(self, thing: Any, owner: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The object of one dataclass. `owner` is the key of what it belongs to."""
        entity = type(thing).__name__
        plan = self._plans.get(entity) or self._planned(entity)
        shaped: dict[str, Any] = dict(owner) if owner and entity != "Identifier" else {}  # whose MD5 is its own
        for name, field, put, element in plan.carried:
            value = getattr(thing, field)
            if not value and (value is None or value == "" or value == ()):
                continue
            if element:
                shaped[name] = [self.shaped(each, _key_of(entity, thing)) for each in value]
            elif put is None:
                shaped[name] = value
            else:
                try:
                    shaped[name] = put(value)
                except _Refused as why:
                    self._losses.refused(f"{entity}.{name}", str(why))
        self._count_lost(entity, plan, thing, shaped)
        return shaped

    def _count_lost(self, entity: str, plan: _Plan, thing: Any, shaped: dict[str, Any]) -> None:
        for name, field in plan.lost:
            value = getattr(thing, field)
            if value is None or value == "":
                continue
            for _ in value if isinstance(value, tuple) else (value,):
                self._losses.no_place(f"{entity}.{name}")
        for name in thing.more:
            self._losses.no_place(f"{entity}.{name}")
        if self._is_1x and entity == "Media" and thing.photo_dna:
            _put_photodna(thing, shaped)

    def _planned(self, entity: str) -> _Plan:
        found = [each for each in properties_of(entity) if each.kind != "counted"]
        carried = [each for each in found if each.in_1x or not self._is_1x]
        lost = [each for each in found if each not in carried and each.name != PHOTODNA]
        plan = _Plan(
            tuple(_Part(each.name, each.field, self._put(each), each.element) for each in carried),
            tuple((each.name, each.field) for each in lost),
        )
        return self._plans.setdefault(entity, plan)

    def _put(self, property: Property) -> Callable[[Any], Any] | None:
        if property.kind == "int64" and self._is_1x:
            return _long_as_text
        return _PUTS.get(property.kind)


def _key_of(entity: str, thing: Any) -> Mapping[str, str] | None:
    """The key that everything repeats which belongs to this."""
    if entity == "Media":
        return {"MD5": thing.md5.hex().upper()}
    if entity == "Case":
        return {"CaseID": str(thing.case_id)}
    return {"MD5": thing.md5} if entity == "Identifier" and thing.md5 else None


def _put_photodna(media: Media, shaped: dict[str, Any]) -> None:
    """1.x has PhotoDNA among the alternative hashes, first of them."""
    own = {"MD5": media.md5.hex().upper(), "HashName": PHOTODNA, "HashValue": media.photo_dna}
    shaped["AlternativeHashes"] = [own, *shaped.get("AlternativeHashes", ())]


def _within(lowest: int, highest: int) -> Callable[[int], int]:
    def put(value: int) -> int:
        if not lowest <= value <= highest:
            raise _Refused(f"the number is not between {lowest:,} and {highest:,}; not written")
        return int(value)

    return put


def _long_as_text(value: int) -> str:
    return str(_long(value))


def _moment(value: Moment) -> str:
    """The time as received where it is well-formed, which keeps the offset; else its instant."""
    if value.instant is None:
        raise _Refused("the time does not say its offset, or cannot be read; not written")
    return value.as_received if _DTO.fullmatch(value.as_received) else value.instant.isoformat()


def _upper_hex(value: bytes) -> str:
    return value.hex().upper()


def _with_backslashes(value: str) -> str:
    return value.replace("/", "\\")


def _guid(value: UUID) -> str:
    return str(value)


_long = _within(-(2**63), 2**63 - 1)
_PUTS: Mapping[str, Callable[[Any], Any]] = {
    "byte": _within(0, 255),
    "int32": _within(-(2**31), 2**31 - 1),
    "int64": _long,
    "moment": _moment,
    "md5": _upper_hex,
    "sha1": _upper_hex,
    "path": _with_backslashes,
    "guid": _guid,
}
