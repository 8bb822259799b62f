"""The search and filters above a list, kept in the address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

ANY = [("", "Any")]


class ListForm(forms.Form):
    """Search and filters of a list. What the address holds wrongly counts as not asked."""

    search = forms.CharField(required=False, max_length=500, label="Search", strip=True)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter_%s")

    def asked(self) -> dict[str, Any]:
        """Each filter in force with its value."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def tags(self) -> list[dict[str, str]]:
        """The filters in force in words, each with the address of the list without it."""
        return [
            {"label": self._words(name, value), "url": self._without(name)}
            for name, value in self.asked().items()
            if name != "order"
        ]

    def _words(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return str(field.label)
        if isinstance(field, forms.ChoiceField):
            value = dict(list(field.choices)).get(str(value), value)  # type: ignore[arg-type]
        if isinstance(field, forms.DateField):
            value = f"{value:%-d %B %Y}"
        return f"{field.label}: {value}"

    def _without(self, name: str) -> str:
        left = {key: value for key, value in self.data.items() if key in self.fields and key != name and value}
        return f"?{urlencode(left)}"
