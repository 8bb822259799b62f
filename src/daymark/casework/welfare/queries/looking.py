"""The look that a person has begun and that still goes on: nothing is shown without one."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from daymark.casework.access.models import User
from daymark.casework.welfare.models import Exposure
from daymark.problems import NotForYou


def going_look(user: User, look: UUID, number: int, *, at: datetime) -> Exposure:
    """Her look at what has this number, as long as it lasts. Raises NotForYou."""
    begun = Exposure.objects.filter(person=user, look=look, number=number, ended_at=None).first()
    if begun is None or at > begun.began_at + timedelta(milliseconds=begun.limit_ms):
        raise NotForYou()
    return begun
