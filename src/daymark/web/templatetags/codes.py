"""Codes of countries and languages in words."""

from __future__ import annotations

from django import template

from daymark.casework.partners.naming import country_name, language_name

register = template.Library()
register.filter(country_name)
register.filter(language_name)
