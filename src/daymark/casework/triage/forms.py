"""What people fill in on the queue and on the page of a report."""

from __future__ import annotations

from typing import Any

from django import forms

from daymark.casework.access.models import User
from daymark.casework.reports.actions import LONGEST_MESSAGE
from daymark.casework.reports.forms import ANY, ListForm
from daymark.casework.reports.queries import Sought
from daymark.casework.reports.rules.understood import HARM_WORDS
from daymark.casework.reports.rules.wording import SOURCE_WORDS
from daymark.casework.triage.actions import CLOSING_REASONS
from daymark.casework.triage.queries import QueueFilter, officers
from daymark.casework.triage.rules import Question

LONGEST_REASON = 2000  # characters
PRIORITY_WORDS = {1: "1, immediate", 2: "2, as soon as possible", 3: "3, without undue delay"}
STANDING_WORDS = {
    "free": "Nobody holds it",
    "mine": "I hold it",
    "held": "Somebody holds it",
    "asked": "Waiting for the reporter",
    "in-case": "In a case",
    "closed": "Closed without a case",
}
ORDER_WORDS = {
    "": "Most urgent first",
    "due": "Runs out first",
    "oldest": "Longest waiting first",
    "newest": "Newest first",
}


class QueueFilterForm(ListForm):
    """What the queue can be narrowed by."""

    priority = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, choices=[*ANY, *PRIORITY_WORDS.items()], label="Priority"
    )
    harm = forms.ChoiceField(required=False, choices=[*ANY, *HARM_WORDS.items()], label="Harm")
    source = forms.ChoiceField(required=False, choices=[*ANY, *SOURCE_WORDS.items()], label="Source")
    standing = forms.ChoiceField(required=False, choices=[("", "In the queue"), *STANDING_WORDS.items()], label="State")
    order = forms.ChoiceField(required=False, choices=list(ORDER_WORDS.items()), label="Order")
    danger = forms.BooleanField(required=False, label="Child in danger")
    overdue = forms.BooleanField(required=False, label="Overdue")

    def wanted(self, sought: Sought) -> QueueFilter:
        """What is asked, in the form in which the queue is read."""
        given = self.asked()
        given.pop("search", None)
        return QueueFilter(**given, sought=sought)


class ReasonForm(forms.Form):
    """Why, in a sentence."""

    reason = forms.CharField(max_length=LONGEST_REASON, label="Why", widget=forms.Textarea(attrs={"rows": 2}))


class PutBackForm(forms.Form):
    """A word for whoever takes the row next."""

    reason = forms.CharField(
        required=False, max_length=LONGEST_REASON, label="A word for whoever takes it next", widget=forms.TextInput
    )


class PriorityForm(ReasonForm):
    """Another priority, with the reason. What the floor forbids is not offered."""

    priority = forms.TypedChoiceField(coerce=int, label="Priority", widget=forms.RadioSelect)
    field_order = ["priority", "reason"]

    def __init__(self, *given: Any, floor: int | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        open_to = [(number, words) for number, words in PRIORITY_WORDS.items() if number <= (floor or 3)]
        self.fields["priority"].choices = open_to  # type: ignore[attr-defined]


class CloseForm(ReasonForm):
    """The end without a case."""

    code = forms.ChoiceField(choices=[("", "Choose"), *CLOSING_REASONS], label="What it is")
    field_order = ["code", "reason"]


class HandOverForm(forms.Form):
    """To whom a row goes."""

    to = forms.ModelChoiceField(queryset=User.objects.none(), label="To", empty_label="Choose")
    reason = forms.CharField(required=False, max_length=LONGEST_REASON, label="Why", widget=forms.TextInput)

    def __init__(self, *given: Any, holder: User | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        people = officers().exclude(pk=holder.pk) if holder else officers()
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class AskForm(forms.Form):
    """Questions to the reporter: those that are open, and words of one's own."""

    questions = forms.MultipleChoiceField(
        required=False, label="Open questions, as the reporter will read them", widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        required=False,
        max_length=LONGEST_MESSAGE,
        label="In your own words",
        help_text="A child may read this. One thing at a time, in plain words.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *given: Any, questions: list[Question], **more: Any) -> None:
        super().__init__(*given, **more)
        asked = [(question.code, question.to_reporter) for question in questions if question.can_be_asked]
        self.fields["questions"].choices = asked  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("questions") and not (given.get("text") or "").strip():
            raise forms.ValidationError("Choose a question or write one.")
        return given

    @property
    def message(self) -> str:
        """What the reporter is sent."""
        words = dict(self.fields["questions"].choices)  # type: ignore[attr-defined]
        chosen = [words[code] for code in self.cleaned_data["questions"]]
        return "\n\n".join(filter(None, ["\n".join(chosen), self.cleaned_data["text"].strip()]))
