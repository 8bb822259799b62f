"""One file, by its SHA-256: what the lists say of it, and what follows from that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.matching.models import Edition, Hit, Verdict
from daymark.casework.matching.queries.claims import claims_of, rulings_of
from daymark.casework.matching.rules import Decision, decide
from daymark.casework.media.models import Content
from daymark.problems import NotForYou


@dataclass(frozen=True)
class Listed:
    """A row of a list that the file agrees with, with the edition that brought it first and what else it says."""

    hit: Hit
    edition: Edition | None
    remarks: Mapping[str, Any]

    @property
    def counts(self) -> bool:
        """Whether it still counts: the row stands, its list too, and nobody has said that it is another picture."""
        entry = self.hit.entry
        return entry.stands and entry.bank.withdrawn_at is None and self.hit.state != "REJECTED"


def get_file_for(user: User, sha256: str, *, at: datetime) -> Content:
    """One file for whoever reads cases: it names nobody. The reading goes on record."""
    try:
        digest = bytes.fromhex(sha256)
    except ValueError:
        raise NotForYou() from None
    there = Content.objects.filter(sha256=digest).first()
    if there is None or not user.reads_cases:
        raise NotForYou()
    record(act="file read", by=user, at=at, kind="file", reference=sha256.lower())
    return there


def decision_about(content: Content) -> Decision:
    """The standing of a content with its reasons, computed anew."""
    claims, rulings = claims_of([content.pk]), rulings_of([content.pk])
    return decide(claims.get(content.pk, ()), rulings.get(content.pk, ()))


def lists_of(content: Content) -> list[Listed]:
    """Every row that the file agrees with: those that count first, then the strongest."""
    hits = Hit.objects.filter(content=content).select_related("entry__bank", "decided_by").order_by("distance", "id")
    editions = Edition.objects.in_bulk({hit.entry.edition_id for hit in hits})
    rows = [Listed(hit, editions.get(hit.entry.edition_id), _said(hit.entry.remarks)) for hit in hits]
    return sorted(rows, key=lambda row: (not row.counts, row.hit.state != "EXACT"))


def verdicts_of(content: Content) -> QuerySet[Verdict]:
    """What supervisors decided about it, the last first."""
    return Verdict.objects.filter(content=content).select_related("made_by").order_by("-made_at")


def _said(remarks: str) -> Mapping[str, Any]:
    said: Mapping[str, Any] = json.loads(remarks) if remarks else {}
    return said
