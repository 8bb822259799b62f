"""The filters of the list of reports."""

from __future__ import annotations

from django import forms
from django.db.models import Exists, OuterRef
from django.http import QueryDict

from daymark.casework.partners.models import Agency
from daymark.casework.reports.forms.filtering import ANY, ListForm
from daymark.casework.reports.models import Report, Way
from daymark.casework.reports.queries import ReportFilter, Sought
from daymark.casework.reports.rules.understood import ENVIRONMENT_WORDS, HARM_WORDS
from daymark.casework.reports.rules.wording import SOURCE_WORDS

OLDEST = "oldest"


class ReportFilterForm(ListForm):
    """What the list of everything received can be narrowed by."""

    harm = forms.ChoiceField(required=False, choices=[*ANY, *HARM_WORDS.items()], label="Harm")
    environment = forms.ChoiceField(required=False, choices=[*ANY, *ENVIRONMENT_WORDS.items()], label="Where")
    source = forms.ChoiceField(required=False, choices=[*ANY, *SOURCE_WORDS.items()], label="Source")
    agency = forms.ChoiceField(required=False, label="Sender")
    way = forms.ChoiceField(required=False, choices=[*ANY, *Way.choices], label="Way in")
    since = forms.DateField(required=False, label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, label="To", widget=forms.DateInput(attrs={"type": "date"}))
    order = forms.ChoiceField(required=False, choices=[("", "Newest first"), (OLDEST, "Oldest first")], label="Order")

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        sent = Report.objects.filter(source_agency=OuterRef("pk"))
        senders = Agency.objects.filter(Exists(sent)).values_list("code", "name")
        self.fields["agency"].choices = [*ANY, *senders]  # type: ignore[attr-defined]

    @property
    def newest_first(self) -> bool:
        """Whether the list begins with what came last."""
        return self.asked().get("order") != OLDEST

    def wanted(self, sought: Sought) -> ReportFilter:
        """What is asked, in the form in which the list is read."""
        given = self.asked()
        return ReportFilter(
            **{name: value for name, value in given.items() if name not in ("search", "order")}, sought=sought
        )
