"""What people fill in to draw a cohort."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms

from daymark.casework.media.research.models import TITLE_LENGTH
from daymark.casework.media.research.rules.form import questions
from daymark.casework.media.research.rules.sampling import LONGEST_SEED

MOST_ITEMS = 5_000  # two people look at each; at half a minute each, that is two working weeks for both


class _DayInput(forms.DateInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class DrawForm(forms.Form):
    """A cohort to be drawn."""

    title = forms.CharField(max_length=TITLE_LENGTH, label="Title")
    purpose = forms.CharField(
        max_length=2000,
        widget=forms.Textarea,
        label="The question that it answers",
        help_text="Write it down before you draw. It cannot be changed afterwards.",
    )
    first_on = forms.DateField(widget=_DayInput, label="First seen from")
    last_on = forms.DateField(widget=_DayInput, label="To")
    size = forms.IntegerField(
        min_value=1,
        max_value=MOST_ITEMS,
        label="How many items",
        help_text="400 tell a share to within 5 per cent. Two people look at each of them.",
    )
    seed = forms.CharField(
        max_length=LONGEST_SEED,
        label="Seed",
        help_text="A word or a date, chosen before you draw. With it, anybody can draw the same sample again.",
    )

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        said = super().clean() or {}
        first, last = said.get("first_on"), said.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", "The last day lies before the first. Turn them round.")
        return said


class Choice(NamedTuple):
    """One answer to a question, with the key that gives it."""

    key: str
    value: str
    label: str
    is_chosen: bool


class CodingForm(forms.Form):
    """The questions of `rules/form.csv` about one item. None has an answer beforehand: nobody codes by a slip."""

    def __init__(self, data: Any = None, *, said: Mapping[str, str] | None = None) -> None:
        super().__init__(data, initial=dict(said or {}), auto_id="answer_%s")
        for question in questions():
            self.fields[question.code] = forms.ChoiceField(
                choices=[(answer.code, answer.words) for answer in question.answers],
                widget=forms.RadioSelect,
                label=question.words,
                help_text=question.help,
                error_messages={"required": "Answer this. Where nothing can be told, say so."},
            )

    def asked(self) -> list[tuple[forms.BoundField, list[Choice]]]:
        """The questions, each with its answers and their keys."""
        return [
            (
                self[question.code],
                [
                    Choice(answer.key, answer.code, answer.words, answer.code == self[question.code].value())
                    for answer in question.answers
                ],
            )
            for question in questions()
        ]
