"""The select that the program draws itself says what Django's own would say."""

from __future__ import annotations

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
CHOICES = st.lists(st.tuples(TEXT, TEXT), max_size=6)


def drawn(widget: forms.Select, value: str, *, renderer: object = None) -> SafeString:
    return widget.render("country", value, {"id": "id_country", "required": True}, renderer=renderer)


@given(choices=CHOICES, groups=st.lists(st.tuples(TEXT.filter(bool), CHOICES), max_size=2), value=TEXT)
def test_a_select_says_what_djangos_own_would_say(
    choices: list[tuple[str, str]], groups: list[tuple[str, list[tuple[str, str]]]], value: str
) -> None:
    widget = forms.Select(choices=[*choices, *groups])
    own = " ".join(drawn(widget, value, renderer=DjangoTemplates()).split())
    assert " ".join(drawn(widget, value).split()) == own
