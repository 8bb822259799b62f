"""What the lists say of contents, told by the stage that keeps the lists."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from daymark.casework.access.context import acting_as_system
from daymark.casework.media.models import Content, Stack, StackMember
from daymark.casework.media.rules import Standing


def hold_stacks(contents: Collection[int]) -> None:
    """Holds the stacks of these contents until the transaction ends, whoever may see them: whoever grades one of them
    meanwhile waits, so that the sums of a seizure tell of both. Call it before the contents themselves are held.
    """
    with acting_as_system():
        of_them = StackMember.objects.filter(content__in=contents).values("stack")
        held = Stack.objects.select_for_update(no_key=True).filter(pk__in=of_them).order_by("id")
        list(held.values_list("id"))


@transaction.atomic
def mark(*, contents: Collection[int], standing: Standing) -> int:
    """Gives these contents (by number) this standing; how many had another one before."""
    return Content.objects.filter(pk__in=contents).exclude(standing=standing).update(standing=standing)
