"""Addresses of the pages of this stage."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
