"""The web side as Django sees it: shared template tags."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Holds shared pages, components and template tags; no models."""

    name = "daymark.web"
    label = "web"
