"""Small things that pages and components need and Django's own tags do not offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def page_numbers(page: Page[Any]) -> Iterator[str | int]:
    """Page numbers round the current one, with an ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def asks_for_something(query: Mapping[str, str]) -> bool:
    """Whether an address asks for some rows of a list, and not only for another page or order of all of them."""
    return any(value for name, value in query.items() if name not in ("page", "order"))


@register.simple_tag
def next_order(order: str, by: str) -> str:
    """The order that a click on a heading asks for: by this column, or the other way round if it is so already."""
    return f"-{by}" if order == by else by


@register.filter
def groups_of_four(code: str) -> list[str]:
    """A receipt code cut into groups that can be read aloud."""
    plain = "".join(str(code).split())
    return [plain[start : start + 4] for start in range(0, len(plain), 4)]


@register.filter
def written(attributes: dict[str, Any]) -> SafeString:
    """HTML attributes with every value escaped, which `{{ attrs }}` alone does not do."""
    return flatatt({name: value for name, value in attributes.items() if value is not None})
