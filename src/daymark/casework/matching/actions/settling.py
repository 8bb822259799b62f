"""What follows from the hits: the standing of each content, and which of them wait for a senior."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from daymark.casework.access.rows import insert_values
from daymark.casework.matching.actions.stretches import tell_stretches
from daymark.casework.matching.models import Dispute
from daymark.casework.matching.queries.claims import claims_of, rulings_of
from daymark.casework.matching.rules import Claim, Decision, decide
from daymark.casework.media.actions import standings
from daymark.casework.media.actions.holding import hold_stacks_of
from daymark.casework.media.models import Content
from daymark.casework.media.rules import Standing

_AT_ONCE = 20_000


class Changed(NamedTuple):
    """A content whose standing became another one."""

    content: int
    was: Standing
    now: Standing


def settle(contents: Collection[int], *, at: datetime) -> list[Changed]:
    """Computes the standing of these contents from their live hits, and writes it where it has changed."""
    numbers, changed = sorted(set(contents)), []
    for start in range(0, len(numbers), _AT_ONCE):
        changed += _settle(numbers[start : start + _AT_ONCE], at)
    return changed


def _settle(contents: Sequence[int], at: datetime) -> list[Changed]:
    hold_stacks_of(contents)
    was = dict(
        Content.objects.select_for_update(no_key=True)
        .order_by("id")
        .filter(pk__in=contents)
        .values_list("id", "standing")
    )
    decisions = dict(_decided(contents))
    by_standing: dict[Standing, list[Changed]] = defaultdict(list)
    for content, decision in decisions.items():
        if was[content] != decision.standing:
            by_standing[decision.standing].append(Changed(content, Standing(was[content]), decision.standing))
    for standing, changes in by_standing.items():
        standings.mark(contents=[each.content for each in changes], standing=standing)
    _note_disputes(decisions, at)
    tell_stretches(contents)
    return [each for changes in by_standing.values() for each in changes]


def _decided(contents: Sequence[int]) -> Iterator[tuple[int, Decision]]:
    """Most contents of a collection are claimed alike: each set of claims is decided once."""
    claims, rulings = claims_of(contents), rulings_of(contents)
    known: dict[tuple[Claim, ...], Decision] = {}
    for content in contents:
        own = claims.get(content, ())
        if content in rulings:
            yield content, decide(own, rulings[content])
            continue
        if own not in known:
            known[own] = decide(own)
        yield content, known[own]


def _note_disputes(decisions: dict[int, Decision], at: datetime) -> None:
    rows = [
        {"content_id": content, "basis": each.basis, "why": each.why, "is_ruled": each.ruled, "since": at}
        for content, each in decisions.items()
        if each.disagree
    ]
    disputed = {row["content_id"] for row in rows}
    settled = [content for content in decisions if content not in disputed]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM matching_dispute WHERE content_id = ANY(%s)", [settled])
    insert_values(
        Dispute,
        rows,
        on_conflict="(content_id) DO UPDATE SET basis = excluded.basis, why = excluded.why,"
        " is_ruled = excluded.is_ruled, since = CASE WHEN matching_dispute.basis = excluded.basis"
        " THEN matching_dispute.since ELSE excluded.since END",
    )
