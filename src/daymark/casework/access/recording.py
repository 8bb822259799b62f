"""How an act is put on record. Every action of every stage ends here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder

from daymark.casework.access.models import AuditRecord, User
from daymark.casework.access.rows import insert_values


@dataclass(frozen=True)
class Act:
    """One act to be put on record: what was done to which thing."""

    act: str
    kind: str = ""
    reference: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


def record(
    *,
    act: str,
    by: User | None,
    at: datetime,
    kind: str = "",
    reference: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Puts one act on record, in the caller's transaction. `by=None` is the system itself."""
    record_many(acts=[Act(act, kind, reference, detail or {})], by=by, at=at)


def record_many(*, acts: Iterable[Act], by: User | None, at: datetime) -> None:
    """Puts many acts of one moment on record, in the caller's transaction."""
    actor, name = (str(by.pk), by.name) if by else ("", "system")
    rows = [
        {
            "id": uuid4(),
            "at": at,
            "actor": actor,
            "actor_name": name,
            "act": act.act,
            "object_kind": act.kind,
            "object_reference": act.reference,
            "detail": json.dumps(dict(act.detail), cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True),
        }
        for act in acts
    ]
    insert_values(AuditRecord, rows)
