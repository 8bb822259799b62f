"""What people fill in about their own care, and supervisors about the policy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from daymark.casework.access.models import User
from daymark.casework.welfare.queries import possible_partners
from daymark.casework.welfare.rules.bands import LEFT_OUT
from daymark.casework.welfare.rules.caring import MOST_LIFTED, NOTE_LENGTH
from daymark.casework.welfare.rules.policy import GRAVEST, HELP_LENGTH, REASON_LENGTH, Pairs, Policy

PAIR_WORDS = (
    (Pairs.NEVER.value, "Never"),
    (Pairs.FROM_SEVERITY.value, "From a severity on"),
    (Pairs.ALWAYS.value, "Always"),
)


def posted(request: HttpRequest, act: str) -> QueryDict | None:
    """The posted fields of one of several forms of a page: the one whose button, `act`, was pressed."""
    return request.POST if request.method == "POST" and request.POST.get("act") == act else None


class LeaveOutForm(forms.Form):
    """What a person does not want to see for a week."""

    categories = forms.MultipleChoiceField(
        label="Leave these out",
        choices=[(band.value, words) for band, words in LEFT_OUT],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="For seven days from now. Nobody else is told, and nobody asks why.",
    )


class SessionForm(forms.Form):
    """A counselling session, past or to come."""

    on = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(
        label="Note for yourself",
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea,
        help_text="Sealed. Nobody but you can open it, no supervisor and no administrator.",
    )


class AskForm(forms.Form):
    """With whom to look together."""

    colleague: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label="Colleague",
        queryset=User.objects.none(),
        empty_label="Choose a colleague",
        error_messages={"required": "Choose a colleague.", "invalid_choice": "Choose a colleague of this centre."},
    )

    def __init__(self, *given: Any, user: User) -> None:
        super().__init__(*given)
        people = [person.pk for person in possible_partners(user)]
        self.fields["colleague"].queryset = User.objects.filter(pk__in=people)  # type: ignore[attr-defined]


class LiftForm(forms.Form):
    """More minutes for one person today."""

    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=MOST_LIFTED)
    reason = forms.CharField(
        label="Why today's limit does not hold",
        max_length=REASON_LENGTH,
        widget=forms.Textarea,
        help_text="The person reads it. Do not say what is to be looked at.",
    )


class PolicyForm(forms.Form):
    """The numbers for everybody who looks. Their bounds stand in `rules.policy`."""

    daily_limit = forms.IntegerField(
        label="Daily limit, in minutes of looking time",
        help_text="240 are the 4 hours that INHOPE gives as the most. 0: nobody looks.",
    )
    warn_before = forms.IntegerField(label="Warning before the limit, in minutes")
    break_every = forms.IntegerField(label="Break after so many minutes of looking")
    break_length = forms.IntegerField(label="Length of a break, in minutes")
    longest_look_ms = forms.IntegerField(label="Longest single look, in thousandths of a second")
    largest_side = forms.IntegerField(label="Largest side of a picture, in pixels")
    pairs = forms.ChoiceField(
        label="Two people look together",
        choices=PAIR_WORDS,
        widget=forms.RadioSelect,
        help_text="What nobody has graded yet has no severity: to have two at it, choose always.",
    )
    pairs_from = forms.IntegerField(label=f"The severity from which two look, 0 to {GRAVEST}")
    second_opinion_percent = forms.IntegerField(label="Share of files with a second opinion, in per cent")
    second_opinion_from = forms.IntegerField(
        label=f"The severity from which every file gets a second opinion, 0 to {GRAVEST}"
    )
    counselling_months = forms.IntegerField(label="Months between counselling sessions")
    help_text = forms.CharField(
        label="How to get help",
        required=False,
        max_length=HELP_LENGTH,
        widget=forms.Textarea,
        help_text="Shown on everybody's page: who the counsellor is, the telephone number, when somebody is there.",
    )
    reason = forms.CharField(label="Why it is changed", max_length=REASON_LENGTH, widget=forms.Textarea)

    def policy(self) -> Policy:
        """The policy as filled in."""
        return Policy(**{name: self.cleaned_data[name] for name in Policy.__dataclass_fields__})
