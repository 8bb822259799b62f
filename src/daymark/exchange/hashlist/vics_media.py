"""One medium of a VICS document as a known entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist.entries import BadRow, Facts, KnownEntry, bad_row
from daymark.exchange.hashlist.nist import bears_every_mark
from daymark.exchange.hashlist.values import Values
from daymark.exchange.remarks import Remarks

_LONGEST_FIELD = 4096  # bytes of JSON of one field kept with an entry
_NO_VERDICT = frozenset({None, "0", "5"})  # in every public profile one of them is "uncategorised"
# 8 is what NIST's list of harmless files has, and only the profile US says by its name that 0 is Non-Pertinent: without
# a profile 0 and 5 may each be "nobody has looked" (docs/decisions/0013-known-good-lists.md).
_HARMLESS = frozenset({"8"})
_HARMLESS_IN = {"US": _HARMLESS | {"0"}}
_TAKEN = frozenset(
    {"MD5", "SHA1", "SHA256", "PhotoDNA", "AlternativeHashes", "Category", "MediaSize", "MediaID"}
    | {"Series", "Tags", "DateUpdated"}
)
_VALUES = ("MD5", "SHA1", "SHA256", "PhotoDNA")
_LARGEST = 2**63 - 1


class MediaReader:
    """Reads the media of one document."""

    def __init__(self, profile: str, region: str | None, standing: Standing, is_nist: bool) -> None:
        self._profile, self._standing, self._is_nist = profile, standing, is_nist
        self._harmless = _HARMLESS_IN.get((region or "").upper(), _HARMLESS)

    def read(self, where: int, media: Mapping[str, Any], remarks: Remarks) -> KnownEntry | BadRow:
        """One entry, or why it is none."""
        category = _category(media.get("Category"))
        if why := self._why_not_good(category):
            return bad_row(where, why)
        standing = self._standing_of(where, media, category, remarks)
        return _gathered(media).row(where, standing, self._facts(media, category), remarks, unit="entry")

    def _standing_of(self, where: int, media: Mapping[str, Any], category: str | None, remarks: Remarks) -> Standing:
        if self._standing is Standing.KNOWN_BAD:
            return Standing.UNKNOWN if category in _NO_VERDICT else Standing.KNOWN_BAD
        if self._standing is not Standing.KNOWN_GOOD:
            return Standing.UNKNOWN
        if not self._is_nist:
            return Standing.KNOWN_GOOD if category in self._harmless else Standing.UNKNOWN
        if bears_every_mark(media):
            return Standing.KNOWN_GOOD
        remarks.warn(f"entry {where}", "it is not as NIST's list of harmless files has them, and is not taken for good")
        return Standing.UNKNOWN

    def _why_not_good(self, category: str | None) -> str:
        """Why an entry of a list that is brought as known good is not taken: nobody has said that it is harmless."""
        if self._standing is not Standing.KNOWN_GOOD or self._is_nist or category in self._harmless:
            return ""
        if category is None:
            return "it has no category: nobody has said that it is harmless, so it is not taken for known good"
        if category in _NO_VERDICT:
            return f"category {category} means “nobody has looked” on some scales, so it is not taken for known good"
        return ""

    def _facts(self, media: Mapping[str, Any], category: str | None) -> Facts:
        size = media.get("MediaSize")
        mime = media.get("MimeType")
        return Facts(
            size=_whole(size),
            external_id=_text(media.get("MediaID")),
            kind=mime.split("/", 1)[0] if isinstance(mime, str) and "/" in mime else None,
            category=category,
            profile=self._profile if category is not None else None,
            series=_text(media.get("Series")),
            date=_text(media.get("DateUpdated")),
            tags=_tags(media.get("Tags")),
            fields=_fields(media),
        )


def _gathered(media: Mapping[str, Any]) -> Values:
    """PhotoDNA stands with the medium in 2.0 and among the alternative hashes in 1.3; other kinds only there."""
    values = Values()
    for name in _VALUES:
        text = media.get(name)
        if text is not None and text != "":
            values.put_named(name, str(text).strip())
    others = media.get("AlternativeHashes")
    for other in others if isinstance(others, list) else ():
        text = other.get("HashValue") if isinstance(other, dict) else None
        if isinstance(text, str) and text.strip():
            values.put_named(str(other.get("HashName") or "unnamed hash"), text.strip())
    return values


def _category(value: Any) -> str | None:
    if isinstance(value, bool | dict | list):
        return None
    return _text(int(value) if isinstance(value, float) and value.is_integer() else value)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, dict | list):
        return None
    return str(value).strip() or None


def _whole(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19:
        value = int(value)
    return value if type(value) is int and 0 <= value <= _LARGEST else None


def _tags(value: Any) -> tuple[str, ...]:
    texts = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else ()
    return tuple(text for each in texts if (text := str(each).strip()))


def _fields(media: Mapping[str, Any]) -> dict[str, str]:
    """Everything else that the entry says, as text, or as JSON where it is short; the protocol's links say nothing."""
    fields: dict[str, str] = {}
    for key, value in media.items():
        if value is None or value == "" or value == [] or key in _TAKEN or "odata" in key:
            continue
        if isinstance(value, str):
            fields[key] = value[:_LONGEST_FIELD]
        elif isinstance(value, bool):
            fields[key] = "true" if value else "false"
        else:
            fields[key] = _json(value)
    return fields


def _json(value: Any) -> str:
    text = orjson.dumps(_without_links(value))
    if len(text) <= _LONGEST_FIELD:
        return text.decode()
    return f"{len(value):,} entries, not kept here" if isinstance(value, list) else "not kept here"


def _without_links(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_links(each) for each in value]
    if isinstance(value, dict):
        return {key: _without_links(each) for key, each in value.items() if "odata" not in key and each is not None}
    return value
