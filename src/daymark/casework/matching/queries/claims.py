"""What the lists say of contents, and what supervisors decided about that: what a standing is computed from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import connection

from daymark.casework.matching.models import Verdict
from daymark.casework.matching.rules import Claim, HitState, Ruling, Says
from daymark.casework.media.queries.stacks import settled
from daymark.casework.media.rules import Stage, Standing

# Hit by hit: the server would read a list of hundreds of thousands whole, as long as it knows little of it.
_CLAIMS = """
SELECT hit.content_id, entry.says, hit.state, bank.id, bank.giver, max(coalesce(entry.votes_for, 1))
FROM matching_hit AS hit CROSS JOIN LATERAL (
    SELECT row.* FROM matching_entry AS row WHERE row.id = hit.entry_id OFFSET 0
) AS entry JOIN matching_bank AS bank ON bank.id = entry.bank_id
WHERE hit.content_id = ANY(%s) AND hit.state <> 'REJECTED' AND entry.stands AND bank.withdrawn_at IS NULL
GROUP BY hit.content_id, entry.says, hit.state, bank.id, bank.giver
ORDER BY hit.content_id, entry.says, hit.state, bank.id
"""


def claims_of(contents: Sequence[int]) -> dict[int, tuple[Claim, ...]]:
    """What standing lists say of each of these contents; nothing is there for one that none knows."""
    found: dict[int, list[Claim]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMS, [list(contents)])
        for content, says, state, bank, giver, votes in cursor.fetchall():
            found[content].append(Claim(Says(says), HitState(state), bank, giver, votes))
    return {content: tuple(claims) for content, claims in found.items()}


def rulings_of(contents: Sequence[int]) -> dict[int, tuple[Ruling, ...]]:
    """The verdicts about each of these contents, the last first."""
    found: dict[int, list[Ruling]] = defaultdict(list)
    verdicts = Verdict.objects.filter(content__in=contents).order_by("-made_at")
    for content, standing, basis in verdicts.values_list("content_id", "standing", "basis"):
        found[content].append(Ruling(Standing(standing), basis))
    return {content: tuple(rulings) for content, rulings in found.items()}


def graded_here(contents: Collection[int]) -> dict[int, tuple[int, ...]]:
    """How grave each graded stack is that holds one of these contents now, whatever its case.

    What joined a graded stack and waits to be confirmed is graded by nobody yet.
    """
    found: dict[int, list[int]] = defaultdict(list)
    members = settled().filter(content__in=contents, stack__stage=Stage.GRADED, stack__severity__isnull=False)
    for content, severity in members.values_list("content_id", "stack__severity"):
        found[content].append(severity or 0)
    return {content: tuple(grades) for content, grades in found.items()}
