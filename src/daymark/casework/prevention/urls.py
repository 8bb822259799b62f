"""Addresses: advice pages for the public, the report button, and the staff page about buttons."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
public: list[URLPattern] = []
