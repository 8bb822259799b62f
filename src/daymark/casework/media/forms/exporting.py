"""What somebody wants a case exported as."""

from __future__ import annotations

from typing import Any

from django import forms

from daymark.casework.media.actions.exporting import WORDS, Asked, Format
from daymark.casework.media.rules.exporting import NUMBERED
from daymark.casework.media.rules.scales import SCALES
from daymark.exchange.vics import DEFAULT_REGION, Version

REGIONS = (DEFAULT_REGION, "US", "UK")
FOR_WHOM = {
    Format.VICS: "Every picture and film with its places and grade, for another victim-identification tool.",
    Format.HASH_SET: "Digests and categories alone, for the known lists of other tools. Nothing of the case.",
    Format.ICSE: "Digests of what is graded as abuse material, for upload to ICSE.",
    Format.FILES: "A table of every file, also of those that could not be read, with the reason.",
}


class ExportForm(forms.Form):
    """The format, and for VICS its version, region and scale."""

    format = forms.ChoiceField(
        choices=[(each.value, WORDS[each][:1].upper() + WORDS[each][1:]) for each in Format],
        widget=forms.RadioSelect,
        initial=Format.VICS.value,
        label="What should go out",
    )
    version = forms.ChoiceField(
        choices=[(each.value, each.value) for each in reversed(Version)],
        initial=Version.V2_0.value,
        label="VICS version",
        help_text="1.3 and 1.2 have no place for scenes of films, archives and facts.",
    )
    region = forms.ChoiceField(
        choices=[(each, each) for each in REGIONS],
        initial=DEFAULT_REGION,
        label="Region of VICS",
        help_text="Whose categories the numbers are. IPED reads Default alone; Griffeye expects US or UK.",
    )
    scale = forms.ChoiceField(choices=[(each, SCALES[each]) for each in NUMBERED], label="Scale of VICS categories")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].choice_hints = FOR_WHOM  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """What was chosen."""
        said = self.cleaned_data
        return Asked(Format(said["format"]), Version(said["version"]), said["region"], said["scale"])
