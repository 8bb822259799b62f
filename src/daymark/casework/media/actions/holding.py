"""Stacks held until the transaction ends: who grades, splits or speaks of one meanwhile waits.

Whoever needs several rows holds the case first, then stacks by their number, then contents: in one order nobody waits
for somebody who waits for her. Keys never change, so rows that name a held one may come meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import QuerySet

from daymark.casework.access.context import acting_as_system
from daymark.casework.media.models import Stack, StackMember


def held(stack: Stack) -> Stack:
    """The stack as it stands now, with its face and case."""
    return _held().get(pk=stack.pk)


def held_together(stacks: Sequence[Stack]) -> list[Stack]:
    """These stacks as they stand now, in the order asked for."""
    now = _held().in_bulk([stack.pk for stack in stacks])
    return [now[stack.pk] for stack in stacks]


def held_numbers(stacks: Collection[int]) -> dict[int, str]:
    """The stages of these stacks (by number) as they stand now."""
    return dict(_held().filter(pk__in=stacks).values_list("id", "stage"))


def hold_stacks_of(contents: Collection[int]) -> None:
    """Holds the stacks of these contents, whoever may see them, so that the sums of a seizure tell both of a grade and
    of a list that speaks in the same moment. Call it before the contents themselves are held.
    """
    with acting_as_system():
        of_them = StackMember.objects.filter(content__in=contents).values("stack")
        list(_held().filter(pk__in=of_them).values_list("id"))


def _held() -> QuerySet[Stack]:
    stacks = Stack.objects.select_for_update(of=("self",), no_key=True)
    return stacks.select_related("face", "case").order_by("id")
