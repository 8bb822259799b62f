"""Addresses: advice pages for the public, the report button, and the staff page about buttons."""

from __future__ import annotations

from django.urls import URLPattern, path

from daymark.casework.prevention.views import buttons
from daymark.casework.prevention.views import public as pages

urlpatterns: list[URLPattern] = [
    path("buttons/", buttons.button_list, name="buttons"),
    path("buttons/make/", buttons.make, name="button-make"),
    path("buttons/ours/", buttons.our_button, name="our-button"),
    path("buttons/<slug:key>/", buttons.button_page, name="button"),
    path("buttons/<slug:key>/switch/", buttons.switch, name="button-switch"),
]
public: list[URLPattern] = [
    path("", pages.landing, name="help"),
    path("button/<slug:key>/", pages.button, name="report-button"),
    path("button/<slug:key>.svg", pages.picture, name="report-button-picture"),
    path("<slug:audience>/", pages.advice, name="help-for"),
]
