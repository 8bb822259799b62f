"""The emergency number and the helplines of the centre's country, for any public page."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from daymark.casework.prevention.reference import (
    Audience,
    EmergencyNumber,
    Helpline,
    emergency_number_for,
    helplines_for,
)

register = template.Library()

MOST_LINES = 4  # a frightened reader needs one number, not a directory; the advice pages show them all
HOURS = (gettext_noop("24 hours"), gettext_noop("see the website"), gettext_noop("online form"), gettext_noop("online"))


@register.simple_tag
def emergency() -> EmergencyNumber:
    """What to dial in the centre's country when a child is in danger."""
    return emergency_number_for(settings.DAYMARK.country)


@register.simple_tag
def lines_for(audience: str = "", young: bool = False, most: int = MOST_LINES) -> tuple[Helpline, ...]:
    """Whom this reader can talk to: by the name of an audience, else by whether a child reads."""
    whom = Audience(audience) if audience else (Audience.TEENAGER if young else Audience.PARENT)
    return helplines_for(settings.DAYMARK.country, whom)[:most]


@register.simple_tag
def hours_in_words(hours: str) -> str:
    """When a line answers, in the reader's language where we know the words."""
    return _(hours)
