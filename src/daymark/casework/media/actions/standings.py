"""What the lists say of contents, told by the stage that keeps the lists."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from daymark.casework.media.models import Content
from daymark.casework.media.rules import Standing


@transaction.atomic
def mark(*, contents: Collection[int], standing: Standing) -> int:
    """Gives these contents (by number) this standing; how many had another one before."""
    return Content.objects.filter(pk__in=contents).exclude(standing=standing).update(standing=standing)
