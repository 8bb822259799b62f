"""What a form is given."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """The posted fields, even when there are none; nothing when the page is only opened."""
    return request.POST if request.method == "POST" else None
