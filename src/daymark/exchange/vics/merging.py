"""Puts the entries of one content together: exporters write a medium once for each place where it lay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

from daymark.exchange.remarks import Remarks
from daymark.exchange.vics.model import Media

# Places of storage that are held back while further entries of their media are awaited; some 100 MB.
_MOST_HELD = 200_000
_FIELDS = tuple(field.name for field in fields(Media) if field.name not in ("md5", "more"))


class Found(NamedTuple):
    """One medium of a document: the number of its first entry, its case among the document's, how many entries it had.

    `case` is None for a medium outside any case, as in a hash set.
    """

    where: int
    case: int | None
    media: Media
    entries: int = 1


class Merger:
    """Holds a medium back until its last entry came. `awaited`: entries to come by key, for keys that come again."""

    def __init__(self, awaited: dict[int, int], remarks: Remarks) -> None:
        self._awaited, self._remarks = awaited, remarks
        self._held: dict[int, dict[bytes, list[Found]]] = {}
        self._places = 0

    def take(self, key: int, found: Found) -> Iterator[Found]:
        """The media that this entry completes; mostly itself."""
        left = self._awaited.get(key)
        if left is None:
            yield found
            return
        self._awaited[key] = left - 1
        self._held.setdefault(key, {}).setdefault(found.media.md5, []).append(found)
        self._places += 1 + len(found.media.media_files)
        if left <= 1:
            yield from self._given_out(key)
        elif self._places > _MOST_HELD:
            self._remarks.warn(f"entry {found.where}", "too many media await further entries; they come in parts")
            yield from self.rest()

    def rest(self) -> Iterator[Found]:
        """What is still held, at the end or where the document breaks off."""
        for key in list(self._held):
            yield from self._given_out(key)

    def _given_out(self, key: int) -> Iterator[Found]:
        for entries in self._held.pop(key).values():
            self._places -= sum(1 + len(each.media.media_files) for each in entries)
            yield _together(entries, self._remarks)


def _together(entries: Sequence[Found], remarks: Remarks) -> Found:
    first = entries[0]
    if len(entries) == 1:
        return first
    media = merged([each.media for each in entries], f"entry {first.where}", remarks)
    return first._replace(media=media, entries=len(entries))


def merged(media: Sequence[Media], where: str, remarks: Remarks) -> Media:
    """One medium of several entries of it. Lists are joined; of values that contradict each other the first holds.

    The others are kept in `more` under their name with "(another)", and are told.
    """
    said: dict[str, Any] = {}
    others: dict[str, list[Any]] = {}
    for name in _FIELDS:
        values = [value for each in media if (value := getattr(each, name)) is not None]
        if values and isinstance(values[0], tuple):
            said[name] = tuple(dict.fromkeys(one for value in values for one in value))
        elif values:
            said[name] = any(values) if name == "is_precategorized" else values[0]
            others[name] = [value for value in dict.fromkeys(values) if value != said[name]]
    others.pop("is_precategorized", None)
    for name in others:
        if others[name] and name not in ("media_id", "relative_file_path"):  # these differ in every entry
            remarks.warn(where, f"entries of this medium contradict each other about {name}; the first holds")
    return Media(md5=media[0].md5, more=_joined([each.more for each in media], others), **said)


def _joined(kept: Sequence[Mapping[str, Any]], others: dict[str, list[Any]]) -> dict[str, Any]:
    """What each entry keeps, and the values that do not hold."""
    more: dict[str, Any] = {}
    for each in kept:
        for name, value in each.items():
            if more.setdefault(name, value) != value:
                others.setdefault(name, []).append(value)
    for name, values in others.items():
        if values:
            more[_free_name(f"{name} (another)", more)] = values
    return more


def _free_name(name: str, taken: Mapping[str, Any]) -> str:
    while name in taken:
        name += " (another)"
    return name
