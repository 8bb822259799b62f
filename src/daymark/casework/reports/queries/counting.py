"""Counting without reading everything: above ten thousand, nobody needs the exact number to decide what to do."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.utils.functional import cached_property

COUNT_UP_TO = 10_000
Row = TypeVar("Row", bound=Model)


def count_up_to(rows: QuerySet[Any], limit: int = COUNT_UP_TO) -> int:
    """How many rows there are, or `limit` when there are as many or more."""
    return rows.order_by().values("pk")[:limit].count()


def first_of(rows: QuerySet[Row], limit: int) -> tuple[list[Row], int]:
    """The first rows, and how many there are as `count_up_to` says; few rows are fetched and counted in one query."""
    found = list(rows[: limit + 1])
    return found[:limit], len(found) if len(found) <= limit else count_up_to(rows)


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
