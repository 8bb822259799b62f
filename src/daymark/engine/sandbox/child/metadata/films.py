"""What the container of a film says, by FFmpeg's names for it; no frame is decoded.

Source of the names: Apple's QuickTime metadata keys; Android's com.android.*; Matroska and RIFF tags as FFmpeg maps
them (libavformat's metadata tables).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from daymark.engine.sandbox.child.metadata.block import Block
from daymark.engine.sandbox.child.metadata.boxes import box_blocks
from daymark.engine.sandbox.child.metadata.source import InStream, Source
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason
from daymark.engine.sandbox.seen import Tag

MOST_LOOKED_AT = 500  # names of one container or stream

_NAMES = {
    name.casefold(): name
    for name in (
        *("creation_time", "date", "make", "model", "software", "encoder", "firmware", "artist", "author", "title"),
        *("comment", "description", "copyright", "location", "location-eng"),
        *("com.android.manufacturer", "com.android.model", "com.android.version"),
        *(
            f"com.apple.quicktime.{name}"
            for name in (
                *("make", "model", "software", "creationdate", "location.ISO6709", "content.identifier", "author"),
                *("location.accuracy.horizontal", "camera.identifier", "title", "description", "comment"),
            )
        ),
    )
}
_BOXED = ("video/mp4", "video/quicktime", "video/x-m4v", "video/3gpp", "audio/mp4")


def film_tags(source: Source, mime: str, limits: Limits) -> Iterator[Tag | Block]:
    """The tags of a film's container: its own, then those of its streams that it does not have itself.

    Raises Refused when FFmpeg cannot open it, or in a process that has not loaded FFmpeg.
    """
    if mime in _BOXED:
        yield from box_blocks(source)
    # FFmpeg takes a hundred megabytes of address space, which the process for stills keeps for pictures; the one for
    # films has loaded it before it was sealed.
    try:
        from daymark.engine.sandbox.child.film_opening import opened
    except ImportError:
        raise Refused(Reason.NOT_SUPPORTED) from None
    stream = source.stream if isinstance(source, InStream) else io.BytesIO(source.at(0, source.size))
    with opened(stream, limits) as container:
        yield from _of_all((container.metadata, *(stream.metadata for stream in container.streams)))


def _of_all(several: Iterable[Mapping[str, str]]) -> Iterator[Tag]:
    seen = set[str]()
    for metadata in several:
        for name, value in islice(metadata.items(), MOST_LOOKED_AT):
            known = _NAMES.get(name.casefold())
            if known is not None and known not in seen:
                seen.add(known)
                yield Tag("film", known, value)
