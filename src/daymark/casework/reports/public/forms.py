"""Forms made from questions. What cannot be taken is refused in words and shown again: nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from daymark.casework.partners.reference import countries
from daymark.casework.reports.public.questions import Field, Step, Words, in_words
from daymark.casework.reports.rules.answers import Said, Subject, subject_of
from daymark.casework.reports.rules.meeting_said import read_day

# Invisible control characters, NUL among them: no keyboard makes them and no database keeps them.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
OLDEST = 120  # years; more than anybody has lived
CHOOSE = lazy("Choose one answer.")


class TypedField(forms.CharField):
    """Text as typed: line ends made one kind, invisible control characters left out, nothing else touched."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, strip=False, **options)
        self.validators = []  # Django's own words are for programmers; `clean` has ours
        self.widget.attrs.pop("maxlength", None)  # a browser would cut a pasted text without a word

    def to_python(self, value: Any) -> str:
        text = "" if value is None else str(value)
        return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))

    def clean(self, value: Any) -> str:
        text = self.to_python(value)
        if self.max_length and len(text) > self.max_length:
            raise ValidationError(too_long(len(text), self.max_length))
        return text if text.strip() else ""


class AgeField(TypedField):
    """An age in years, with words around it if need be ("about 12")."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        numbers = re.findall(r"[0-9]+", text)
        if text and not numbers:
            raise ValidationError(_("Write the age as a number, for example 12. Leave it empty if you do not know."))
        if any(int(number[:9]) > OLDEST for number in numbers):
            raise ValidationError(_("Nobody is that old. Write the age in years, or leave it empty."))
        return text


class DayField(TypedField):
    """A day, as a browser sends it or as a person writes it; words ("next Saturday") are kept as they are."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if re.fullmatch(r"[\d\s./-]+", text) and read_day(text) is None:
            raise ValidationError(_("That day is not in the calendar. Write it like 24/03/2026, or in words."))
        return text


class QuestionForm(forms.Form):
    """The form of one page."""

    def __init__(self, step: Step, said: Said, data: Mapping[str, Any] | None = None) -> None:
        names = [each.name for each in step.fields]
        super().__init__(data, initial={name: said.get(name, "") for name in names}, label_suffix="")
        subject = subject_of(said)
        for each in step.fields:
            self.fields[each.name] = _MAKERS[each.kind](each, subject, step.needed)
            self.fields[each.name].label = translated(each.label, subject)
            self.fields[each.name].help_text = translated(each.hint, subject)

    @property
    def values(self) -> dict[str, str]:
        """The answers, field by field."""
        return {name: str(value) for name, value in self.cleaned_data.items()}


def translated(words: Words, subject: Subject) -> str:
    """The wording for whom the report is about, in the reader's language; nothing stays nothing."""
    text = in_words(words, subject)
    return _(text) if text else ""


def too_long(length: int, longest: int) -> str:
    """What to say of a text that is longer than we take."""
    return _(
        "This is too long: %(length)s characters, at most %(longest)s. Shorten it, or send the rest as a file."
    ) % {
        "length": f"{length:,}",
        "longest": f"{longest:,}",
    }


def choice_words(each: Field, value: str) -> str:
    """The words of a chosen answer, translated; what was typed for everything else."""
    if each.kind == "country":
        return str(dict(country_choices(get_language() or "en")).get(value, value))
    if each.kind == "day" and (day := read_day(value)):
        return str(date_format(day, "j F Y"))
    return _(each.choices[value]) if value in each.choices else value


def _choice(each: Field, subject: Subject, needed: bool) -> forms.Field:
    field = forms.ChoiceField(
        choices=[(value, _(words)) for value, words in each.choices.items()],
        widget=forms.RadioSelect,
        required=needed,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    field.choice_hints = {value: _(hint) for value, hint in each.hints.items()}  # type: ignore[attr-defined]
    return field


def _text(each: Field, subject: Subject, needed: bool) -> forms.Field:
    return TypedField(max_length=each.longest, widget=forms.Textarea(attrs={"rows": each.rows, "autocomplete": "off"}))


def _line(each: Field, subject: Subject, needed: bool) -> forms.Field:
    return TypedField(max_length=each.longest, widget=forms.TextInput(attrs={"autocomplete": "off"}))


def _age(each: Field, subject: Subject, needed: bool) -> forms.Field:
    attributes = {"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-5"}
    return AgeField(max_length=60, widget=forms.TextInput(attrs=attributes))


def _day(each: Field, subject: Subject, needed: bool) -> forms.Field:
    attributes = {"type": "date", "autocomplete": "off", "class": "govuk-input--width-10"}
    return DayField(max_length=100, widget=forms.DateInput(attrs=attributes))


def _country(each: Field, subject: Subject, needed: bool) -> forms.Field:
    choices = [("", _("Choose a country")), *country_choices(get_language() or "en")]
    return forms.ChoiceField(choices=choices, required=False, error_messages={"invalid_choice": CHOOSE})


@lru_cache(maxsize=8)
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Every country by code, named and sorted in the reader's language."""
    names = Locale.parse(language.replace("-", "_")).territories
    named = [(code, names.get(code, country.name)) for code, country in countries().items()]
    return tuple(sorted(named, key=lambda pair: _plain(pair[1])))


def _plain(name: str) -> str:
    return name.translate(str.maketrans("ÅÉÎÔÇÈåéîôçè", "AEIOCEaeioce")).casefold()


_MAKERS: dict[str, Callable[[Field, Subject, bool], forms.Field]] = {
    "choice": _choice,
    "text": _text,
    "line": _line,
    "age": _age,
    "day": _day,
    "country": _country,
}
