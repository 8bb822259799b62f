"""What a practice centre holds, as one digest: two makings of the same moment give the same."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from daymark.casework.access.context import acting_as_system
from daymark.casework.cases.models import Case, LogEntry, Task
from daymark.casework.outcomes.models import Outcome
from daymark.casework.referrals.models import Referral, ReferralEvent
from daymark.casework.reports.models import Message, Report
from daymark.casework.subjects.models import Sighting
from daymark.casework.triage.models import Bundle

_FINGERPRINT = re.compile(r"the key( [0-9a-f]{4}){8}")  # partners' keys are made at random


def content_digest() -> str:
    """SHA-256 over everything that a reader could see, in an order of its own: no row number, no key, no password."""
    total = hashlib.sha256()
    with acting_as_system():
        for row in _rows():
            total.update(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False).encode() + b"\n")
    return total.hexdigest()


def _rows() -> Iterator[Any]:
    yield from _of(
        Report, "reference", "received__sha256", "received_at", "title", "harm", "source_kind", "environment"
    )
    yield from _of(
        Bundle, "lead__reference", "state", "priority", "copies", "due_at", "held_by__username", "end_reason"
    )
    yield from _of(Sighting, "report__reference", "kind", "value", "role")
    yield from _of(Case, "reference", "title", "state", "priority", "opened_at", "closed_at", "lead__username")
    yield from _of(Referral, "reference", "destination__code", "title", "state", "sent_at", "acknowledged_at")
    yield from _of(Outcome, "case__reference", "kind", "number", "happened_on")
    entries = LogEntry.objects.select_related("case").order_by("case__reference", "place")
    yield from ([each.case.reference, _without_keys(each.text), each.reason, each.written_at] for each in entries)
    events = ReferralEvent.objects.select_related("referral").order_by("referral__reference", "place")
    yield from ([each.referral.reference, each.state, each.note, each.at] for each in events)
    messages = Message.objects.select_related("report").order_by("report__reference", "sent_at")
    yield from ([each.report.reference, each.text, each.sent_at] for each in messages)
    tasks = Task.objects.select_related("case").order_by("case__reference", "made_at")
    yield from ([each.case.reference, each.text, each.due_on, each.done_at] for each in tasks)


def _without_keys(text: str) -> str:
    return _FINGERPRINT.sub("the key", text)


def _of(model: Any, *fields: str) -> Iterable[Any]:
    return model.objects.order_by(*fields).values_list(*fields)
