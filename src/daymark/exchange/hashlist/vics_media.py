"""One medium of a VICS document as a known entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist.entries import BadRow, Facts, KnownEntry, bad_row, judged
from daymark.exchange.hashlist.hexadecimal import DIGITS, unhexed, what_is_wrong
from daymark.exchange.hashlist.kinds import with_one_more
from daymark.exchange.hashlist.nist import bears_every_mark
from daymark.exchange.remarks import Remarks

_LONGEST_FIELD = 4096  # bytes of JSON of one field kept with an entry
_NO_VERDICT = frozenset({None, "0", "5"})  # in every public profile one of them is "uncategorised"
_HARMLESS = _NO_VERDICT | {"8"}  # and 8 is what NIST's list of harmless files has
_TAKEN = frozenset(
    {"MD5", "SHA1", "SHA256", "PhotoDNA", "AlternativeHashes", "Category", "MediaSize", "MediaID"}
    | {"Series", "Tags", "DateUpdated"}
)
_DIGESTS = (("MD5", "md5"), ("SHA1", "sha1"), ("SHA256", "sha256"))
_LARGEST = 2**63 - 1


class MediaReader:
    """Reads the media of one document."""

    def __init__(self, profile: str, standing: Standing, is_nist: bool) -> None:
        self._profile, self._standing, self._is_nist = profile, standing, is_nist

    def read(self, where: int, media: Mapping[str, Any], remarks: Remarks) -> KnownEntry | BadRow:
        """One entry, or why it is none."""
        faults: list[str] = []
        category = _category(media.get("Category"))
        facts = self._facts(media, category)
        entry = KnownEntry(where, standing=self._standing_of(where, media, category, remarks), facts=facts)
        entry = _with_alternatives(_with_digests(entry, media, faults), media, faults)
        if entry[1:5] == (None, None, None, None) and not entry.facts.stored:
            return bad_row(where, "; ".join(faults) or "the entry holds no hash", str(media.get("", ""))[:100])
        for fault in faults:
            remarks.warn(f"entry {where}", f"{fault}; the other values were taken")
        return judged(entry)

    def _standing_of(self, where: int, media: Mapping[str, Any], category: str | None, remarks: Remarks) -> Standing:
        if self._standing is Standing.KNOWN_BAD:
            return Standing.UNKNOWN if category in _NO_VERDICT else Standing.KNOWN_BAD
        if self._standing is not Standing.KNOWN_GOOD:
            return Standing.UNKNOWN
        if not self._is_nist:
            return Standing.KNOWN_GOOD if category in _HARMLESS else Standing.UNKNOWN
        if bears_every_mark(media):
            return Standing.KNOWN_GOOD
        remarks.warn(f"entry {where}", "it is not as NIST's list of harmless files has them, and is not taken for good")
        return Standing.UNKNOWN

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


def _with_digests(entry: KnownEntry, media: Mapping[str, Any], faults: list[str]) -> KnownEntry:
    values: dict[str, Any] = {}
    for key, kind in _DIGESTS:
        text = media.get(key)
        if text is None or text == "":
            continue
        values[kind] = unhexed(text.strip(), DIGITS[kind]) if isinstance(text, str) else None
        if values[kind] is None:
            faults.append(what_is_wrong(str(text), kind))
    return entry._replace(**values) if values else entry


def _with_alternatives(entry: KnownEntry, media: Mapping[str, Any], faults: list[str]) -> KnownEntry:
    """PhotoDNA stands with the medium in 2.0 and among the alternative hashes in 1.3; other kinds only there."""
    found = [("PhotoDNA", media.get("PhotoDNA"))]
    others = media.get("AlternativeHashes")
    for other in others if isinstance(others, list) else ():
        if isinstance(other, dict):
            found.append((str(other.get("HashName") or "unnamed hash"), other.get("HashValue")))
    for name, value in found:
        if isinstance(value, str) and value.strip():
            entry = with_one_more(entry, name, value.strip(), faults)
    return entry


def _category(value: Any) -> str | None:
    if value is None or isinstance(value, bool | dict | list):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, dict | list):
        return None
    return str(value).strip() or None


def _whole(value: Any) -> int | None:
    text = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= _LARGEST else None


def _tags(value: Any) -> tuple[str, ...]:
    texts = value if isinstance(value, list) else str(value).split(",") if isinstance(value, str) else ()
    return tuple(str(text).strip() for text in texts if str(text).strip())


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
