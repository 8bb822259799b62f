"""What people decide: whether a look-alike shows the same, and what holds when lists disagree."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.cases.actions import needed
from daymark.casework.matching.actions.checking import alone
from daymark.casework.matching.actions.settling import settle
from daymark.casework.matching.models import Dispute, Hit, Verdict
from daymark.casework.matching.rules import HitState, NotALook, NothingToDecide
from daymark.casework.media.models import Content
from daymark.casework.media.rules import Standing


@transaction.atomic
def confirm(*, hit: Hit, by: User, at: datetime, reason: str = "") -> None:
    """A person has looked: the content shows what the list knows, and what the list says counts from now on."""
    _decide(hit, HitState.CONFIRMED, reason.strip(), "look-alike confirmed", by, at)


@transaction.atomic
def reject(*, hit: Hit, reason: str, by: User, at: datetime) -> None:
    """A person has looked: the content shows something else."""
    _decide(hit, HitState.REJECTED, needed(reason), "look-alike rejected", by, at)


@transaction.atomic
def undo(*, hit: Hit, by: User, at: datetime) -> None:
    """Takes a decision about a look-alike back: it is a proposal again."""
    _decide(hit, HitState.PROPOSED, "", "look-alike decision undone", by, at)


@transaction.atomic
def rule(*, content: Content, standing: Standing, reason: str, by: User, at: datetime) -> Verdict:
    """A supervisor's word on lists that disagree. It holds until one of them says something else."""
    alone(shared=True)
    dispute = Dispute.objects.select_for_update(no_key=True).filter(content=content).first()
    if dispute is None:
        raise NothingToDecide()
    verdict = Verdict(
        content=content, standing=standing, basis=dispute.basis, reason=needed(reason), made_at=at, made_by=by
    )
    verdict.save(force_insert=True)
    settle([content.pk], at=at)
    detail = {"standing": standing, "lists": dispute.basis}
    record(act="dispute decided", by=by, at=at, kind="file", reference=str(content), detail=detail)
    return verdict


def _decide(hit: Hit, state: HitState, reason: str, act: str, by: User, at: datetime) -> None:
    alone(shared=True)
    now = (
        Hit.objects.select_for_update(of=("self",), no_key=True).select_related("content", "entry__bank").get(pk=hit.pk)
    )
    if now.state == HitState.EXACT:
        raise NotALook()
    now.state = state
    is_open = state is HitState.PROPOSED
    now.decided_at, now.decided_by, now.reason = (None, None, None) if is_open else (at, by, reason or None)
    now.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    settle([now.content_id], at=at)
    detail = {"list": now.entry.bank.name, "row": now.entry_id, "distance": now.distance, "method": now.method}
    record(act=act, by=by, at=at, kind="file", reference=str(now.content), detail=detail)
