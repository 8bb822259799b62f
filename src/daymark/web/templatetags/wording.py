"""Languages and places in a reader's words."""

from __future__ import annotations

from django import template

from daymark.casework.partners.naming import language_name
from daymark.casework.reports.rules.wording import place_words

register = template.Library()
register.filter(language_name)
register.filter(place_words)
