"""What a table needs in order to stand as cards on a narrow screen: each cell with the name of its column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
ROW_OR_CELL = re.compile(r"<(tr|t[hd])\b([^>]*)>(\s*</t[hd]>)?")
ROLES = {"tr": "row", "td": "cell", "th": "rowheader"}


@register.filter
def labelled(rows: str, head: str) -> SafeString:
    """The rows with the name of its column in every cell, and with the roles that a browser forgets when rows are
    laid out as cards. Both arguments are what the table's slots rendered, so they are escaped already."""
    names = [" ".join(strip_tags(heading).split()) for heading in HEADING.findall(head)]
    return mark_safe("".join(_parts(rows, names)))  # noqa: S308


@register.filter
def with_roles(head: str) -> SafeString:
    """The headings of a table, said to be headings of columns."""
    return mark_safe(re.sub(r"<th\b", '<th role="columnheader"', head))  # noqa: S308


def _parts(rows: str, names: list[str]) -> Iterator[str]:
    end = column = 0
    for found in ROW_OR_CELL.finditer(rows):
        yield rows[end : found.start()]
        tag, attributes, closed_at_once = found.groups()
        column = 0 if tag == "tr" else column + 1
        empty = " data-empty" if closed_at_once else ""
        yield f'<{tag} role="{ROLES[tag]}"{_label(tag, names, column)}{empty}{attributes}>'
        yield closed_at_once or ""
        end = found.end()
    yield rows[end:]


def _label(tag: str, names: list[str], column: int) -> str:
    if tag != "td" or column > len(names):
        return ""
    # strip_tags leaves what was escaped as it was, so that only a quotation mark could end the attribute.
    return format_html(' data-label="{}"', mark_safe(names[column - 1].replace('"', "&quot;")))  # noqa: S308
