"""Reads a VICS document as a stream, twice: for its cases and for which media come again, then for the media."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from daymark.exchange.hashlist.entries import BadRow, bad_row
from daymark.exchange.hashlist.opening import Source, look_at
from daymark.exchange.hashlist.problems import BrokeOff, UnreadableHashList
from daymark.exchange.hashlist.vics import looks_like_vics
from daymark.exchange.hashlist.vics_context import KEYS, Context, read_context
from daymark.exchange.hashlist.vics_json import Record, records
from daymark.exchange.remarks import Remarks, shortened
from daymark.exchange.vics.merging import Found, Merger
from daymark.exchange.vics.model import Case
from daymark.exchange.vics.understanding import NoMedia, case_of, media_of
from daymark.problems import Problem

_MOST_CASES = 10_000  # of one document; an export has one, a whole archive some hundreds
_MIX = 0x9E3779B97F4A7C15  # 2^64 divided by the golden ratio: keeps the keys of one case from those of the next
_MASK = 2**64 - 1


class NotVics(Problem):
    """This file is no VICS document: it has no list of media or cases. Ask the sender for a VICS export in JSON."""


@dataclass(slots=True)
class _Survey:
    """What the first reading found."""

    context: str = ""
    cases: list[Case] = field(default_factory=list)
    entries: int = 0
    in_case: int = 0
    broke_off: str = ""
    keys: array[int] = field(default_factory=lambda: array("Q"))
    remarks: Remarks = field(default_factory=Remarks)


class VicsDocument:
    """A document that was looked through once. Iterating reads it anew and gives each medium once, and `BadRow`.

    `broke_off` says where and why the document ends before its end, and is empty when it is whole. What was read of a
    case that breaks off is among `cases`.
    """

    def __init__(self, source: Source, survey: _Survey) -> None:
        self._source, self._survey = source, survey
        self.context: Context = read_context(survey.context)
        self.cases: tuple[Case, ...] = tuple(survey.cases)
        self.entries = survey.entries
        self.broke_off = survey.broke_off
        self._remarks = Remarks()

    @property
    def is_whole(self) -> bool:
        """Whether the document could be read to its end."""
        return not self.broke_off

    @property
    def holds_cases(self) -> bool:
        """Whether media come in cases: what the objects hold decides, and not what the context says."""
        return self._survey.in_case > 0 or bool(self.cases)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know about the document and its last reading."""
        return (*self._survey.remarks.warnings, *self._remarks.warnings)

    @property
    def not_understood(self) -> Mapping[str, str]:
        """What stands beside the list of media or cases, by its key."""
        return {kept.path: kept.text for kept in self._survey.remarks.unknown}

    def __iter__(self) -> Iterator[Found | BadRow]:
        self._remarks = Remarks()
        merger = Merger(_that_come_again(self._survey.keys), self._remarks)
        where = cases = 0
        try:
            with self._source.stream() as stream:
                for record in records(stream):
                    cases += record.what == "case"
                    if record.what == "media":
                        where += 1
                        yield from self._read(where, cases if record.in_case else None, record, merger)
        except (BrokeOff, OSError) as error:
            yield from merger.rest()
            yield BadRow(where + 1, f"nothing from here on could be read: {error}")
            return
        yield from merger.rest()

    def _read(self, where: int, case: int | None, record: Record, merger: Merger) -> Iterator[Found | BadRow]:
        try:
            media = media_of(record.value, f"entry {where}", self._remarks)
        except NoMedia as why:
            yield bad_row(where, str(why), str(record.value.get("MD5") or record.value.get("") or ""))
            return
        yield from merger.take(_key(record.value, case), Found(where, case, media))


def read_vics(path: Path) -> VicsDocument:
    """Look through a document of cases or a hash set. Raises NotVics, or UnreadableHashList when nothing can be read.

    Memory: 8 bytes for each entry, and the media that come in several entries until their last one.
    """
    source = look_at(path)
    if not looks_like_vics(source.head):
        raise NotVics
    survey = _surveyed(source)
    if survey.broke_off and not survey.entries and not survey.cases:
        raise UnreadableHashList(f"{path.name}: {survey.broke_off}.")
    return VicsDocument(source, survey)


def _surveyed(source: Source) -> _Survey:
    survey = _Survey()
    try:
        with source.stream() as stream:
            for record in records(stream):
                _note(survey, record)
    except (BrokeOff, OSError) as error:
        survey.broke_off = f"after entry {survey.entries:,}: {error}"
    return survey


def _note(survey: _Survey, record: Record) -> None:
    if record.what == "media":
        survey.entries += 1
        survey.in_case += record.in_case
        survey.keys.append(_key(record.value, len(survey.cases) if record.in_case else None))
    elif record.what == "case":
        if len(survey.cases) >= _MOST_CASES:
            raise UnreadableHashList(f"The document has more than {_MOST_CASES:,} cases. Ask for it in parts.")
        survey.cases.append(case_of(record.value, f"case {len(survey.cases) + 1}", survey.remarks))
    else:
        _note_envelope(survey, record.value)


def _note_envelope(survey: _Survey, value: Mapping[str, Any]) -> None:
    for key, said in value.items():
        if key in KEYS and isinstance(said, str):
            survey.context = said
        else:
            survey.remarks.warn("document", f"“{shortened(key)}” beside the values is not known here")
            survey.remarks.keep(key, shortened(str(said), 4000))


def _key(raw: Mapping[str, Any], case: int | None) -> int:
    """64 bits of a medium in its case. Two that collide are held back together, and still told apart."""
    try:
        digest = int(str(raw.get("MD5")).strip()[:16], 16) & _MASK
    except ValueError:
        return 0
    return (digest ^ ((0 if case is None else case + 1) * _MIX)) & _MASK


def _that_come_again(keys: array[int]) -> dict[int, int]:
    """How often each key comes that comes more than once."""
    ordered = np.sort(np.frombuffer(keys, np.uint64)) if keys else np.empty(0, np.uint64)
    again = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    firsts, lasts = np.searchsorted(ordered, again, "left"), np.searchsorted(ordered, again, "right")
    return dict(zip(again.tolist(), (lasts - firsts).tolist(), strict=True))
