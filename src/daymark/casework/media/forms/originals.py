"""What people fill in to have an original sealed or destroyed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from daymark.casework.media.models import SeizedFile

LENGTH = 2_000
SHOWN = 120  # characters of a path in the list


class SealForm(forms.Form):
    """Which of the files that hold it is read into the vault, and why."""

    reason = forms.CharField(
        max_length=LENGTH,
        widget=forms.Textarea,
        label="Why it is kept",
        help_text="It stands in the log of the case. For instance: the disk goes back to its owner on 3 May.",
    )

    def __init__(self, *given: Any, files: Sequence[SeizedFile]) -> None:
        super().__init__(*given)
        self.fields["file"] = forms.TypedChoiceField(
            coerce=int,
            choices=[(each.pk, _words(each)) for each in files],
            label="Read it from",
            help_text="They hold the same bytes. Choose another one if a disk is gone.",
        )


class DestroyForm(forms.Form):
    """Why it is destroyed."""

    reason = forms.CharField(
        max_length=LENGTH,
        widget=forms.Textarea,
        label="Why it is destroyed",
        help_text="Name the order or the rule. It stands in the log of the case for good.",
    )


def _words(file: SeizedFile) -> str:
    name = file.name if len(file.name) <= SHOWN else "…" + file.name[-SHOWN:]
    return f"{file.seizure.reference}, {file.seizure.exhibit.name}: {name}"
