"""The policy that is in force, and those before it."""

from __future__ import annotations

from django.db.models import QuerySet

from daymark.casework.welfare.models import PolicyVersion
from daymark.casework.welfare.rules.policy import Policy


def policy_now() -> Policy:
    """The latest version, or the numbers that stand until a supervisor writes one."""
    latest = PolicyVersion.objects.order_by("-id").first()
    return latest.policy if latest else Policy()


def policy_history() -> QuerySet[PolicyVersion]:
    """Every version, the latest first."""
    return PolicyVersion.objects.select_related("made_by").order_by("-id")
