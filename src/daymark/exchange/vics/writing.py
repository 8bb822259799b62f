"""Writes VICS documents while their media come: a hash set, or cases with their media. Nothing is held beyond one.

The document has exactly two keys at the top, in this order, and no byte order mark: IPED's reader refuses all else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

import orjson

from daymark.exchange.vics.losses import Loss, Losses
from daymark.exchange.vics.model import Case, Media
from daymark.exchange.vics.shaping import Shaper
from daymark.exchange.vics.versions import DEFAULT_REGION, Version, context_of
from daymark.problems import Problem


class NoCaseID(Problem):
    """A case cannot go out without its CaseID. Give it one, and keep it for the next export of the same case."""


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a document that was written."""

    version: Version
    region: str
    cases: int
    media: int
    media_files: int
    losses: tuple[Loss, ...]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the document could not carry, a sentence each."""
        said = [str(loss) for loss in self.losses]
        if self.version is not Version.V2_0 and self.region != DEFAULT_REGION:
            said.append(f"VICS {self.version} cannot say that its categories are those of the region {self.region}.")
        return tuple(said)


def write_hash_set(
    stream: BinaryIO, media: Iterable[Media], *, version: Version = Version.V2_0, region: str = DEFAULT_REGION
) -> Written:
    """Write media as a hash set. The caller gives media without paths and comments when these must not go out."""
    writer = _Writer(stream, version)
    writer.begin(context_of(version, cases=False, region=region))
    writer.media(media)
    return writer.end(region)


def write_cases(
    stream: BinaryIO,
    cases: Iterable[tuple[Case, Iterable[Media]]],
    *,
    version: Version = Version.V2_0,
    region: str = DEFAULT_REGION,
) -> Written:
    """Write cases, each with its media. The totals are counted: entries, and those that say they are pre-categorised.

    Raises NoCaseID for a case without one.
    """
    writer = _Writer(stream, version)
    writer.begin(context_of(version, cases=True, region=region))
    for number, (case, media) in enumerate(cases):
        if case.case_id is None:
            raise NoCaseID
        writer.case(case, media, first=number == 0)
    return writer.end(region)


class _Writer:
    def __init__(self, stream: BinaryIO, version: Version) -> None:
        self._stream, self._version = stream, version
        self._losses = Losses(version)
        self._shaper = Shaper(version, self._losses)
        self._cases = self._media = self._files = 0

    def begin(self, context: str) -> None:
        self._stream.write(b'{"%s":%s,"value":[' % (self._version.key.encode(), orjson.dumps(context)))

    def case(self, case: Case, media: Iterable[Media], *, first: bool) -> None:
        """Its facts first, so that a reader has them before the media; the totals last, when they are known."""
        self._stream.write(b"\n" if first else b",\n")
        self._stream.write(self._json("Case", self._shaper.shaped(case))[:-1] + b',"Media":[')
        written, precategorized = self.media(media)
        totals = {"TotalMediaFiles": written, "TotalPrecategorized": precategorized}
        self._stream.write(b"]," + orjson.dumps(totals)[1:])
        self._cases += 1

    def media(self, media: Iterable[Media]) -> tuple[int, int]:
        """How many were written, and how many of them say that they are pre-categorised."""
        between, number, precategorized = b"\n", 0, 0
        for number, each in enumerate(media, start=1):  # the last number is the count
            shaped = self._shaper.shaped(self._numbered(each, number))
            self._stream.write(between + self._json("Media", shaped))
            self._files += len(each.media_files)
            precategorized += each.is_precategorized
            between = b",\n"
        self._media += number
        return number, precategorized

    def end(self, region: str) -> Written:
        self._stream.write(b"\n]}\n")
        return Written(self._version, region, self._cases, self._media, self._files, self._losses.all())

    def _numbered(self, media: Media, number: int) -> Media:
        """With the numbers that the schema demands, where the caller gives none."""
        if self._version is Version.V2_0 and any(file.media_file_id is None for file in media.media_files):
            files = tuple(
                file if file.media_file_id is not None else replace(file, media_file_id=place)
                for place, file in enumerate(media.media_files, start=1)
            )
            media = replace(media, media_files=files)
        return media if media.media_id is not None else replace(media, media_id=number)

    def _json(self, entity: str, shaped: Mapping[str, Any]) -> bytes:
        try:
            return orjson.dumps(shaped)
        except TypeError:  # half a character, as broken file systems have in names
            self._losses.refused(entity, "a text held what is no character; a question mark stands in its place")
            return orjson.dumps(_in_characters(shaped))


def _in_characters(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {key: _in_characters(each) for key, each in value.items()}
    return [_in_characters(each) for each in value] if isinstance(value, list) else value
