"""Draws Django form fields with the markup of GOV.UK Frontend: hints and mistakes are tied to their control."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

register = template.Library()

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.FileInput, "file"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.SelectDateWidget, "date"),
    (forms.MultiWidget, "date"),
)


@dataclass(frozen=True)
class Option:
    """One radio button or tick box of a question."""

    anchor: str
    name: str
    value: str
    label: str
    hint: str
    chosen: bool


@dataclass(frozen=True)
class Mistake:
    """One line of the summary of mistakes: what is wrong, and the control to go to."""

    anchor: str
    words: str


@register.filter
def kind_of(field: BoundField) -> str:
    """Which wrapper draws this field: cotton/field/<kind>.html."""
    return next((kind for widget, kind in KINDS if isinstance(field.field.widget, widget)), "text")


@register.simple_tag
def control(field: BoundField, css: str, **attributes: Any) -> SafeString:
    """The field's own control with GOV.UK's class, its mistake's colour and `aria-describedby` of hint and mistake."""
    kept = {name.replace("_", "-"): value for name, value in attributes.items() if value not in ("", None, False)}
    classes = [css, f"{css}--error" if field.errors else "", field.field.widget.attrs.get("class", "")]
    classes.append(str(kept.pop("class", "")))
    return field.as_widget(attrs={"class": " ".join(filter(None, classes)), **described_by(field), **kept})


def described_by(field: BoundField) -> dict[str, str]:
    """The attribute that ties a control to its hint and mistake; empty when it has neither."""
    parts = [f"{field.auto_id}-hint" if field.help_text else "", f"{field.auto_id}-error" if field.errors else ""]
    named = " ".join(filter(None, parts))
    return {"aria-describedby": named} if named else {}


@register.filter
def described(field: BoundField) -> SafeString:
    """The same attribute, written out for a fieldset."""
    return flatatt(described_by(field))


@register.filter
def anchor(field: BoundField) -> str:
    """The id of the control that a link from the summary of mistakes must reach: the first one of a group."""
    if kind_of(field) in ("radios", "checkboxes", "date"):
        first = next(iter(field.subwidgets), None)
        parts = first.data.get("subwidgets") if first else None
        return str(parts[0]["attrs"].get("id", "")) if parts else f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def options(field: BoundField) -> list[Option]:
    """The choices of a radio or tick-box question; hints come from the form field's `choice_hints` (value -> text)."""
    hints: dict[str, str] = getattr(field.field, "choice_hints", {})
    return [
        Option(
            anchor=str(drawn.id_for_label),
            name=str(drawn.data["name"]),
            value=str(drawn.data["value"]),
            label=str(drawn.choice_label),
            hint=str(hints.get(str(drawn.data["value"]), "")),
            chosen=bool(drawn.data["selected"]),
        )
        for drawn in field.subwidgets
    ]


@register.filter
def date_parts(field: BoundField) -> list[dict[str, Any]]:
    """Name, id, value and label of each box of a date asked in parts (a widget of three), in the widget's order."""
    labels = getattr(field.field.widget, "part_labels", ("Day", "Month", "Year"))
    boxes = field.subwidgets[0].data["subwidgets"]
    return [
        {"name": box["name"], "id": box["attrs"].get("id", ""), "value": _first(box["value"]), "label": label}
        for box, label in zip(boxes, labels, strict=False)
    ]


def _first(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return "" if value is None else str(value)


@register.filter
def mistakes(form: forms.BaseForm) -> Iterator[Mistake]:
    """Every mistake of a form in the order of its fields, those of the whole form first."""
    for words in form.non_field_errors():
        yield Mistake("", str(words))
    for field in form:
        for words in field.errors:
            yield Mistake(anchor(field), str(words))
