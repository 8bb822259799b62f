"""Which stretches of films are known, told by the stage that keeps the lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from daymark.casework.media.models import Content, ContentFrames, FilmParts
from daymark.casework.media.rules import Known, pieces_of
from daymark.engine.video.frames import frame_hashes
from daymark.engine.video.packed import unpack
from daymark.engine.video.shots import has_features


@transaction.atomic
def note_known(known: Mapping[int, Sequence[Known]]) -> None:
    """Keeps of each of these films (by number) the stretches that lists know now, and what is new beside them.

    A film without a known stretch has none of either any more.
    """
    some = {number: stretches for number, stretches in known.items() if stretches}
    FilmParts.objects.filter(content__in=known.keys() - some.keys()).delete()
    if not some:
        return
    lengths = dict(Content.objects.filter(pk__in=some).values_list("pk", "duration_ms"))
    packed = dict(ContentFrames.objects.filter(pk__in=some).values_list("pk", "packed"))
    rows = [_parts(number, stretches, lengths.get(number), packed.get(number)) for number, stretches in some.items()]
    FilmParts.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["content"], update_fields=["known", "pieces", "new_ms"]
    )


def _parts(number: int, known: Sequence[Known], length_ms: int | None, packed: bytes | memoryview | None) -> FilmParts:
    frames = frame_hashes(unpack(bytes(packed or b"")))
    moments = [round(frame.seconds * 1_000) for frame in frames if has_features(frame)]
    # What the container says of its length may be missing or wrong: the last frame that was seen is there.
    last = max((round(frame.seconds * 1_000) for frame in frames), default=0)
    pieces = pieces_of(moments, max(length_ms or 0, last), known)
    return FilmParts(
        content_id=number,
        known=[[each.from_ms, each.to_ms, each.is_bad, each.is_sure] for each in known],
        pieces=[[piece.from_ms, piece.to_ms, piece.is_new] for piece in pieces],
        new_ms=sum(piece.to_ms - piece.from_ms for piece in pieces if piece.is_new),
    )
