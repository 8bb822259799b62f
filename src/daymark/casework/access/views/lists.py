"""The filters of a list as tags that can be removed, each an address."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest


def removable(request: HttpRequest, form: forms.Form) -> list[dict[str, str]]:
    """The filters in force, in words, each with the address of the list without it."""
    tags = []
    for name, value in form.cleaned_data.items():
        if value in ("", None, []):
            continue
        rest = request.GET.copy()
        for key in (name, "page", "after"):
            rest.pop(key, None)
        words = dict(getattr(form.fields[name], "choices", ())).get(str(value), value)
        tags.append({"label": f"{form.fields[name].label}: {words}", "url": f"{request.path}?{rest.urlencode()}"})
    return tags
