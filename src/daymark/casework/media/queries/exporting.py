"""The contents of a case as they go out, read as a stream: never more than a batch is held, however large the case."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from daymark.casework.cases.models import Case
from daymark.casework.media.models import SeizedFile, Stack, StackMember, StackVote
from daymark.casework.media.queries.stacks import SHOWN, facts_in, grading_by
from daymark.casework.media.rules import UNCONFIRMED, Fate, Grading, Standing, Vote
from daymark.casework.media.rules.exporting import Outgoing, Place, Stretch, archive_of, not_read
from daymark.casework.welfare.queries import policy_now
from daymark.exchange.filelist import ListedFile

TOGETHER = 1_000  # files whose grades are read at once
MOST_PLACES = 5_000  # in one medium: a reader refuses one of more than 16 MB, and ours takes several for one
_CONTENT = ("md5", "sha1", "sha256", "pdq", "quality", "size", "kind", "group", "standing")
_COLUMNS = (
    "content_id",
    *(f"content__{name}" for name in _CONTENT),
    "seizure__exhibit__name",
    "seizure__reference",
    "path",
    "changed_ns",
    "seizure_id",
)
_SAID = ("by_id", "age_band", "act", "made", "self_made", "has_text", "sureness", "is_senior")
Row = tuple[Any, ...]


def outgoing(case: Case, *, only_shown: bool = True) -> Iterator[Outgoing]:
    """Every content of the case that was read, with its places, in the order of its coming.

    `only_shown`: pictures and films alone, which is all that VICS and ICSE know. A content with more than MOST_PLACES
    places comes again with the next ones.
    """
    files = SeizedFile.objects.filter(seizure__exhibit__case=case, content__isnull=False)
    if only_shown:
        files = files.filter(content__group__in=SHOWN)
    rows = files.order_by("content_id", "id").values_list(*_COLUMNS).iterator(chunk_size=TOGETHER)
    for batch in _whole_contents(rows):
        yield from _graded(case, batch)


def files_without_content(case: Case) -> Iterator[ListedFile]:
    """The files of the case that were not read, each with the reason."""
    files = SeizedFile.objects.filter(seizure__exhibit__case=case, content=None).order_by("id")
    columns = ("seizure__exhibit__name", "seizure__reference", "path", "changed_ns", "size", "reason", "fate")
    for exhibit, seizure, path, changed_ns, size, reason, fate in files.values_list(*columns).iterator(
        chunk_size=TOGETHER
    ):
        why = reason or ("not read yet" if fate == Fate.WAITING else "")
        yield not_read(Place(exhibit, seizure, bytes(path), changed_ns), size, why)


def _whole_contents(rows: Iterator[Row]) -> Iterator[list[list[Row]]]:
    """The rows of some contents at a time, those of one content together as long as they are not too many."""
    held: list[list[Row]] = []
    count = 0
    for _, own in groupby(rows, key=itemgetter(0)):
        while piece := list(islice(own, MOST_PLACES)):
            held.append(piece)
            count += len(piece)
            if count >= TOGETHER:
                yield held
                held, count = [], 0
    if held:
        yield held


def _graded(case: Case, contents: Sequence[list[Row]]) -> Iterator[Outgoing]:
    gradings, stretches = _said_of(case, [own[0][0] for own in contents])
    parents = _archives([row for own in contents for row in own])
    for own in contents:
        number, md5, sha1, sha256, pdq, quality, size, kind, group, standing, *_ = own[0]
        places = tuple(
            Place(exhibit, seizure, bytes(path), changed_ns, parents.get((seizure_id, archive_of(bytes(path)))))
            for *_, exhibit, seizure, path, changed_ns, seizure_id in own
        )
        yield Outgoing(
            bytes(md5),
            bytes(sha1),
            bytes(sha256),
            bytes(pdq) if pdq is not None else None,
            quality,
            size,
            kind,
            group,
            Standing(standing),
            places,
            gradings.get(number),
            stretches.get(number, ()),
        )


def _said_of(case: Case, contents: Sequence[int]) -> tuple[dict[int, Grading], dict[int, tuple[Stretch, ...]]]:
    """Where the grading of each content stands, and what was said of stretches of it. What was taken back is not."""
    members = StackMember.objects.filter(case=case, content__in=contents)
    stack_of = {member.content_id: member.stack_id for member in members if not member.is_waiting}
    joined = {member.content_id for member in members if member.is_waiting}
    stacks = Stack.objects.filter(pk__in=set(stack_of.values()))
    faces = {number: bytes(sha256) for number, sha256 in stacks.values_list("id", "face__sha256")}
    whole: dict[int, list[Vote]] = defaultdict(list)
    parts: dict[int, dict[tuple[int, int], list[Vote]]] = defaultdict(lambda: defaultdict(list))
    votes = StackVote.objects.filter(stack__in=list(faces), undone=None).order_by("place")
    for vote in votes.only("stack_id", "from_ms", "to_ms", *_SAID):
        said = Vote(str(vote.by_id), facts_in(vote), vote.is_senior)
        if vote.from_ms is None or vote.to_ms is None:
            whole[vote.stack_id].append(said)
        else:
            parts[vote.stack_id][vote.from_ms, vote.to_ms].append(said)
    policy = policy_now()
    stood = {number: grading_by(whole[number], face=face, policy=policy) for number, face in faces.items()}
    cut = {
        number: tuple(Stretch(*ends, tuple(own)) for ends, own in sorted(stretches.items()))
        for number, stretches in parts.items()
    }
    gradings = {content: stood[stack] for content, stack in stack_of.items()} | dict.fromkeys(joined, UNCONFIRMED)
    return gradings, {content: cut[stack] for content, stack in stack_of.items() if stack in cut}


def _archives(rows: Sequence[Row]) -> dict[tuple[Any, bytes | None], bytes]:
    """The MD5 of the archives in which these files lie, by seizure and path."""
    wanted: dict[bytes, bytes] = {}
    seizures = set()
    for *_, path, _changed, seizure in rows:
        archive = archive_of(bytes(path))
        if archive is not None:
            wanted[hashlib.sha256(archive).digest()] = archive
            seizures.add(seizure)
    if not wanted:
        return {}
    there = SeizedFile.objects.filter(path_key__in=list(wanted), seizure__in=seizures, content__isnull=False)
    found = there.values_list("seizure_id", "path_key", "content__md5")
    return {(seizure, wanted[bytes(key)]): bytes(md5) for seizure, key, md5 in found}
