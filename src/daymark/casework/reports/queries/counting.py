"""Counting without reading everything: above ten thousand, nobody needs the exact number to decide what to do."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

COUNT_UP_TO = 10_000


def count_up_to(rows: QuerySet[Any], limit: int = COUNT_UP_TO) -> int:
    """How many rows there are, or `limit` when there are as many or more."""
    return rows.order_by().values("pk")[:limit].count()


class BoundedPaginator(Paginator):
    """Pages of a list whose count stops at `COUNT_UP_TO`."""

    @cached_property
    def count(self) -> int:
        """As `count_up_to`."""
        return count_up_to(self.object_list)  # type: ignore[arg-type]

    @property
    def count_words(self) -> str:
        """The count as a page says it: "1,234" or "10,000 or more"."""
        return f"{self.count:,} or more" if self.count >= COUNT_UP_TO else f"{self.count:,}"
