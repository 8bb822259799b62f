"""Addresses: staff pages, the public report pages, and the industry server."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
public: list[URLPattern] = []
industry: list[URLPattern] = []
