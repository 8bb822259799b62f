"""What people fill in on the pages of referrals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from daymark.casework.cases.forms import ANY, LONG_TEXT, PRIORITIES, FilterForm
from daymark.casework.partners.models import Agency
from daymark.casework.referrals.models import ReferralState
from daymark.casework.referrals.queries import Evidence, ReferralFilter, receivers
from daymark.casework.referrals.queries.listing import WAITING_NOW

OTHER = "other"


class ReferralFilterForm(FilterForm):
    """The filters of the centre's list."""

    search = forms.CharField(required=False, max_length=100, label="Search")
    state = forms.ChoiceField(
        required=False, choices=[*ANY, (WAITING_NOW, "Somebody is waited for"), *ReferralState.choices], label="State"
    )
    destination = forms.ChoiceField(required=False, label="To")
    priority = forms.ChoiceField(required=False, choices=PRIORITIES, label="Priority")
    overdue = forms.BooleanField(required=False, label="Overdue")
    danger = forms.BooleanField(required=False, label="Child in danger")
    mine = forms.BooleanField(required=False, label="Mine")

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["destination"].choices = [*ANY, *((each.code, each.name) for each in receivers())]  # type: ignore[attr-defined]

    def defaults(self) -> dict[str, str]:
        return {"state": WAITING_NOW}

    def wanted(self, order: str) -> ReferralFilter:
        """The same for the query."""
        return ReferralFilter(**{"state": "", **self.asked()}, order=order)


class PartnerFilterForm(FilterForm):
    """The filters of a partner's list."""

    search = forms.CharField(required=False, max_length=100, label="Search")
    state = forms.ChoiceField(
        required=False,
        choices=[*ANY, (WAITING_NOW, "Waits for us"), *(pair for pair in ReferralState.choices if pair[0] != "DRAFT")],
        label="State",
    )
    overdue = forms.BooleanField(required=False, label="Overdue")

    def defaults(self) -> dict[str, str]:
        return {"state": WAITING_NOW}

    def wanted(self, order: str) -> ReferralFilter:
        """The same for the query."""
        return ReferralFilter(**{"state": "", **self.asked()}, order=order)


class ContentForm(forms.Form):
    """What goes into the document."""

    request = forms.CharField(
        required=False,
        max_length=1000,
        widget=forms.Textarea,
        label="What we ask of them",
        help_text="Stands first in the document, before the standing requests.",
    )
    enclose_files = forms.BooleanField(required=False, initial=True, label="Enclose the files of the reports")
    include_reporters = forms.BooleanField(
        required=False,
        label="Name who reported, with contact details",
        help_text="Only when they need it to act: a reporter was promised that we take care.",
    )


class DraftForm(ContentForm):
    """Which authority, and why."""

    choice = forms.ChoiceField(widget=forms.RadioSelect, label="Refer to")
    other = forms.ModelChoiceField(
        queryset=Agency.objects.none(),
        required=False,
        to_field_name="code",
        label="Another agency",
        empty_label="Choose an agency",
    )
    choice_reason = forms.CharField(
        max_length=LONG_TEXT,
        widget=forms.Textarea,
        label="Why this one",
        help_text="They read it, and so does whoever follows this case later.",
        error_messages={"required": "Say why this authority, in one or two sentences."},
    )
    field_order = ["choice", "other", "choice_reason", "request", "enclose_files", "include_reporters"]

    def __init__(self, *given: Any, evidence: Evidence, **named: Any) -> None:
        super().__init__(*given, **named)
        able = [each for each in evidence.offered if each.agency and not each.why_not]
        self.agencies = {each.agency.code: each.agency for each in able if each.agency}
        offered = [(each.agency.code, each.proposal.title) for each in able if each.agency]
        choice: Any = self.fields["choice"]
        choice.choices = [*dict(offered).items(), (OTHER, "Another agency, for my own reason")]
        choice.choice_hints = {each.agency.code: each.proposal.evidence[0] for each in reversed(able) if each.agency}
        other: Any = self.fields["other"]
        other.queryset = Agency.objects.filter(pk__in=[agency.pk for agency in receivers()])

    def clean(self) -> dict[str, Any]:
        """Turns the choice into the agency meant."""
        cleaned = super().clean() or self.cleaned_data
        agency = (
            cleaned.get("other") if cleaned.get("choice") == OTHER else self.agencies.get(cleaned.get("choice", ""))
        )
        if cleaned.get("choice") and agency is None:
            self.add_error("other", "Choose the agency.")
        cleaned["destination"] = agency
        return cleaned


class SendForm(forms.Form):
    """The tick without which nothing leaves unencrypted."""

    by_hand = forms.BooleanField(required=False, label="Send without encryption: I hand the package over in person")


class AnswerForm(forms.Form):
    """What the agency says. Staff who write down a telephone call name who told them."""

    ACTS = (
        ("acknowledge", "Acknowledged: it arrived"),
        ("accept", "Accepted: they act"),
        ("decline", "Declined, with the reason"),
        ("conclude", "Concluded: their work on it is finished"),
    )
    act = forms.ChoiceField(choices=ACTS, widget=forms.RadioSelect, label="What did they say?")
    heard_from = forms.CharField(required=False, max_length=200, label="Who told you, and how?")
    note = forms.CharField(required=False, max_length=LONG_TEXT, widget=forms.Textarea, label="In their words")

    def __init__(self, *given: Any, acts: list[str], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["act"].choices = [pair for pair in self.ACTS if pair[0] in acts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Who declines says why."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("act") == "decline" and not cleaned.get("note", "").strip():
            self.add_error("note", "Say why it is declined: another authority must be found.")
        return cleaned


class PartnerAnswerForm(AnswerForm):
    """The same in the agency's own mouth."""

    ACTS = (
        ("acknowledge", "Acknowledge: we have it"),
        ("accept", "Accept: we act"),
        ("decline", "Decline, with the reason"),
        ("conclude", "Conclude: our work on it is finished"),
    )

    def __init__(self, *given: Any, acts: list[str], **named: Any) -> None:
        super().__init__(*given, acts=acts, **named)
        self.fields["act"].label = "Your answer"
        self.fields["note"].label = "Reason or note"
        del self.fields["heard_from"]


class NoteForm(forms.Form):
    """A question or a word to the other side."""

    text = forms.CharField(
        max_length=LONG_TEXT,
        widget=forms.Textarea,
        label="A question or a word to them",
        error_messages={"required": "Write what they should read."},
    )
