"""What people fill in on the pages of cases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, QueryDict

from daymark.casework.access.models import User
from daymark.casework.cases.models import CaseState, ClosingOutcome
from daymark.casework.cases.queries import CaseFilter, operations, readers

LONG_TEXT = 20_000  # characters; a note longer than this is a document and belongs among the files
ANY = [("", "Any")]
PRIORITIES = [*ANY, ("1", "1, immediate"), ("2", "2, soon"), ("3", "3, without undue delay")]
REPORT = re.compile(r"R-\d{4}-\d{6,}", re.IGNORECASE)


class FilterForm(forms.Form):
    """Search and filters above a list. The address holds them; what it holds wrongly counts as not asked."""

    def __init__(self, data: QueryDict, **given: Any) -> None:
        filled = data.copy()
        for name, value in self.defaults().items():
            filled.setdefault(name, value)
        super().__init__(filled, auto_id="filter_%s", **given)

    def defaults(self) -> dict[str, str]:
        """What is asked while the address says nothing; a removed filter stands in the address as empty."""
        return {}

    def asked(self) -> dict[str, Any]:
        """Each filter with its value; without those that make no sense."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def tags(self) -> list[dict[str, str]]:
        """The filters in force in words, each with the address of the list without it."""
        return [{"label": self._words(name), "url": self._without(name)} for name in self.asked()]

    def _words(self, name: str) -> str:
        field, value = self.fields[name], self.asked()[name]
        if isinstance(field, forms.BooleanField):
            return str(field.label)
        if isinstance(field, forms.ChoiceField):
            value = dict(list(field.choices)).get(str(value), value)  # type: ignore[arg-type]
        return f"{field.label}: {value}"

    def _without(self, name: str) -> str:
        left = {key: value for key, value in self.data.items() if key in self.fields and key != name and value}
        if name in self.defaults():
            left[name] = ""
        return f"?{urlencode(left)}"


class CaseFilterForm(FilterForm):
    """The filters of the list of cases."""

    search = forms.CharField(required=False, max_length=100, label="Search")
    state = forms.ChoiceField(required=False, choices=[*ANY, *CaseState.choices], label="State")
    priority = forms.ChoiceField(required=False, choices=PRIORITIES, label="Priority")
    lead = forms.ChoiceField(required=False, label="Lead")
    operation = forms.ChoiceField(required=False, label="Operation")
    mine = forms.BooleanField(required=False, label="I work on it")
    danger = forms.BooleanField(required=False, label="Child in danger")
    overdue = forms.BooleanField(required=False, label="Overdue tasks")

    def __init__(self, data: QueryDict, *, user: User) -> None:
        super().__init__(data)
        leads = [(person.username, person.name) for person in readers()]
        self.fields["lead"].choices = [*ANY, *leads]  # type: ignore[attr-defined]
        self.fields["operation"].choices = [*ANY, *((name, name) for name in operations(user))]  # type: ignore[attr-defined]

    def defaults(self) -> dict[str, str]:
        return {"state": CaseState.OPEN.value}

    def wanted(self, order: str) -> CaseFilter:
        """The same for the query."""
        return CaseFilter(**{"state": "", **self.asked()}, order=order)


class PersonField(forms.ModelChoiceField):
    """One of the people who may work on cases."""

    def __init__(self, **given: Any) -> None:
        super().__init__(queryset=User.objects.none(), to_field_name="username", **given)

    def offer(self, people: list[User]) -> None:
        """Sets who can be chosen."""
        self.queryset = User.objects.filter(pk__in=[person.pk for person in people])

    def label_from_instance(self, person: Any) -> str:
        return str(person.name)


class OpenCaseForm(forms.Form):
    """What a new case is called, who leads it, and which reports it works."""

    reports = forms.CharField(
        max_length=2000,
        label="Reports",
        help_text="Their references, for instance R-2026-000123. Several with spaces between.",
    )
    title = forms.CharField(
        max_length=200,
        required=False,
        label="Title",
        help_text="The child first, no names. Left empty, the gravest report gives it.",
    )
    operation = forms.CharField(max_length=60, required=False, label="Operation")
    lead = PersonField(label="Lead", empty_label=None)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["lead"].offer(readers())  # type: ignore[attr-defined]

    def clean_reports(self) -> list[str]:
        """The references named, each once, in the order named."""
        found = [each.upper() for each in REPORT.findall(self.cleaned_data["reports"])]
        if not found:
            raise forms.ValidationError("Give at least one reference of a report, such as R-2026-000123.")
        return list(dict.fromkeys(found))


class LogForm(forms.Form):
    """The box under the decision log."""

    kind = forms.ChoiceField(
        choices=[("NOTE", "Note"), ("DECISION", "Decision")],
        widget=forms.RadioSelect,
        initial="NOTE",
        label="What is it?",
    )
    text = forms.CharField(max_length=LONG_TEXT, widget=forms.Textarea, label="Write into the log")
    reason = forms.CharField(
        max_length=LONG_TEXT, required=False, widget=forms.Textarea, label="Reason", help_text="For a decision."
    )

    def clean(self) -> dict[str, Any]:
        """A decision without its reason helps nobody who reads it later."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == "DECISION" and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say why: a decision needs its reason.")
        return cleaned


class TaskForm(forms.Form):
    """Something to be done."""

    text = forms.CharField(max_length=500, label="What is to be done?")
    assigned_to = PersonField(required=False, label="By whom", empty_label="Whoever comes first")
    due_on = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}), label="Until")

    def __init__(self, *given: Any, people: list[User], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["assigned_to"].offer(people)  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """A person to add, or to lead."""

    person = PersonField(label="Add a person", empty_label="Choose a person")

    def __init__(self, *given: Any, people: list[User], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["person"].offer(people)  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """A report to add."""

    report = forms.RegexField(
        REPORT,
        max_length=20,
        label="Add a report",
        help_text="Its reference, for instance R-2026-000123.",
        error_messages={"invalid": "Give the reference of a report, such as R-2026-000123."},
    )


class ReasonForm(forms.Form):
    """Why, in words that another officer can follow."""

    reason = forms.CharField(
        max_length=LONG_TEXT,
        widget=forms.Textarea,
        label="Reason",
        error_messages={"required": "Say why, in one or two sentences."},
    )


class CloseForm(ReasonForm):
    """How a case ended."""

    outcome = forms.ChoiceField(choices=ClosingOutcome.choices, widget=forms.RadioSelect, label="How did it end?")
    field_order = ["outcome", "reason"]


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it is empty; None while the page is only asked for."""
    return request.POST if request.method == "POST" else None


def references(values: list[str]) -> Iterator[str]:
    """References of reports as an address carries them."""
    return (each.upper() for each in values if REPORT.fullmatch(each.strip()))
